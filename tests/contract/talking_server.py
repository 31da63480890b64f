"""A small HTTP server on this machine that answers as a test tells it, and remembers what it was asked."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Answer:
    """`after` seconds of silence come first; `cut` breaks the connection off instead of answering; `drip`: so many seconds
    lie between two bytes of the body.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0.0
    cut: bool = False
    drip: float = 0.0


@dataclass
class Asked:
    method: str
    path: str
    headers: dict[str, str]
    body: str


@dataclass
class Server:
    url: str
    answers: list[Answer] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)


@contextmanager
def talking_server() -> Iterator[Server]:
    """Answers of the list, one after the other; the last one for ever."""
    server = Server("")

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length).decode()
            server.asked.append(Asked(self.command, self.path, dict(self.headers), body))
            said = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
            time.sleep(said.after)
            if said.cut:
                self.connection.close()
                return
            self.send_response(said.status)
            for name, value in {"Content-Length": str(len(said.body)), **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for piece in [said.body] if not said.drip else [bytes([one]) for one in said.body]:
                    time.sleep(said.drip)
                    self.wfile.write(piece)
            except OSError:
                # Whoever asked waits no longer.
                self.close_connection = True

        do_GET = do_POST = do_DELETE = answer

        def log_message(self, *_words: Any) -> None:
            """Tests are quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.daemon_threads = True
        server.url = f"http://127.0.0.1:{running.server_address[1]}"
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        running.shutdown()
        thread.join(10)
