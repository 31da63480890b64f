"""The national login's adapter, against the provider of the real one's shape, and against one that misbehaves."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.serving import make_server
from werkzeug.test import Client
from werkzeug.wrappers import Response

from channels.login_demo import Provider
from channels.login_demo.people import PEOPLE
from channels.site import create_app
from core.adapters.login import NationalLogin, over_http, read_user
from core.bootstrap import DEMONSTRATION_CLIENT, DEMONSTRATION_LOGIN, Core, demonstration_secret
from core.errors import NotAllowed, Refusal, Unavailable
from tests.contract.talking_server import Answer, talking_server

BACK = "http://trikala.localhost/login/back"


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """What a login says is the same on every database."""
    path = tmp_path / "thyrida.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def provider(core: Core) -> Iterator[tuple[NationalLogin, Client]]:
    """The adapter with the demonstration's provider on a port of its own, and a browser that goes there."""
    pages = Provider(Response("a page of the town"), core, create_app(core).jinja_env)
    server = make_server("127.0.0.1", 0, pages, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{server.server_port}{DEMONSTRATION_LOGIN}"
    yield NationalLogin(base, DEMONSTRATION_CLIENT, demonstration_secret(core.secrets)), Client(pages)
    server.shutdown()
    thread.join(5)
    server.server_close()


def code_of(login: NationalLogin, browser: Client, afm: str = PEOPLE[0].afm) -> str:
    """What the browser comes back with after somebody was chosen."""
    address = urlsplit(login.address("a-state", BACK))
    answer = browser.get(address.path, query_string=f"{address.query}&as={afm}", base_url="http://trikala.localhost")
    came = urlsplit(answer.headers["Location"])
    told = parse_qs(came.query)
    assert (f"{came.scheme}://{came.netloc}{came.path}", told["state"]) == (BACK, ["a-state"])
    return told["code"][0]


@pytest.mark.parametrize("person", PEOPLE, ids=lambda one: one.afm)
def test_who_signed_in_is_known_as_the_register_has_them(provider: tuple[NationalLogin, Client], person: object) -> None:
    login, browser = provider
    assert login.prove(code_of(login, browser, person.afm), BACK) == person  # type: ignore[attr-defined]


def test_a_code_works_once_and_for_its_own_address(provider: tuple[NationalLogin, Client]) -> None:
    login, browser = provider
    code = code_of(login, browser)
    with pytest.raises(NotAllowed):
        login.prove(code, "http://corfu.localhost/login/back")
    assert login.prove(code, BACK).afm == PEOPLE[0].afm
    for again in (code, "forged", ""):
        with pytest.raises(NotAllowed) as refused:
            login.prove(again, BACK)
        assert refused.value.code == "login-code"


def test_another_clients_secret_opens_nothing(provider: tuple[NationalLogin, Client]) -> None:
    login, browser = provider
    thief = NationalLogin(login.base, login.client_id, "guessed")
    with pytest.raises(NotAllowed):
        thief.prove(code_of(login, browser), BACK)


def test_the_provider_sends_nobody_elsewhere(provider: tuple[NationalLogin, Client]) -> None:
    login, browser = provider
    address = urlsplit(login.address("s", "http://evil.example/login/back"))
    assert browser.get(address.path, query_string=f"{address.query}&as={PEOPLE[0].afm}").status_code == 400
    out = urlsplit(login.leave("http://evil.example/"))
    assert browser.get(out.path, query_string=out.query).headers["Location"] == "/"
    out = urlsplit(login.leave("http://trikala.localhost"))
    assert browser.get(out.path, query_string=out.query).headers["Location"] == "http://trikala.localhost"


def test_the_page_to_choose_names_the_people_and_the_way_back(provider: tuple[NationalLogin, Client]) -> None:
    login, browser = provider
    address = urlsplit(login.address("s", BACK))
    page = browser.get(address.path, query_string=address.query, base_url="http://trikala.localhost").text
    assert all(one.last_name in page and one.afm in page for one in PEOPLE)
    denied = browser.get(address.path, query_string=f"{address.query}&deny=1", base_url="http://trikala.localhost")
    assert denied.headers["Location"] == f"{BACK}?error=access_denied&state=s"


def test_it_answers_for_demonstration_towns_alone(provider: tuple[NationalLogin, Client]) -> None:
    login, browser = provider
    address = urlsplit(login.address("s", BACK))
    assert browser.get(address.path, query_string=address.query, base_url="http://dimos.example").status_code == 404
    assert browser.get("/news").text == "a page of the town"


def test_with_public_demonstration_data_there_is_no_such_login(make_core: object, core: Core) -> None:
    public = make_core(public_demo=True)  # type: ignore[operator]
    assert public.logins(core.directory.by_key("trikala")) is None
    answer = create_app(public).test_client().get(f"{DEMONSTRATION_LOGIN}/oauth/authorize", base_url="http://trikala.localhost")
    assert answer.status_code == 404


def told(xml: str) -> str:
    """What is wrong with a userinfo document, "" where nothing is."""
    try:
        read_user(xml.encode())
    except Refusal as error:
        return error.code
    return ""


RIGHT = (
    '<root><userinfo userid="u" taxid=" 094259216  " lastname=" Α Β " firstname="Γ" fathername="" mothername="" '
    'birthyear="1958 "/></root>'
)


def test_white_space_around_what_the_register_says_is_left_out() -> None:
    known = read_user(RIGHT.encode())
    assert (known.afm, known.last_name, known.birth_year, known.father_name) == ("094259216", "Α Β", 1958, "")
    assert read_user(RIGHT.replace("1958 ", "").encode()).birth_year is None


@pytest.mark.parametrize(
    ("xml", "why"),
    [
        ("", "login-document"),
        ("<root/>", "login-document"),
        ("not xml at all", "login-document"),
        (RIGHT.replace("</root>", '<userinfo taxid="090000008"/></root>'), "login-document"),
        (RIGHT.replace("094259216", "094259217"), "login-afm"),
        (RIGHT.replace("094259216", "000000000"), "login-afm"),
        (RIGHT.replace("094259216", "٠٩٤٢٥٩٢١٦"), "login-afm"),
        ('<!DOCTYPE root [<!ENTITY x "094259216">]><root><userinfo taxid="&x;"/></root>', "login-document"),
        ('<!DOCTYPE root SYSTEM "file:///etc/passwd"><root><userinfo taxid="094259216"/></root>', "login-document"),
    ],
)
def test_a_document_that_is_not_as_it_should_be_names_nobody(xml: str, why: str) -> None:
    assert told(xml) == why


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ([Answer(500, b"")], "login-token"),
        ([Answer(200, b"<html>")], "login-token"),
        ([Answer(200, b'{"token": 1}')], "login-token"),
        ([Answer(200, b'{"access_token": "a\\nb"}')], "login-token"),
        ([Answer(200, b'["x"]')], "login-token"),
        ([Answer(302, b"", {"Location": "http://127.0.0.1:9/elsewhere"})], "login-token"),
        ([Answer(cut=True)], "login-unreachable"),
        ([Answer(200, b'{"access_token": "t"}'), Answer(401, b"")], "login-userinfo"),
        ([Answer(200, b'{"access_token": "t"}'), Answer(302, b"", {"Location": "http://127.0.0.1:9/"})], "login-userinfo"),
        ([Answer(200, b'{"access_token": "t"}'), Answer(200, b"<html></html>")], "login-document"),
    ],
)
def test_a_login_that_misbehaves_is_unavailable_and_never_followed_elsewhere(answers: list[Answer], why: str) -> None:
    with talking_server() as server:
        server.answers = list(answers)
        with pytest.raises(Unavailable) as refused:
            NationalLogin(f"{server.url}/oauth2server", "us", "secret").prove("code", BACK)
        assert len(server.asked) == len(answers)
    assert refused.value.code == why


def test_the_code_goes_in_a_form_and_the_token_in_a_header() -> None:
    asked: list[tuple[str, str, Mapping[str, str], Mapping[str, str] | None]] = []

    def transport(method: str, address: str, headers: Mapping[str, str], form: Mapping[str, str] | None) -> tuple[int, bytes]:
        asked.append((method, address, headers, form))
        return 200, b'{"access_token": "t0ken"}' if method == "POST" else RIGHT.encode()

    NationalLogin("https://login.example/oauth2server", "us", "secret", ask=transport).prove("c0de", BACK)
    (method, address, _headers, form), (then, where, headers, nothing) = asked
    assert (method, address) == ("POST", "https://login.example/oauth2server/oauth/token")
    assert form == {
        "client_id": "us", "client_secret": "secret", "grant_type": "authorization_code", "code": "c0de",
        "redirect_uri": BACK, "scope": "read",
    }  # fmt: skip
    assert (then, where, nothing) == ("GET", "https://login.example/oauth2server/userinfo?format=xml", None)
    assert headers["Authorization"] == "Bearer t0ken"


def test_only_the_web_is_asked() -> None:
    with pytest.raises(OSError, match="no web address"):
        over_http("GET", "file:///etc/passwd", {}, None)
