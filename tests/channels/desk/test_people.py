"""The administrator's pages."""

import pytest

from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.staff import accounts
from core.staff.roles import Role
from tests.channels.desk.conftest import PASSWORD, Desk, Opener, between

NIKOS = {"email": "nikos@trikala.example", "name": "Nikos", "role": "supervisor"}


@pytest.fixture
def admin(desk: Opener) -> Desk:
    return desk("anna", Role.ADMINISTRATOR)


def test_somebody_added_gets_a_link_and_signs_in_with_it(admin: Desk, browser: Opener, town: Municipality) -> None:
    page = admin.post("/desk/staff", **NIKOS)
    link = between(page.text, "<code>", "</code>")
    assert link.startswith(f"http://{town.hosts[0]}/desk/password/")
    assert "no-store" in page.headers["Cache-Control"]
    here, path = browser(), link.partition(town.hosts[0])[2]
    here.get(path)
    here.post(path, password=PASSWORD, again=PASSWORD)
    assert here.sign_in("nikos@trikala.example").status_code == 303
    assert here.get("/desk/requests").status_code == 200


def test_a_clerk_is_added_with_departments(core: Core, town: Municipality, admin: Desk) -> None:
    chosen = [one.key for one in town.departments[:2]]
    admin.post("/desk/staff", **NIKOS | {"role": "clerk", "departments": chosen, "signs": "yes"})
    nikos = next(one for one in accounts.members(core.database, town) if one.name == "Nikos")
    assert (nikos.role, set(nikos.departments), nikos.signs) == (Role.CLERK, set(chosen), True)


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"email": "nobody"}, "An e-mail address has an @ in it."),
        ({"name": ""}, "Write the person&#39;s name."),
        ({"role": ""}, "Choose a role."),
        ({"role": "mayor"}, "Choose a role."),
        ({"role": "clerk"}, "A clerk works in at least one department."),
        ({"role": "clerk", "departments": "none"}, "There is no department none here."),
    ],
)
def test_an_incomplete_form_says_what_is_missing_and_keeps_the_rest(admin: Desk, changed: dict[str, str], problem: str) -> None:
    answer = admin.post("/desk/staff", **NIKOS | changed)
    assert answer.status_code == 422
    assert problem in answer.text


def test_adding_somebody_twice_is_a_conflict(admin: Desk) -> None:
    admin.post("/desk/staff", **NIKOS)
    assert admin.post("/desk/staff", **NIKOS).status_code == 409


def test_somebody_removed_cannot_sign_in(core: Core, town: Municipality, admin: Desk, desk: Opener) -> None:
    maria = desk("maria")
    assert admin.post(f"/desk/staff/{maria.account}/remove").status_code == 303
    assert maria.get("/desk/requests").status_code == 303
    assert maria.sign_in("maria@trikala.example").status_code == 403
    assert "maria@trikala.example" not in admin.get("/desk/staff").text


def test_nobody_ends_their_own_work(admin: Desk) -> None:
    assert admin.post(f"/desk/staff/{admin.account}/remove").status_code == 403
    assert admin.get("/desk/staff").status_code == 200


def test_a_new_link_is_given_to_ones_own_people_only(core: Core, admin: Desk, desk: Opener, other_town: Municipality) -> None:
    maria, spyros = desk("maria"), desk("spyros", at=other_town)
    assert "/desk/password/" in admin.post(f"/desk/staff/{maria.account}/link").text
    assert admin.post(f"/desk/staff/{spyros.account}/link").status_code == 404
    assert admin.post(f"/desk/staff/{spyros.account}/remove").status_code == 404


def test_who_works_for_another_town_too_gets_no_link_here(
    core: Core, admin: Desk, desk: Opener, other_town: Municipality
) -> None:
    spyros = desk("spyros", at=other_town)
    answer = admin.follow(admin.post("/desk/staff", **NIKOS | {"email": "spyros@corfu.example"}))
    assert "works for other municipalities too" in answer.text
    assert admin.post(f"/desk/staff/{spyros.account}/link").headers["Location"] == "/desk/staff"


def test_a_name_is_kept_without_what_no_database_takes(core: Core, town: Municipality, admin: Desk) -> None:
    assert admin.post("/desk/staff", **NIKOS | {"name": "Ni\x00kos"}).status_code == 200
    assert "Nikos" in [one.name for one in accounts.members(core.database, town)]


@pytest.mark.parametrize("deed", ["link", "remove"])
def test_a_number_that_no_account_can_have_is_not_found(admin: Desk, deed: str) -> None:
    assert admin.post(f"/desk/staff/{2**63}/{deed}").status_code == 404
