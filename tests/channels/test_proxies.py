"""Whose word about where a request came from is taken."""

from collections.abc import Callable
from ipaddress import ip_network
from typing import Any

import pytest
from pydantic import ValidationError

from channels.proxies import SAID, TrustedProxies
from channels.site import create_app
from core.bootstrap import Core
from core.settings import Settings

OURS = (ip_network("10.0.0.0/8"), ip_network("127.0.0.1"), ip_network("fd00::/8"))


def seen(peer: str, unix: bool = False, scheme: str = "http", **headers: str) -> dict[str, Any]:
    """What the application sees of a request."""
    found: dict[str, Any] = {}

    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        found.update(environ)
        return []

    said = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    TrustedProxies(application, OURS, unix)({"REMOTE_ADDR": peer, "wsgi.url_scheme": scheme, **said}, None)
    return found


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        # What the citizen wrote themselves stands before what our own proxies wrote.
        ("127.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.1.1.1, 198.51.100.1, 10.2.3.4", "198.51.100.1"),
        ("127.0.0.1", "10.9.9.9, 10.2.3.4", "10.9.9.9"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1, nonsense, 10.2.3.4", "10.2.3.4"),
        ("127.0.0.1", "198.51.100.1:443", "198.51.100.1"),
        ("127.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
        ("::ffff:127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", ",".join(["10.0.0.1"] * 5000), "10.0.0.1"),
    ],
)
def test_the_client_is_the_last_hop_that_is_no_proxy_of_ours(peer: str, forwarded: str, client: str) -> None:
    assert seen(peer, x_forwarded_for=forwarded)["REMOTE_ADDR"] == client


@pytest.mark.parametrize("peer", ["203.0.113.9", "127.0.0.1"])
def test_no_header_of_this_family_gets_through(peer: str) -> None:
    headers = {name.removeprefix("HTTP_").lower(): "evil.example" for name in SAID}
    assert not [name for name in seen(peer, **headers) if name in SAID]


def test_the_scheme_is_a_trusted_proxy_s_to_tell() -> None:
    assert seen("127.0.0.1", x_forwarded_proto="https")["wsgi.url_scheme"] == "https"
    assert seen("127.0.0.1", x_forwarded_proto="https, http")["wsgi.url_scheme"] == "http"
    assert seen("127.0.0.1", x_forwarded_proto="gopher")["wsgi.url_scheme"] == "http"
    assert seen("203.0.113.9", x_forwarded_proto="https")["wsgi.url_scheme"] == "http"


def test_a_unix_socket_is_believed_only_if_it_is_named() -> None:
    assert seen("", x_forwarded_for="198.51.100.1")["REMOTE_ADDR"] == ""
    assert seen("", unix=True, x_forwarded_for="198.51.100.1")["REMOTE_ADDR"] == "198.51.100.1"


def test_a_mistyped_proxy_stops_the_start() -> None:
    with pytest.raises(ValidationError):
        Settings(trusted_proxies="127.0.0.1, 10.0.0.0/99")  # type: ignore[call-arg]
    assert Settings(trusted_proxies="127.0.0.1, unix").trusts_unix  # type: ignore[call-arg]


@pytest.mark.parametrize(("public", "is_secure"), [("https://hatch.example.org", True), ("", False)])
def test_https_means_secure_cookies_and_that_browsers_remember_it(
    make_core: Callable[..., Core], core: Core, public: str, is_secure: bool
) -> None:
    client = create_app(make_core(public_url=public)).test_client()
    page = client.get("/track", base_url="http://trikala.localhost")
    assert ("Strict-Transport-Security" in page.headers) is is_secure
    assert all(("Secure" in cookie) is is_secure for cookie in page.headers.getlist("Set-Cookie"))
    assert page.headers.getlist("Set-Cookie")
    assert "preload" not in page.headers.get("Strict-Transport-Security", "")


def test_behind_a_trusted_proxy_https_is_known_without_a_setting(make_core: Callable[..., Core], core: Core) -> None:
    client = create_app(make_core(trusted_proxies="127.0.0.1")).test_client()
    page = client.get("/track", base_url="http://trikala.localhost", headers={"X-Forwarded-Proto": "https"})
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_behind_a_proxy_one_citizen_s_guesses_do_not_slow_another(make_core: Callable[..., Core], core: Core) -> None:
    """And without a trusted one, nobody gets more guesses by writing a header."""
    for proxies, slowed in (("127.0.0.1", False), ("", True)):
        made = make_core(trusted_proxies=proxies)
        client = create_app(made).test_client()
        answers = [_sign_in(client, f"198.51.100.{number}") for number in range(8)]
        assert any("Too many wrong passwords" in one for one in answers) is slowed


def _sign_in(client: Any, address: str) -> str:
    base = "http://trikala.localhost"
    headers = {"X-Forwarded-For": address, "Accept-Language": "en"}
    token = client.get("/desk/sign-in", base_url=base, headers=headers).text.partition('name="csrf_token" value="')[2]
    fields = {"csrf_token": token.partition('"')[0], "email": "a@b.example", "password": "wrong"}
    return str(client.post("/desk/sign-in", base_url=base, headers=headers, data=fields).text)
