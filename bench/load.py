"""The load: raw connections kept open, in a process of its own, sending bytes that were all made before the clock starts.

A script is what one citizen sends, in order: each request follows the answer to the one before. A connection takes the
next script when it has finished its own.
"""

import gc
import multiprocessing
import selectors
import socket
import time
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from bench.servers import HOST

CONNECTIONS = 16
# Arrivals come whether or not answers do, so there must be more connections than are ever busy.
OPEN_CONNECTIONS = 64
PATIENCE = 60.0

Script = list[bytes]


class Broken(Exception):
    """The server closed a connection, or did not answer in time: there is nothing to measure."""


@dataclass
class Outcome:
    """What was measured: `seconds` in all, each answer's delay in seconds, and how many came with which status."""

    seconds: float = 0.0
    delays: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.delays) / self.seconds

    def at(self, share: float) -> float:
        """The delay that this share of the answers stays within, in milliseconds."""
        ordered = sorted(self.delays)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000


class _Client:
    """One connection and the script that it is sending."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection((HOST, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.script: deque[bytes] = deque()
        self.due = 0.0
        self.read = b""

    def send(self, due: float) -> None:
        self.due = due
        self.socket.sendall(self.script.popleft())

    def answered(self) -> int:
        """The status, when the whole answer is there; else 0."""
        piece = self.socket.recv(262144)
        if not piece:
            raise Broken("the server closed a connection")
        self.read += piece
        head, found, body = self.read.partition(b"\r\n\r\n")
        if not found:
            return 0
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        if len(body) < int(length or 0):
            return 0
        self.read = b""
        return int(head[9:12])


def closed(port: int, scripts: Iterable[Script]) -> Outcome:
    """Send as fast as answers come: every connection always waits for exactly one."""
    return _apart(port, list(scripts), 0.0)


def arriving(port: int, scripts: Iterable[Script], rate: float) -> Outcome:
    """Send `rate` requests a second, evenly, however slow answers are; delays count from when each was due."""
    return _apart(port, list(scripts), rate)


def _apart(port: int, scripts: list[Script], rate: float) -> Outcome:
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_report, args=(there, port, scripts, rate))
    process.start()
    there.close()
    try:
        found = here.recv()
    except EOFError:
        raise Broken("the load's process ended early") from None
    finally:
        process.join()
    if isinstance(found, Exception):
        raise found
    return found  # type: ignore[no-any-return]


def _report(pipe: Connection, port: int, scripts: list[Script], rate: float) -> None:
    gc.disable()
    try:
        pipe.send(_open_loop(port, deque(scripts), rate) if rate else _closed_loop(port, deque(scripts)))
    except (OSError, Broken) as error:
        pipe.send(Broken(str(error)))


def _clients(port: int, count: int) -> tuple[selectors.BaseSelector, list[_Client]]:
    clients = [_Client(port) for _ in range(count)]
    selector = selectors.DefaultSelector()
    for client in clients:
        selector.register(client.socket, selectors.EVENT_READ, client)
    return selector, clients


def _closed_loop(port: int, scripts: deque[Script]) -> Outcome:
    selector, clients = _clients(port, min(CONNECTIONS, len(scripts)))
    outcome, begun = Outcome(), time.perf_counter()
    for client in clients:
        client.script.extend(scripts.popleft())
        client.send(time.perf_counter())
    busy = len(clients)
    while busy:
        for client in _ready(selector, PATIENCE):
            if not _note(outcome, client):
                continue
            if not client.script and scripts:
                client.script.extend(scripts.popleft())
            if client.script:
                client.send(time.perf_counter())
            else:
                busy -= 1
    outcome.seconds = time.perf_counter() - begun
    return outcome


def _open_loop(port: int, scripts: deque[Script], rate: float) -> Outcome:
    selector, clients = _clients(port, OPEN_CONNECTIONS)
    total, idle = sum(map(len, scripts)), deque(clients)
    outcome, begun, sent = Outcome(), time.perf_counter(), 0
    while len(outcome.delays) < total:
        now = time.perf_counter()
        while sent < total and idle and begun + sent / rate <= now and (client := _next(idle, scripts)):
            client.send(begun + sent / rate)
            sent += 1
        wait = begun + sent / rate - time.perf_counter() if sent < total and idle else PATIENCE
        for client in _ready(selector, max(wait, 0.0), must=wait >= PATIENCE):
            if _note(outcome, client):
                idle.append(client)
    outcome.seconds = time.perf_counter() - begun
    return outcome


def _next(idle: deque[_Client], scripts: deque[Script]) -> _Client | None:
    """The client that waited longest, with something to send; those with nothing left are done."""
    while idle:
        client = idle.popleft()
        if not client.script and scripts:
            client.script.extend(scripts.popleft())
        if client.script:
            return client
    return None


def _ready(selector: selectors.BaseSelector, wait: float, must: bool = True) -> list[_Client]:
    found = [key.data for key, _events in selector.select(wait)]
    if not found and must:
        raise Broken("no answer in time")
    return found


def _note(outcome: Outcome, client: _Client) -> bool:
    status = client.answered()
    if status:
        outcome.delays.append(time.perf_counter() - client.due)
        outcome.statuses[status] += 1
    return bool(status)
