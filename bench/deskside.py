"""A clerk at their browser: signed in, and looking at the queue."""

import http.client
import re
import secrets
from urllib.parse import urlencode

from bench.load import Script
from bench.servers import HOST
from bench.stands import Stand
from core.municipalities.model import Municipality
from core.staff import accounts
from core.staff.accounts import NewMember
from core.staff.roles import Role

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Clerk:
    """Signs in through the door, and makes requests for the first page of the queue."""

    def __init__(self, stand: Stand, town: Municipality, department: str) -> None:
        self._host = f"{town.hosts[0]}:{stand.ours.port}"
        core, email, password = stand.core, f"{secrets.token_hex(4)}@bench.example", "three lamps on a corner"
        new = NewMember(email, "Μαρία", Role.CLERK, (department,), language="el")
        account = accounts.add(core.database, town, new, core.clock.now())
        accounts.set_password(core.database, core.passwords, account, password)
        connection = http.client.HTTPConnection(HOST, stand.ours.port)
        connection.request("GET", "/desk/sign-in", headers={"Host": self._host})
        answer = connection.getresponse()
        token = _TOKEN.search(answer.read().decode())
        assert token is not None, "the page has a form"
        cookies = _cookies(answer)
        body = urlencode({"csrf_token": token[1], "email": email, "password": password})
        headers = {"Host": self._host, "Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/desk/sign-in", body, headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 303, "signed in"
        self._cookie = _cookies(answer)
        connection.close()

    def lists(self, count: int) -> list[Script]:
        head = f"GET /desk/requests HTTP/1.1\r\nHost: {self._host}\r\nCookie: {self._cookie}\r\nAccept-Language: el\r\n\r\n"
        return [[head.encode()] for _ in range(count)]


def _cookies(answer: http.client.HTTPResponse) -> str:
    return "; ".join(one.partition(";")[0] for one in answer.headers.get_all("Set-Cookie") or ())
