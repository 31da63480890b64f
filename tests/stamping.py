"""A time-stamp service (RFC 3161) over HTTP on this machine; it can be told to answer something else, and it counts."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import keys, tsp
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from tests.authority import Authority, plain

REPLY = "application/timestamp-reply"
Answer = tuple[int, str, bytes]


class StampService:
    """`answer` replaces what it would say: a status, a type of content, and the content. None: it stamps.

    `mistaken` makes it stamp another digest than the one that it is asked about, with everything else sound.
    """

    def __init__(self, authority: Authority) -> None:
        key = rsa.generate_private_key(65537, 2048)
        own = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        certificate = plain(authority.certify("Test time-stamp service", key.public_key(), time_stamps=True))
        self._stamper = DummyTimeStamper(certificate, keys.PrivateKeyInfo.load(own))
        self.answer: Answer | None = None
        self.mistaken = False
        self.asked: list[bytes] = []
        self.url = ""

    def reply(self, kind: str, body: bytes) -> Answer:
        self.asked.append(body)
        if self.answer is not None:
            return self.answer
        if kind != "application/timestamp-query":
            return 400, "text/plain", b"a time-stamp query, please"
        return 200, REPLY, self.stamp(body)

    def stamp(self, query: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(query)
        if self.mistaken:
            imprint = {"hash_algorithm": asked["message_imprint"]["hash_algorithm"], "hashed_message": bytes(32)}
            asked = tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "nonce": asked["nonce"], "cert_req": True})
        made: bytes = self._stamper.request_tsa_response(asked).dump()
        return made


@contextmanager
def serving(authority: Authority) -> Iterator[StampService]:
    """The service, on a port of its own until the end of the block."""
    service = StampService(authority)

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, kind, content = service.reply(self.headers["Content-Type"], body)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_said: object) -> None:
            """Tests are silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        service.url = f"http://127.0.0.1:{server.server_address[1]}/"
        yield service
        server.shutdown()
        thread.join(timeout=10)
