"""Proving who one is in a browser: the login and back, the PIN, letting somebody else act, and proving it afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

import channels.site
from channels.web import CHANNEL
from core.bootstrap import Core, build
from core.errors import NotAllowed, Unavailable
from core.municipalities import files
from core.municipalities.model import Municipality
from core.people import onetime
from core.people.known import Authorisation, PersonContact, PersonPin, Proof
from core.ports import Known
from core.requests.tables import Request
from core.settings import Settings
from core.text import _
from tests import assured
from tests.assured import MARIA, NIKOS, PIN, last_code, signed_in, with_pin, wrong
from tests.channels.web.browser import Browser
from tests.channels.web.talks import numbers, opened
from tests.stopped import Stopped


class Login:
    """A login that knows whoever the code names, once."""

    def __init__(self) -> None:
        self.people = {"maria": MARIA, "nikos": NIKOS}
        self.down = False
        self.used: list[str] = []

    def address(self, state: str, back: str) -> str:
        return f"https://login.example/authorize?state={state}&redirect_uri={back}"

    def prove(self, code: str, back: str) -> Known:
        if self.down:
            raise Unavailable("login-unreachable", _("The national login does not answer as it should."))
        if code not in self.people or code in self.used:
            raise NotAllowed("login-code", _("The national login did not accept this. Please sign in there again."))
        self.used.append(code)
        return self.people[code]

    def leave(self, back: str) -> str:
        return f"https://login.example/logout?url={back}"


@pytest.fixture
def login() -> Login:
    return Login()


@pytest.fixture
def core(settings: Settings, clock: Stopped, tmp_path: Path, login: Login) -> Core:
    wanted = Settings(**settings.model_dump() | {"catalogue": assured.write(tmp_path / "own")})  # type: ignore[arg-type]
    made = build(wanted, clock=clock, logins=lambda _town: login)
    for one in files.demonstration():
        made.directory.add(one, clock.now())
    return made


def begin(browser: Browser, rung: str) -> None:
    browser.open(f"/start/paper-{rung}?new=1")
    browser.submit(answer="2")
    browser.submit(answer="none")
    assert browser.page.form("question").fields["question"] == "identify", browser.page.text


def go(browser: Browser, path: str) -> str:
    """Follow the page's link to the login; the state with which the browser is sent there."""
    browser.open(path)
    assert browser.status == 303
    return parse_qs(urlsplit(browser.response.headers["Location"]).query)["state"][0]


def come_back(browser: Browser, state: str, code: str = "maria") -> None:
    browser.open(f"/login/back?state={state}&code={code}")
    if browser.status == 303:
        browser.open(browser.response.headers["Location"])


def sign_in(browser: Browser, to: str, code: str = "maria") -> None:
    come_back(browser, go(browser, f"/login?to={to}"), code)


def filed(core: Core, town: Municipality) -> Request:
    with core.database.reading(town) as work:
        found = work.session.scalars(select(Request).order_by(Request.id.desc())).first()
        assert found is not None
        return found


def test_to_the_login_and_back_to_the_review(core: Core, town: Municipality, browser: Browser) -> None:
    begin(browser, "identity")
    [link] = [one for one in browser.page.links if one.startswith("/login")]
    come_back(browser, go(browser, link))
    assert ("command", "send") in browser.page.form(("command", "send")).buttons
    browser.command("send")
    assert browser.status == 200
    request = filed(core, town)
    assert (request.state, request.assurance) == ("received", "identity")
    with core.database.reading(town) as work:
        proof = work.session.scalars(select(Proof)).one()
        assert (proof.how, proof.channel, proof.person_id) == ("login", "web", request.person_id)


def test_a_state_that_this_browser_never_had_proves_nothing(
    core: Core, town: Municipality, browser: Browser, another: Callable[..., Browser]
) -> None:
    """Somebody sends a victim the end of their own login: the victim must not go on as them."""
    stranger = another()
    state = go(stranger, "/login?to=/pin")
    browser.open(f"/login/back?state={state}&code=nikos")
    assert browser.status == 400
    browser.open("/login/back?code=nikos")
    assert browser.status == 400
    with core.database.reading(town) as work:
        assert work.session.scalars(select(Proof)).all() == []


def test_a_state_is_good_once(core: Core, browser: Browser) -> None:
    state = go(browser, "/login?to=/pin")
    come_back(browser, state)
    assert "ΜΑΡΙΑ" in browser.page.text
    browser.open(f"/login/back?state={state}&code=nikos")
    assert browser.status == 400


def test_two_logins_side_by_side_come_back_to_their_own_pages(browser: Browser) -> None:
    one, two = go(browser, "/login?to=/pin"), go(browser, "/login?to=/acting")
    browser.open(f"/login/back?state={one}&code=maria")
    assert browser.response.headers["Location"] == "/pin"
    browser.open(f"/login/back?state={two}&code=nikos")
    assert browser.response.headers["Location"] == "/acting"


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil", ""])
def test_nobody_is_led_elsewhere(browser: Browser, to: str) -> None:
    state = go(browser, f"/login?to={to}")
    browser.open(f"/login/back?state={state}&code=maria")
    assert browser.response.headers["Location"] == "/pin"


