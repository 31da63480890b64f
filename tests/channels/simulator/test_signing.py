"""What the simulator sends over the wire is genuine for whoever checks the signature."""

from collections.abc import Iterator
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from werkzeug.wrappers import Request, Response

from channels.signature import Secrets, genuine, raw_path
from channels.simulator.phone import Call
from channels.simulator.signing import HttpPost, sign

PUBLIC = "https://town.example"


@Request.application
def hall(request: Request) -> Response:
    right = genuine(request.method, PUBLIC, raw_path(request.environ), request.form, "", request.headers, Secrets("token"))
    if request.path == "/moved":
        return Response("", 302, {"Location": "/ivr/twilio"})
    said = f"{right} {request.host} {request.args.get('x', '')}"
    return Response(f"<Response><Say>{said}</Say></Response>", mimetype="text/xml")


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing, so that a test's output is the test's."""


@pytest.fixture
def address() -> Iterator[str]:
    server: WSGIServer = make_server("127.0.0.1", 0, hall, handler_class=Quiet)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_call_over_http_is_genuine(address: str) -> None:
    made = Call(HttpPost(PUBLIC, "token", address), "+306900000000", "+302431000000", "/ivr/twilio?x=%CE%B1%2F")
    made.start()
    assert made.heard == "True town.example α/"


def test_another_token_is_not(address: str) -> None:
    assert "False" in HttpPost(PUBLIC, "other", address)("/ivr/twilio", {"Body": "α "})[2]


def test_a_redirect_is_not_followed(address: str) -> None:
    assert HttpPost(PUBLIC, "token", address)("/moved", {})[0] == 302


def test_nobody_listening_is_a_failure_to_connect() -> None:
    with pytest.raises(ConnectionError):
        HttpPost(PUBLIC, "token", "http://127.0.0.1:9")("/a", {})


def test_the_fragment_is_not_signed() -> None:
    assert sign("token", f"{PUBLIC}/a#rc=2", {"a": "b"}) == sign("token", f"{PUBLIC}/a", {"a": "b"})
