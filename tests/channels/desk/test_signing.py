"""Signing in at the desk."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from channels.site import create_app
from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.staff import accounts
from core.staff.accounts import NewMember
from core.staff.roles import Role
from core.staff.tries import FREE_ONE
from tests.channels.desk.conftest import PASSWORD, Desk, Opener, between
from tests.stopped import Stopped


def hired(core: Core, town: Municipality, email: str = "maria@trikala.example", role: Role = Role.SUPERVISOR) -> int:
    account = accounts.add(core.database, town, NewMember(email, "Maria", role, language="en"), core.clock.now())
    accounts.set_password(core.database, core.passwords, account, PASSWORD)
    return account


def test_signing_in_sets_a_cookie_that_only_the_desk_and_no_script_sees(core: Core, town: Municipality, browser: Opener) -> None:
    hired(core, town)
    answer = browser().sign_in("maria@trikala.example")
    assert answer.headers["Location"] == "/desk/"
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("thyrida_desk="))
    parts = {part.strip() for part in cookie.split(";")[1:]}
    assert {"HttpOnly", "Path=/desk", "SameSite=Lax"} <= parts
    assert not any(part.startswith(("Domain", "Max-Age", "Expires")) for part in parts)


def test_where_the_public_address_is_https_the_cookie_is_secure(
    make_core: Callable[..., Core], core: Core, town: Municipality
) -> None:
    hired(core, town)
    secure = create_app(make_core(public_url="https://services.example"))
    answer = Desk(secure.test_client(), town.hosts[0]).sign_in("maria@trikala.example")
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("thyrida_desk="))
    assert "Secure" in cookie


def test_one_goes_on_to_the_page_that_was_asked_for(core: Core, town: Municipality, browser: Opener) -> None:
    hired(core, town)
    here = browser()
    answer = here.get("/desk/by-hand")
    assert answer.headers["Location"] == "/desk/sign-in?next=/desk/by-hand"
    assert 'name="next" value="/desk/by-hand"' in here.follow(answer).text
    assert here.sign_in("maria@trikala.example", next="/desk/by-hand").headers["Location"] == "/desk/by-hand"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/desk//evil", "/\\evil", "/", "/desk/../x", "javascript:1"]
)
def test_nobody_is_led_away_by_a_sign_in(core: Core, town: Municipality, browser: Opener, elsewhere: str) -> None:
    hired(core, town)
    assert browser().sign_in("maria@trikala.example", next=elsewhere).headers["Location"] == "/desk/"


def test_a_wrong_password_is_said_so_and_the_address_stays(core: Core, town: Municipality, browser: Opener) -> None:
    hired(core, town)
    here = browser()
    here.get("/desk/sign-in?lang=en")
    answer = here.post("/desk/sign-in", email="maria@trikala.example", password="wrong")
    assert answer.status_code == 403
    assert "The e-mail address or the password is not right." in answer.text
    assert 'value="maria@trikala.example"' in answer.text
    assert "wrong" not in between(answer.text, 'name="password"', ">")


def test_guessing_is_slowed(core: Core, town: Municipality, browser: Opener) -> None:
    hired(core, town)
    here = browser()
    here.get("/desk/sign-in?lang=en")
    for _each in range(FREE_ONE):
        here.post("/desk/sign-in", email="maria@trikala.example", password="wrong")
    answer = here.post("/desk/sign-in", email="maria@trikala.example", password=PASSWORD)
    assert answer.status_code == 403
    assert "Try again in 2 seconds." in answer.text


def test_signing_out_ends_it(desk: Opener) -> None:
    here = desk()
    assert here.post("/desk/sign-out").headers["Location"] == "/desk/sign-in"
    assert here.get("/desk/requests").status_code == 303


def test_a_form_without_its_proof_is_refused(desk: Opener) -> None:
    here = desk()
    answer = here.client.post("/desk/sign-out", base_url=f"http://{here.host}")
    assert answer.status_code == 400
    assert here.get("/desk/requests").status_code == 200


def test_a_sign_in_without_its_proof_is_refused(core: Core, town: Municipality, browser: Opener) -> None:
    hired(core, town)
    here = browser()
    form = {"email": "maria@trikala.example", "password": PASSWORD}
    assert here.client.post("/desk/sign-in", base_url=f"http://{here.host}", data=form).status_code == 400


def test_what_was_typed_is_shown_when_the_session_had_ended(desk: Opener, clock: Stopped) -> None:
    here = desk()
    here.get("/desk/requests")
    clock.move(minutes=61)
    answer = here.post("/desk/requests/482913053/reply", words="A long careful answer")
    assert answer.status_code == 403
    assert "A long careful answer" in answer.text
    assert 'name="next" value="/desk/requests/482913053"' in answer.text


def test_a_demonstration_towns_sign_ins_are_a_click_away(core: Core, town: Municipality, browser: Opener) -> None:
    hired(core, town, "clerk@trikala.example")
    hired(core, town, "somebody@else.example")
    page = browser().get("/desk/sign-in")
    assert core.secrets.demo_password in page.text
    assert "clerk@trikala.example" in page.text
    assert "somebody@else.example" not in page.text


def test_outside_the_demonstration_there_are_no_ready_sign_ins(core: Core, town: Municipality, browser: Opener) -> None:
    hired(core, town, "clerk@trikala.example")
    core.directory.add(replace(town, demonstration=False), core.clock.now())
    page = browser().get("/desk/sign-in")
    assert core.secrets.demo_password not in page.text
    assert "clerk@trikala.example" not in page.text


def test_a_public_demonstration_has_no_desk(make_core: Callable[..., Core], town: Municipality) -> None:
    here = Desk(create_app(make_core(public_demo=True)).test_client(), town.hosts[0])
    for path in ("/desk/", "/desk/sign-in", "/desk/requests", "/desk/password/x"):
        assert here.get(path).status_code == 404


def test_a_password_is_chosen_by_the_link_and_serves_to_sign_in(core: Core, town: Municipality, browser: Opener) -> None:
    token = accounts.invite(core.database, town, "eleni@trikala.example", "Eleni", Role.ADMINISTRATOR, (), core.clock.now())
    here, path = browser(), f"/desk/password/{token}"
    page = here.get(path)
    assert "eleni@trikala.example" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert here.post(path, password="short", again="short").status_code == 422
    assert here.post(path, password=PASSWORD, again="another").status_code == 422
    assert here.post(path, password=PASSWORD, again=PASSWORD).headers["Location"] == "/desk/sign-in"
    assert here.get(path).status_code == 404
    assert here.sign_in("eleni@trikala.example").status_code == 303


def test_the_own_address_lets_a_shared_person_choose_the_town(
    core: Core, town: Municipality, other_town: Municipality, browser: Opener
) -> None:
    account = hired(core, town, "it@shared.example", Role.ADMINISTRATOR)
    accounts.add(core.database, other_town, NewMember("it@shared.example", "Maria", Role.ADMINISTRATOR), core.clock.now())
    here = browser(host="127.0.0.1")
    here.sign_in("it@shared.example")
    answer = here.get("/desk/staff")
    assert answer.headers["Location"] == "/desk/town"
    page = here.get("/desk/town")
    assert 'value="trikala"' in page.text
    assert 'value="elefsina"' not in page.text
    assert here.post("/desk/town", town="elefsina").status_code == 403
    here.post("/desk/town", town="corfu")
    page = here.get("/desk/staff")
    assert "Municipality of Corfu" in page.text
    assert account


def test_a_sign_in_of_one_town_opens_nothing_at_anothers_address(core: Core, other_town: Municipality, desk: Opener) -> None:
    here = desk()
    cookie = here.client.get_cookie("thyrida_desk", domain=here.host, path="/desk")
    assert cookie is not None
    there = f"http://{other_town.hosts[0]}"
    answer = here.client.get("/desk/requests", base_url=there, headers={"Cookie": f"thyrida_desk={cookie.value}"})
    assert answer.status_code == 303


def test_an_unknown_host_has_no_desk(browser: Opener) -> None:
    assert browser(host="somewhere.example").get("/desk/sign-in").status_code == 421


def test_staff_choose_the_language_in_which_they_work(desk: Opener) -> None:
    here = desk()
    assert '<html lang="en">' in here.get("/desk/requests").text
    assert here.post("/desk/language", language="el", next="/desk/by-hand").headers["Location"] == "/desk/by-hand"
    assert '<html lang="el">' in here.get("/desk/requests").text
    here.post("/desk/language", language="xx")
    assert '<html lang="el">' in here.get("/desk/requests").text


@pytest.mark.parametrize("path", ["/desk/requests/a%0D%0AX-Evil:%201", "/desk/requests/%00", "/desk/requests/a%3Fnext=b%26c"])
def test_whatever_page_was_asked_for_one_is_led_to_the_sign_in(browser: Opener, path: str) -> None:
    answer = browser().get(path)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/desk/sign-in?next={path.replace('=', '%3D').replace(':', '%3A')}"
    assert browser().get(answer.headers["Location"]).status_code == 200
