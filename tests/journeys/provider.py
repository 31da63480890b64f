"""The telephone provider as a town's messages meet it: takes texts and calls over its REST interface, and reports of them.

It is a server on this machine. What it was given waits until a journey says what became of it: a text is delivered or not, a
call is answered by a person, by a machine or by nobody. Its reports and the calls' requests are signed as the provider's.
"""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

from channels.simulator.phone import Call
from channels.simulator.signing import HttpPost

ACCOUNT, TOKEN = "AC" + "1" * 32, "a-journey-s-token"


@dataclass
class Taken:
    """One message that was handed over: a text, or a call to be made."""

    sid: str
    to: str
    sender: str
    fields: Mapping[str, str]

    @property
    def body(self) -> str:
        return self.fields.get("Body", "")


@dataclass
class Provider:
    """`ours` brings signed requests to the town hall's webhooks."""

    url: str = ""
    ours: HttpPost | None = None
    texts: list[Taken] = field(default_factory=list)
    calls: list[Taken] = field(default_factory=list)

    def texted(self, to: str) -> list[str]:
        """What was texted to a number, the oldest first."""
        return [one.body for one in self.texts if one.to == to]

    def report(self, text: Taken, status: str, error: str = "") -> None:
        """Report what became of a text."""
        told = {"MessageSid": text.sid, "MessageStatus": status, "To": text.to, "From": text.sender, "AccountSid": ACCOUNT}
        self._tell(text.fields["StatusCallback"], told | ({"ErrorCode": error} if error else {}))

    def answer(self, made: Taken, by: str = "human") -> Call:
        """Somebody (or a machine) takes the call, and hears what is said."""
        assert self.ours is not None
        ours = self.ours

        def post(path: str, fields: Mapping[str, str]) -> tuple[int, str, str]:
            return ours(path, {**fields, "Direction": "outbound-api", "AnsweredBy": by})

        call = Call(post, made.sender, made.to, made.fields["Url"])
        call.start()
        return call

    def over(self, made: Taken, status: str = "completed", by: str = "human") -> None:
        """Report that a call is over: completed, busy, no-answer, failed or canceled."""
        told = {"CallSid": made.sid, "CallStatus": status, "To": made.to, "From": made.sender, "AccountSid": ACCOUNT}
        self._tell(made.fields["StatusCallback"], told | ({"AnsweredBy": by} if status == "completed" else {}))

    def _tell(self, address: str, fields: Mapping[str, str]) -> None:
        assert self.ours is not None
        path = address.removeprefix(self.ours.public_url)
        status, _type, body = self.ours(path, fields)
        assert status in (200, 204), body


@contextmanager
def provider() -> Iterator[Provider]:
    """Listens until the journey is over."""
    taking = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = parse_qs(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode(), keep_blank_values=True)
            fields = {name: values[0] for name, values in asked.items()}
            is_call = self.path.endswith("/Calls.json")
            one = Taken(("CA" if is_call else "SM") + uuid4().hex, fields["To"], fields["From"], fields)
            (taking.calls if is_call else taking.texts).append(one)
            said = json.dumps({"sid": one.sid, "status": "queued", "num_segments": "1"}).encode()
            self.send_response(201)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_words: Any) -> None:
            """Tests are quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.daemon_threads = True
        taking.url = f"http://127.0.0.1:{running.server_address[1]}"
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield taking
        running.shutdown()
        thread.join(10)
