"""A little proxy on loopback, as the town hall's own would stand before the server: it passes on the host and says for whom."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.databases import free_port

HOP = frozenset({"connection", "transfer-encoding", "keep-alive"})


@contextmanager
def proxied(port: int) -> Iterator[int]:
    """A proxy for a server; gives its port. Whatever clients say of where they come from stays in front of its own word."""

    class Passing(BaseHTTPRequestHandler):
        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
            before = headers.get("X-Forwarded-For", "")
            headers["X-Forwarded-For"] = f"{before}, {self.headers.get('X-Test-Client', '198.51.100.1')}".lstrip(", ")
            headers["X-Forwarded-Proto"] = "https"
            behind = HTTPConnection("127.0.0.1", port, timeout=30)
            behind.request(self.command, self.path, body, headers)
            answer = behind.getresponse()
            content = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in HOP | {"content-length", "server", "date"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            behind.close()

        do_GET = do_POST = _pass

        def log_message(self, *_rest: object) -> None:
            """Nothing: references stand in addresses."""

    server = ThreadingHTTPServer(("127.0.0.1", free_port()), Passing)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