def test_what_goes_wrong_there_is_said_and_nothing_is_lost(browser: Browser, login: Login) -> None:
    begin(browser, "identity")
    here = "/start/paper-identity"
    for status, query in ((200, "error=access_denied"), (403, "code=unknown")):
        state = go(browser, f"/login?to={here}")
        browser.open(f"/login/back?state={state}&{query}")
        assert browser.status == status
        assert here in browser.page.links
    login.down = True
    state = go(browser, f"/login?to={here}")
    browser.open(f"/login/back?state={state}&code=maria")
    assert browser.status == 503
    browser.open(here)
    assert browser.page.form("question").fields["question"] == "identify"


def test_two_browsers_do_not_share_a_login(browser: Browser, another: Callable[..., Browser]) -> None:
    sign_in(browser, "/pin")
    other = another()
    begin(other, "identity")
    assert "ΜΑΡΙΑ" not in other.open("/pin").text


def test_a_login_in_one_town_is_none_in_another(browser: Browser, another: Callable[..., Browser]) -> None:
    sign_in(browser, "/pin")
    browser.host = "corfu.localhost"
    assert "ΜΑΡΙΑ" not in browser.open("/pin").text


def test_signing_out_forgets_everything_of_theirs(browser: Browser) -> None:
    sign_in(browser, "/pin")
    assert browser.page.form().action == "/login/out"
    browser.submit()
    assert any(one.startswith("https://login.example/logout") for one in browser.page.links)
    assert "ΜΑΡΙΑ" not in browser.open("/pin").text


def test_afm_and_pin_on_a_page(core: Core, town: Municipality, browser: Browser) -> None:
    person = with_pin(core, town)
    begin(browser, "pin")
    browser.submit(by=("answer", "pin"))
    browser.submit(answer="094259217")
    assert browser.status == 422
    assert 'value="094259217"' in browser.page.html, "nothing typed is lost"
    browser.submit(answer=MARIA.afm)
    assert 'type="password"' in browser.page.html
    browser.submit(answer="730158")
    assert browser.status == 422
    assert "730158" not in browser.page.html
    browser.submit(answer=PIN)
    browser.command("send")
    assert (filed(core, town).assurance, filed(core, town).person_id) == ("pin", person)


def test_a_code_to_a_telephone_on_a_page(core: Core, town: Municipality, browser: Browser) -> None:
    begin(browser, "contact")
    browser.submit(by=("answer", "code"))
    browser.submit(answer="6912345678")
    browser.submit(answer=wrong(last_code(core, town)))
    assert browser.status == 422
    browser.command("new-code")
    browser.submit(answer=last_code(core, town))
    browser.command("send")
    assert (filed(core, town).state, filed(core, town).assurance) == ("received", "contact")


def test_later_and_then_on_the_page_of_the_request(core: Core, town: Municipality, browser: Browser) -> None:
    begin(browser, "identity")
    browser.submit(by=("answer", "later"))
    browser.command("send")
    reference, code = numbers(browser)
    browser.open(f"/track/{reference}")
    assert not [one for one in browser.page.links if one.startswith("/login")], "first the receipt code"
    browser.send(f"/track/{reference}", browser.page.form().fields | {"command": "prove"})
    assert filed(core, town).state == "waiting_identity"
    opened(browser, reference, code)
    [link] = [one for one in browser.page.links if one.startswith("/login")]
    come_back(browser, go(browser, link))
    browser.command("prove")
    request = filed(core, town)
    assert (request.state, request.assurance) == ("received", "identity")
    assert request.person_id


def test_a_pin_is_chosen_after_the_login(core: Core, town: Municipality, browser: Browser) -> None:
    sign_in(browser, "/pin")
    browser.submit(pin="123456", again="123456")
    assert browser.status == 422
    assert "123456" not in browser.page.html
    browser.submit(pin=PIN, again="482914")
    assert browser.status == 422
    browser.submit(pin=PIN, again=PIN)
    assert browser.status == 200
    assert core.pins.look(town, MARIA.afm, PIN).right


def test_a_pin_is_chosen_with_a_code_from_the_counter(core: Core, town: Municipality, browser: Browser) -> None:
    person, _proof = signed_in(core, town)
    with core.database.work(town) as work:
        code = onetime.hand_over(work, core.codes, person, core.clock.now())
    browser.open("/pin")
    browser.submit(afm=MARIA.afm, handed=wrong(code), pin=PIN, again=PIN)
    assert browser.status == 422
    assert f'value="{MARIA.afm}"' in browser.page.html
    browser.submit(afm=MARIA.afm, handed=code, pin=PIN, again=PIN)
    assert browser.status == 200
    assert core.pins.look(town, MARIA.afm, PIN).right


