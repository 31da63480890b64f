"""The provider: `/oauth/authorize`, `/oauth/token`, `/userinfo`, `/logout/<client>/`, as the real one has them.

Its codes and tokens are signed and short-lived; a code works once. It answers for demonstration towns alone.
"""

import hmac
import secrets
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit
from xml.sax.saxutils import quoteattr

from itsdangerous import BadData, URLSafeTimedSerializer
from jinja2 import Environment
from werkzeug.wrappers import Request, Response

from channels.login_demo.people import PEOPLE
from core.bootstrap import DEMONSTRATION_CLIENT, DEMONSTRATION_LOGIN, Core, demonstration_secret
from core.ports import Known

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CODE_LASTS, TOKEN_LASTS = 300, 600
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'"


class Provider:
    """Put before the pages: what is beneath DEMONSTRATION_LOGIN is answered here, everything else by them."""

    def __init__(self, pages: "WSGIApplication", core: Core, templates: Environment) -> None:
        self._pages, self._core, self._templates = pages, core, templates
        self._codes = URLSafeTimedSerializer(core.secrets.session, salt="login-demo-code")
        self._tokens = URLSafeTimedSerializer(core.secrets.session, salt="login-demo-token")
        self._used: set[str] = set()
        self._one_at_a_time = threading.Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        if not path.startswith(DEMONSTRATION_LOGIN):
            return self._pages(environ, start_response)
        request = Request(environ)
        request.max_content_length = 64 * 1024
        return self._answer(request, path.removeprefix(DEMONSTRATION_LOGIN))(environ, start_response)

    def _answer(self, request: Request, path: str) -> Response:
        if not self._may_be_here(request):
            return Response("not found", 404)
        routes: dict[tuple[str, str], Callable[[Request], Response]] = {
            ("GET", "/oauth/authorize"): self._authorize,
            ("POST", "/oauth/token"): self._token,
            ("GET", "/userinfo"): self._userinfo,
            ("GET", f"/logout/{DEMONSTRATION_CLIENT}/"): self._logout,
        }
        found = routes.get((request.method, path))
        answer = found(request) if found else Response("not found", 404)
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["Content-Security-Policy"] = POLICY
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer

    def _may_be_here(self, request: Request) -> bool:
        host = urlsplit(f"//{request.host}").hostname or ""
        town = self._core.directory.by_host(host)
        return town.demonstration if town is not None else host in LOOPBACK

    def _authorize(self, request: Request) -> Response:
        asked = request.args
        back, state = asked.get("redirect_uri", ""), asked.get("state", "")
        right = asked.get("client_id") == DEMONSTRATION_CLIENT and asked.get("response_type") == "code"
        if not right or not self._own(back):
            return Response("invalid_request", 400)
        if "deny" in asked:
            return _found(f"{back}?{urlencode({'error': 'access_denied', 'state': state})}")
        person = next((one for one in PEOPLE if one.afm == asked.get("as")), None)
        if person is None:
            return self._choose(asked.to_dict())
        code = self._codes.dumps([person.afm, back, secrets.token_hex(8)])
        return _found(f"{back}?{urlencode({'code': code, 'state': state})}")

    def _own(self, back: str) -> bool:
        """Whether an address to come back to is a demonstration town's: what a real login has registered."""
        host = urlsplit(back).hostname or ""
        town = self._core.directory.by_host(host)
        return urlsplit(back).path == "/login/back" and (town.demonstration if town is not None else host in LOOPBACK)

    def _choose(self, asked: dict[str, str]) -> Response:
        people = [
            {"name": f"{one.first_name} {one.last_name}", "afm": one.afm, "url": f"?{urlencode({**asked, 'as': one.afm})}"}
            for one in PEOPLE
        ]
        page = self._templates.get_template("login_demo/choose.html")
        return Response(page.render(people=people, deny_url=f"?{urlencode({**asked, 'deny': '1'})}"), mimetype="text/html")

    def _token(self, request: Request) -> Response:
        form = request.form
        right = hmac.compare_digest(form.get("client_secret", ""), demonstration_secret(self._core.secrets))
        if form.get("client_id") != DEMONSTRATION_CLIENT or not right:
            return _json(401, '{"error": "invalid_client"}')
        code = form.get("code", "")
        try:
            afm, back, _once = self._codes.loads(code, max_age=CODE_LASTS)
        except BadData:
            return _json(400, '{"error": "invalid_grant"}')
        if form.get("grant_type") != "authorization_code" or back != form.get("redirect_uri") or not self._first_use(code):
            return _json(400, '{"error": "invalid_grant"}')
        token = self._tokens.dumps(afm)
        return _json(200, f'{{"access_token": "{token}", "token_type": "bearer", "expires_in": {TOKEN_LASTS}, "scope": "read"}}')

    def _first_use(self, code: str) -> bool:
        with self._one_at_a_time:
            first = code not in self._used
            self._used.add(code)
            return first

    def _userinfo(self, request: Request) -> Response:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        try:
            afm = self._tokens.loads(token, max_age=TOKEN_LASTS) if scheme == "Bearer" else ""
        except BadData:
            afm = ""
        person = next((one for one in PEOPLE if one.afm == afm), None)
        if person is None:
            return _json(401, '{"error": "invalid_token"}')
        return Response(userinfo(person), mimetype="application/xml")

    def _logout(self, request: Request) -> Response:
        back = request.args.get("url", "")
        host = urlsplit(back).hostname or ""
        return _found(back if self._core.directory.by_host(host) is not None or host in LOOPBACK else "/")


def userinfo(person: Known) -> str:
    """Who somebody is, with the white space that the real one leaves around numbers."""
    told = {
        "userid": f"demo{person.afm}",
        "taxid": f"{person.afm}   ",
        "lastname": person.last_name,
        "firstname": person.first_name,
        "fathername": person.father_name,
        "mothername": person.mother_name,
        "birthyear": str(person.birth_year or ""),
    }
    attributes = " ".join(f"{name}={quoteattr(value)}" for name, value in told.items())
    return f'<?xml version="1.0" encoding="UTF-8"?><root><userinfo {attributes}/></root>'


def _json(status: int, body: str) -> Response:
    return Response(body, status, mimetype="application/json")


def _found(address: str) -> Response:
    return Response("", 302, {"Location": address})
