"""Kannel and its fake network (Debian's kannel and kannel-extras), on loopback alone, installed where they are not there yet.

What is written here for them is what docs/kannel.md tells a town to write, apart from the network.
"""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes

FAKE = Path("/usr/lib/kannel/test/fakesmsc")
PATIENCE = 20.0
# The fake network listens on every interface: whom it lets in is all that keeps strangers out.
SETUP = """group = core
admin-port = {admin}
admin-interface = 127.0.0.1
admin-password = {secret}
smsbox-port = {box}
smsbox-interface = 127.0.0.1
log-file = {folder}/bearerbox.log
box-deny-ip = "*.*.*.*"
box-allow-ip = "127.0.0.1"
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = network
port = {network}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {send}
sendsms-interface = 127.0.0.1
log-file = {folder}/smsbox.log
mo-recode = true
http-request-retry = 3
http-queue-delay = 1

group = sms-service
keyword = default
catch-all = true
post-url = "http://kannel:{secret}@127.0.0.1:{ours}/sms/kannel?id=%I"
send-sender = true
accept-x-kannel-headers = true
omit-empty = true
max-messages = 3
concatenation = true

group = sendsms-user
username = thyrida
password = {secret}
max-messages = 10
concatenation = true
"""


class Missing(Exception):
    """What could not be had, as a sentence."""


def install() -> None:
    """See that the programs are there; Debian's are installed where we may.

    Raises:
        Missing: they are not there and could not be installed.
    """
    if not _there() and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", "kannel", "kannel-extras"]):
            subprocess.run(["apt-get", *command], check=False, capture_output=True, env=environment)
    if not _there():
        raise Missing("Kannel and its fake network (kannel, kannel-extras) are not installed and could not be")


def _there() -> bool:
    return all(shutil.which(one) for one in ("bearerbox", "smsbox")) and FAKE.exists()


def wait_for(true: Callable[[], Any], what: str) -> Any:
    """Look until it is true, and give it."""
    until = time.monotonic() + PATIENCE
    while not (found := true()):
        if time.monotonic() > until:
            raise AssertionError(f"not seen within {PATIENCE:.0f} s: {what}")
        time.sleep(0.05)
    return found


@dataclass(frozen=True)
class Got:
    """One part as the network received it: from, to, the alphabet's name, and its words."""

    sender: str
    to: str
    kind: str
    words: str


@dataclass
class Network:
    """A running fake network with one telephone behind it."""

    log: Path

    def got(self) -> list[Got]:
        return [_read(line) for line in re.findall(r"Got message \d+: <(.*)>", self.log.read_text("utf-8", "replace"))]


def _read(line: str) -> Got:
    sender, to, kind, rest = line.split(" ", 3)
    if kind == "udh":
        _header, kind, rest = rest.split(" ", 2)
    wide = kind in ("ucs-2", "data")
    words = unquote_to_bytes(rest.replace("+", " ")).decode("utf-16-be") if wide else rest
    return Got(sender, to, kind, words)


@contextmanager
def network(folder: Path, port: int, sender: str, to: str, words: str) -> Iterator[Network]:
    """A telephone that texts these words once, in two-byte letters, and then only receives."""
    log = folder / f"network-{time.monotonic_ns()}.log"
    message = f"{sender} {to} ucs2 {quote(words.encode('utf-16-be'))}"
    with _running([str(FAKE), "-H", "127.0.0.1", "-r", str(port), "-i", "0.2", "-m", "1", message], log):
        yield Network(log)


@contextmanager
def gateway(folder: Path, ports: dict[str, int], secret: str) -> Iterator[None]:
    """The two boxes. `ports`: admin, box, network, send, and ours, where we serve."""
    setup = folder / "kannel.conf"
    setup.write_text(SETUP.format(folder=folder, secret=secret, **ports))
    with _running(["bearerbox", str(setup)], folder / "bearerbox.out"):
        wait_for(lambda: _listens(ports["box"]) and _listens(ports["network"]), "the gateway's first box")
        with _running(["smsbox", str(setup)], folder / "smsbox.out"):
            wait_for(lambda: _listens(ports["send"]), "the gateway's second box")
            yield


def _listens(port: int) -> bool:
    """Whether somebody listens there; read off the system, for a connection would be taken for a telephone's."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    return any(line.split()[3] == "0A" and int(line.split()[1].partition(":")[2], 16) == port for line in lines)


@contextmanager
def _running(command: list[str], log: Path) -> Iterator[None]:
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
