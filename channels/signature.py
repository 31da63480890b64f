"""Whether a webhook's request really comes from the telephone provider.

The provider signs the address that it was given, to the letter, and every form field. A request never says that address
reliably: proxies change scheme and host, and frameworks decode the query (`%CE%B1`, `%2F`) when they rebuild it. It is
therefore put together from our public URL and from the path and query exactly as they arrived.

A signature has no date: a genuine request stays genuine when it comes again, and turns are told apart by their ids.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qs, quote

from twilio.request_validator import (
    HMAC_SHA1,
    HMAC_SHA256,
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

# Characters that stand in a path as they are (RFC 3986 §3.3).
_PATH = "/:@!$&'()*+,;=-._~"


class Headers(Protocol):
    """A request's headers by name, as frameworks give them, or a plain mapping."""

    def get(self, name: str, /) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the provider may sign with: the account's token, or one of the shared keys, secret by key id."""

    token: str = field(repr=False)
    shared_keys: Mapping[str, str] = field(default_factory=dict, repr=False)


def raw_path(environ: Mapping[str, Any]) -> str:
    """Path and query of a WSGI request as they were sent, below the place where the application is mounted.

    Every server hands on the query untouched. The path is taken from `REQUEST_URI` or `RAW_URI` where the server gives
    one; where it does not (granian), it is encoded anew, which is the same for the plain paths of our webhooks.
    """
    uri = environ.get("REQUEST_URI") or environ.get("RAW_URI") or ""
    if uri.startswith("/"):
        path = uri.partition("?")[0].removeprefix(environ.get("SCRIPT_NAME") or "")
    else:
        path = quote((environ.get("PATH_INFO") or "/").encode("latin-1"), safe=_PATH)
    query = environ.get("QUERY_STRING") or ""
    return f"/{path.lstrip('/')}" + (f"?{query}" if query else "")


def genuine(
    method: str,
    public_url: str,
    path: str,
    form: Mapping[str, Any],
    body_text: str,
    headers: Headers,
    secrets: Secrets,
) -> bool:
    """Whether the request carries a right signature. Anything missing or malformed is a no, never an exception.

    `public_url` is our address as configured at the provider, without a fragment; `path`, with its query, as `raw_path`
    gives it; `form` every field of a form (a MultiDict, blank ones and spaces kept), else empty; `body_text` the body of
    a request that is no form, else empty.
    """
    signature = headers.get(SIGNATURE_HEADER) or ""
    algorithm, secret = _signed_with(headers.get(SIGNATURE_SETTINGS_HEADER) or "", secrets)
    signed = _signed(method, path, form, body_text)
    if not signature or not secret or signed is None:
        return False
    url = public_url.rstrip("/") + path
    validator = RequestValidator(secret)
    if not isinstance(signed, str):
        # Nearly always right at once. The library computes two more, with and without a port.
        expected = validator.compute_signature(url, signed, algorithm)
        if hmac.compare_digest(expected.encode(), signature.encode("utf-8", "replace")):
            return True
    return bool(validator.validate(url, signed, signature, algorithm))


def _signed_with(header: str, secrets: Secrets) -> tuple[str, str]:
    """The algorithm and the secret that the second scheme's header names; without a header, the account's token.

    A key that we do not hold, or an algorithm that nobody knows, has no secret: it never falls back to the token.
    """
    algorithm = get_signature_algorithm(header).upper()
    if not header.strip():
        return algorithm, secrets.token
    pairs = (part.partition("=") for part in header.split(","))
    key = next((value.strip() for name, _, value in pairs if name.strip() == "key"), "")
    if algorithm not in (HMAC_SHA1, HMAC_SHA256):
        return algorithm, ""
    return algorithm, secrets.shared_keys.get(key, "")


def _signed(method: str, path: str, form: Mapping[str, Any], body_text: str) -> Mapping[str, Any] | str | None:
    """What is signed beside the address: a form's fields, a body by its digest in the query, or nothing.

    None, when the request brings something that no signature covers.
    """
    if method.upper() in ("GET", "HEAD"):
        return None if form or body_text else {}
    if form or not body_text:
        return form
    return body_text if "bodySHA256" in parse_qs(path.partition("?")[2]) else None
