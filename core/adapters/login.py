"""The national login: OAuth 2 as the General Secretariat of Information Systems runs it. It is not OIDC.

Authorization-code flow with scope `read`; who somebody is comes as XML attributes of one `userinfo` element, with white
space around them (domain: Identity). No PKCE and no id_token exist there; what ties the answer to the browser is `state`.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit
from xml.parsers import expat

from stdnum.gr import vat

from core.errors import NotAllowed, Unavailable
from core.ports import Known
from core.text import _

TIMEOUT = 10
LARGEST = 64 * 1024
SCOPE = "read"

# method, address, headers, form or None → status and body.
Transport = Callable[[str, str, Mapping[str, str], Mapping[str, str] | None], tuple[int, bytes]]


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A login that sends our server elsewhere is not the one that was configured."""

    def redirect_request(self, *_asked: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def over_http(method: str, address: str, headers: Mapping[str, str], form: Mapping[str, str] | None) -> tuple[int, bytes]:
    """Ask over HTTP, with a time limit and no redirects.

    Raises:
        OSError: it does not answer.
    """
    body = urlencode(form).encode() if form is not None else None
    if urlsplit(address).scheme not in ("http", "https"):
        raise OSError("no web address")
    asked = urllib.request.Request(address, body, dict(headers), method=method)  # noqa: S310
    try:
        with _OPENER.open(asked, timeout=TIMEOUT) as answer:
            return answer.status, answer.read(LARGEST)
    except urllib.error.HTTPError as error:
        return error.code, error.read(LARGEST)


@dataclass(frozen=True)
class NationalLogin:
    """`base` is where the browser goes, up to and with `/oauth2server`; `inner` where our server asks, if that differs."""

    base: str
    client_id: str
    client_secret: str
    inner: str = ""
    ask: Transport = over_http

    def address(self, state: str, back: str) -> str:
        asked = {"client_id": self.client_id, "redirect_uri": back, "response_type": "code", "scope": SCOPE, "state": state}
        return f"{self.base}/oauth/authorize?{urlencode(asked)}"

    def leave(self, back: str) -> str:
        return f"{self.base}/logout/{quote(self.client_id, safe='')}/?{urlencode({'url': back})}"

    def prove(self, code: str, back: str) -> Known:
        token = self._token(code, back)
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/xml"}
        status, body = self._asked("GET", f"{self.inner or self.base}/userinfo?format=xml", headers, None)
        if status != 200:
            raise Unavailable("login-userinfo", _SORRY)
        return read_user(body)

    def _token(self, code: str, back: str) -> str:
        form = {
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "scope": SCOPE,
        }
        status, body = self._asked("POST", f"{self.inner or self.base}/oauth/token", {"Accept": "application/json"}, form)
        if 400 <= status < 500:
            raise NotAllowed("login-code", _("The national login did not accept this. Please sign in there again."))
        try:
            answer = json.loads(body)
            token = answer["access_token"] if status == 200 else ""
        except (ValueError, KeyError, TypeError) as error:
            raise Unavailable("login-token", _SORRY) from error
        if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
            raise Unavailable("login-token", _SORRY)
        return token

    def _asked(self, method: str, address: str, headers: Mapping[str, str], form: Mapping[str, str] | None) -> tuple[int, bytes]:
        try:
            return self.ask(method, address, headers, form)
        except OSError as error:
            raise Unavailable("login-unreachable", _SORRY) from error


_SORRY = _("The national login does not answer as it should. Please try again later; nothing that you said is lost.")


def read_user(document: bytes) -> Known:
    """Who a `userinfo` document is about. A document with a type definition or entities is refused unread.

    Raises:
        Unavailable: it is no such document, or names nobody.
    """
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = lambda name, attributes: found.append(attributes) if name == "userinfo" else None
    try:
        parser.Parse(document, True)
    except (expat.ExpatError, ValueError) as error:
        raise Unavailable("login-document", _SORRY) from error
    if len(found) != 1:
        raise Unavailable("login-document", _SORRY)
    told = {name: " ".join(value.split()) for name, value in found[0].items()}
    afm, year = told.get("taxid", ""), told.get("birthyear", "")
    if not _is_afm(afm):
        raise Unavailable("login-afm", _SORRY)
    return Known(
        afm=afm,
        last_name=told.get("lastname", ""),
        first_name=told.get("firstname", ""),
        father_name=told.get("fathername", ""),
        mother_name=told.get("mothername", ""),
        birth_year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
    )


def _is_afm(digits: str) -> bool:
    right = len(digits) == 9 and digits.isascii() and digits.isdigit() and digits != "000000000"
    return right and vat.calc_check_digit(digits[:-1]) == digits[-1]


def _refuse(*_declared: Any) -> None:
    raise ValueError("a document of its own type")
