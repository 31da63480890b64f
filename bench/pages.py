"""What citizens send by web: everything up to the review untimed, so that the confirming POST can be timed alone."""

import http.client
import re
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

from bench import load
from bench.load import Script
from bench.measuring import checked
from bench.servers import HOST

# Each page as its fields: the question, and the answer or the button pressed.
TOLD_BY_TEXT = [
    {"question": "tell_by", "answer": "text"},
    {"question": "tell_phone", "answer": "6912345678"},
]
REPORT = "street-light"
APPLICATION = "document-access"
PAGES = {
    REPORT: [
        {"question": "place", "answer": "Ασκληπιού 12"},
        {"question": "fault", "answer": "out"},
        {"question": "pole", "answer": "4512"},
        {"question": "photo", "command": "skip"},
        *TOLD_BY_TEXT,
    ],
    APPLICATION: [
        {"question": "name", "answer": "Μαρία Παπαδοπούλου"},
        {"question": "address", "answer": "Ασκληπιού 12, Τρίκαλα"},
        {"question": "document", "answer": "Απόφαση για τον φωτισμό της πλατείας, 2025"},
        {"question": "concerns", "answer": "public"},
        {"question": "delivery", "answer": "visit"},
        *TOLD_BY_TEXT,
    ],
}
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True)
class Visitor:
    """One browser: its cookie, and the token that its forms carry."""

    cookie: str
    token: str


class Visiting:
    """Makes visitors of one town's site."""

    def __init__(self, port: int, host: str) -> None:
        self._port, self._host = port, host

    def reviewed(self, service: str, count: int) -> list[Script]:
        """The confirming requests of so many visitors, each of whom stands at the review of a service now."""
        visitors = self._visitors(service, count)
        walks = [[self._post(service, one, page) for page in PAGES[service]] for one in visitors]
        checked(load.closed(self._port, walks))
        return [[self._post(service, one, {"command": "send"})] for one in visitors]

    def _visitors(self, service: str, count: int) -> list[Visitor]:
        connection = http.client.HTTPConnection(HOST, self._port)
        found = []
        for _ in range(count):
            connection.request("GET", f"/start/{service}", headers={"Host": f"{self._host}:{self._port}"})
            answer = connection.getresponse()
            token = _TOKEN.search(answer.read().decode())
            assert token is not None, "the page has a form"
            found.append(Visitor((answer.getheader("Set-Cookie") or "").partition(";")[0], token[1]))
        connection.close()
        return found

    def _post(self, service: str, visitor: Visitor, fields: dict[str, str]) -> bytes:
        body = urlencode({"csrf_token": visitor.token, "turn": secrets.token_urlsafe(16), **fields}).encode()
        head = (
            f"POST /start/{service} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\nCookie: {visitor.cookie}\r\n"
            "Accept-Language: el\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body