def test_a_telephone_for_codes_is_proved_with_one(core: Core, town: Municipality, browser: Browser) -> None:
    sign_in(browser, "/pin")
    browser.command("phone", phone="112")
    assert browser.status == 422
    browser.command("phone", phone="691 234 5678")
    browser.command("code", code=wrong(last_code(core, town)))
    assert browser.status == 422
    browser.command("code", code=last_code(core, town))
    with core.database.reading(town) as work:
        assert work.execute(select(PersonContact.way, PersonContact.address)).all() == [("text", "+306912345678")]


def test_without_a_login_nobody_sets_a_pin(core: Core, town: Municipality, browser: Browser, clock: Stopped) -> None:
    sign_in(browser, "/pin")
    fields = browser.page.form("pin").fields | {"pin": PIN, "again": PIN}
    clock.move(hours=1)
    browser.send("/pin", fields)
    assert browser.status == 422
    with core.database.reading(town) as work:
        assert work.session.scalars(select(PersonPin)).all() == []


def test_letting_somebody_act_and_acting(
    core: Core, town: Municipality, browser: Browser, another: Callable[..., Browser]
) -> None:
    sign_in(browser, "/acting")
    browser.submit(other_name="", days="5", service="paper-pin")
    assert browser.status == 422
    browser.submit(other_name="Νίκος Δοκιμής", days="5", service="paper-pin")
    code = "".join(browser.page.classed["th-code"][0].split())
    assert code not in browser.open("/acting").text, "it is shown this once"
    nikos = another()
    begin(nikos, "pin")
    nikos.submit(by=("answer", "for-another"))
    nikos.submit(answer=f"{code[:3]} {code[3:]}")
    [link] = [one for one in nikos.page.links if one.startswith("/login")]
    come_back(nikos, go(nikos, link), "nikos")
    nikos.command("send")
    with core.database.reading(town) as work:
        used = work.session.scalars(select(Authorisation)).one()
        assert (used.request_id, used.other_name) == (filed(core, town).id, "Νίκος Δοκιμής")
        assert used.person_id != filed(core, town).person_id


def test_who_signed_in_first_can_still_say_that_they_act(core: Core, town: Municipality, browser: Browser) -> None:
    sign_in(browser, "/acting")
    browser.submit(other_name="Νίκος Δοκιμής", days="5", service="")
    code = "".join(browser.page.classed["th-code"][0].split())
    browser.open("/start/paper-identity?new=1")
    browser.submit(answer="2")
    browser.submit(answer="none")
    browser.command("for-another")
    browser.submit(answer=code)
    browser.command("send")
    with core.database.reading(town) as work:
        assert work.session.scalars(select(Authorisation)).one().request_id == filed(core, town).id


def test_what_was_allowed_is_taken_back(core: Core, town: Municipality, browser: Browser) -> None:
    sign_in(browser, "/acting")
    browser.submit(other_name="Νίκος Δοκιμής", days="5", service="")
    browser.open("/acting")
    browser.command("revoke")
    with core.database.reading(town) as work:
        assert work.session.scalars(select(Authorisation)).one().revoked_at is not None


@pytest.mark.parametrize("path", ["/pin", "/acting", "/start/paper-identity", "/login/back"])
def test_these_pages_are_nobody_elses(browser: Browser, path: str) -> None:
    browser.open(path)
    assert browser.response.headers["Cache-Control"] == "no-store"
    assert "noindex" in browser.response.headers["X-Robots-Tag"]


def test_the_demonstrations_own_login_works_from_end_to_end(
    settings: Settings, clock: Stopped, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way through the provider that `make run` serves; only the wire from our server to itself is short."""
    apps: list[Flask] = []

    def wire(method: str, address: str, headers: Mapping[str, str], form: Mapping[str, str] | None) -> tuple[int, bytes]:
        asked = urlsplit(address)
        answer = (
            apps[0]
            .test_client()
            .open(
                f"{asked.path}?{asked.query}", method=method, headers=dict(headers), data=form, base_url=f"http://{asked.netloc}"
            )
        )
        return answer.status_code, answer.data

    plain = build(settings, clock=clock)
    made = build(settings, clock=clock, logins=lambda town: replace(plain.logins(town), ask=wire))  # type: ignore[type-var]
    for one in files.demonstration():
        made.directory.add(one, clock.now())
    monkeypatch.setattr(channels.site, "find", lambda: [CHANNEL])
    apps.append(channels.site.create_app(made))
    browser = Browser(apps[0])
    browser.open("/login?to=/pin")
    browser.open(browser.response.headers["Location"])
    chosen = next(one for one in browser.page.links if MARIA.afm in one)
    browser.open("/login-demo/oauth2server/oauth/authorize" + chosen)
    browser.open(browser.response.headers["Location"].removeprefix("http://trikala.localhost"))
    browser.open(browser.response.headers["Location"])
    assert "ΜΑΡΙΑ ΥΠΟΔΕΙΓΜΑ" in browser.page.text
