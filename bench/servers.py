"""Servers as they are really run: each a process of its own, found by its port and ended by its process id."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
HOST = "127.0.0.1"
PATIENCE = 60.0
WORKERS = 2
# Threads in which each granian worker runs Python.
GRANIAN_THREADS = 4


class DidNotStart(Exception):
    """A server ended, or did not listen in time; the text is what it wrote."""


@dataclass(frozen=True)
class Running:
    """A server that listens on `port`. `pid` is the process that was started; workers may be its children."""

    port: int
    pid: int

    @property
    def workers(self) -> list[int]:
        """The processes that answer: the server's children, or itself where it has none."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(one) for one in children if "resource_tracker" not in _command(int(one))] or [self.pid]

    def memory(self) -> float:
        """Resident memory of the largest worker, in MB."""
        return max(_resident(pid) for pid in self.workers) / 1024

    def processor(self) -> float:
        """Processor time of all workers since their start, in seconds."""
        return sum(_processor(pid) for pid in self.workers)


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")


def _resident(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def _processor(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])


def bare(port: int, granian: bool) -> list[str]:
    """The command for the bare reference."""
    return _granian(port, "bench.bare_app:application") if granian else _python("-m", "bench.bare_app", str(port))


def ours(port: int, granian: bool) -> list[str]:
    """The command for Thyrida, as its README gives it."""
    return _granian(port, "run:application") if granian else _python("run.py", "serve", "--empty")


def _python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


def _granian(port: int, factory: str) -> list[str]:
    return [
        str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", HOST, "--port", str(port),
        "--workers", str(WORKERS), "--blocking-threads", str(GRANIAN_THREADS), "--no-ws", "--factory", factory,
    ]  # fmt: skip


@contextmanager
def running(command: list[str], port: int, settings: Mapping[str, str], log: Path) -> Iterator[Running]:
    """Start a server, wait until it listens, and end it afterwards.

    Raises:
        DidNotStart: it does not listen.
    """
    environment = {**os.environ, **settings}
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        _await(process, port, log)
        yield Running(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE / 4)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        with socket.socket() as one:
            if one.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise DidNotStart(log.read_text(errors="replace")[-2000:])
