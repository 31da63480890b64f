"""Workers that are killed, and the gateway that counts what they bring: each a process of its own.

`counter PORT` counts what is posted to it, by message. `nursery DATABASE DATA PORT` starts a worker at each line that it reads
and prints its process id: what takes a second to import is imported once.
"""

import http.client
import json
import os
import random
import signal
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from core.bootstrap import build
from core.errors import Unavailable
from core.messages.budget import Budget
from core.messages.delivery import Delivery
from core.messages.sending import Letter, Sent, TryAgain, Uncertain
from core.people.contact import Way
from core.settings import Settings
from tests.audit.counting import LEASE


class Counted(BaseHTTPRequestHandler):
    """A message is counted when it arrives; whether the answer reaches anybody is another matter."""

    protocol_version = "HTTP/1.1"
    counts: dict[str, int] = {}

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        id_ = self.path.strip("/")
        Counted.counts[id_] = Counted.counts.get(id_, 0) + 1
        time.sleep(random.uniform(0, 0.004))
        self._answer(b"{}")

    def do_GET(self) -> None:
        told: object = len(Counted.counts) if self.path == "/total" else Counted.counts
        self._answer(json.dumps(told).encode())

    def _answer(self, content: bytes) -> None:
        try:
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: twenty thousand lines say less than one figure."""


class Bringing:
    """The gateway of the workers: one POST a message. What broke after it was sent is uncertain."""

    name = "counter"

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    def send(self, letter: Letter) -> Sent:
        try:
            self._connection.connect() if self._connection.sock is None else None
        except OSError as error:
            raise TryAgain("connect") from error
        try:
            self._connection.request("POST", f"/{letter.id}", letter.body.encode())
            self._connection.getresponse().read()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise Uncertain(type(error).__name__) from error
        return Sent(f"C{letter.id}")


def carry(database_url: str, data: Path, port: int) -> None:
    """Deliver until somebody kills this process."""
    core = build(Settings(data=data, database_url=database_url))  # type: ignore[call-arg]
    gateway = Bringing(port)
    gateways, budget = {Way.TEXT: (gateway,)}, Budget(10**6, 10**6)
    delivery = Delivery(core.database, core.directory, core.clock, core.codes, gateways, gateway, budget, lease=LEASE)
    while True:
        try:
            busy = delivery.run()
        except Unavailable:
            busy = 0
        if not busy:
            time.sleep(0.05)


def _nurse(database_url: str, data: Path, port: int) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                carry(database_url, data, port)
            finally:
                os._exit(1)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


class Counter(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Who asked was killed in mid-sentence: that is what the run is for."""


if __name__ == "__main__":
    if sys.argv[1] == "counter":
        Counter(("127.0.0.1", int(sys.argv[2])), Counted).serve_forever()
    else:
        _nurse(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
