"""Accounts: who has a role where, and one-time links."""

import pytest

from core.bootstrap import Core
from core.errors import Conflict, InvalidAnswer, NotAllowed, NotFound
from core.municipalities.model import Municipality
from core.staff import accounts, links
from core.staff.accounts import NewMember
from core.staff.roles import Role
from tests.core.staff.conftest import PASSWORD, Hire
from tests.stopped import Stopped


def invited(core: Core, town: Municipality, email: str = "eleni@trikala.example") -> str:
    return accounts.invite(core.database, town, email, "Eleni", Role.ADMINISTRATOR, (), core.clock.now())


def test_an_invited_person_chooses_a_password_by_the_link_and_signs_in(core: Core, trikala: Municipality) -> None:
    token = invited(core, trikala)
    assert links.whose(core.database, token, core.clock.now()) == "eleni@trikala.example"
    links.choose(core.database, core.passwords, token, PASSWORD, core.clock.now())
    session = core.signin.sign_in("eleni@trikala.example", PASSWORD, "here", trikala)
    signed_in = core.signin.who(session, trikala)
    assert signed_in is not None
    assert signed_in.member is not None
    assert signed_in.member.role is Role.ADMINISTRATOR


def test_a_link_works_once(core: Core, trikala: Municipality) -> None:
    token = invited(core, trikala)
    links.choose(core.database, core.passwords, token, PASSWORD, core.clock.now())
    with pytest.raises(NotFound):
        links.choose(core.database, core.passwords, token, "another long password", core.clock.now())


def test_a_link_is_good_for_seven_days(core: Core, clock: Stopped, trikala: Municipality) -> None:
    token = invited(core, trikala)
    clock.move(days=7)
    with pytest.raises(NotFound):
        links.whose(core.database, token, clock.now())


def test_a_new_link_voids_the_one_before(core: Core, trikala: Municipality, hire: Hire) -> None:
    account = hire()
    first = links.give(core.database, trikala, account, core.clock.now())
    links.give(core.database, trikala, account, core.clock.now())
    with pytest.raises(NotFound):
        links.whose(core.database, first, core.clock.now())


@pytest.mark.parametrize("password", ["", "eleven char", "aaaaaaaaaaaaaaaa", "x" * 201])
def test_a_weak_password_is_refused_and_the_link_still_works(core: Core, trikala: Municipality, password: str) -> None:
    token = invited(core, trikala)
    with pytest.raises(InvalidAnswer):
        links.choose(core.database, core.passwords, token, password, core.clock.now())
    links.choose(core.database, core.passwords, token, PASSWORD, core.clock.now())


def test_choosing_a_password_ends_every_session(core: Core, trikala: Municipality, hire: Hire) -> None:
    account = hire()
    session = core.signin.sign_in("maria@trikala.example", PASSWORD, "here", trikala)
    token = links.give(core.database, trikala, account, core.clock.now())
    links.choose(core.database, core.passwords, token, "another long password", core.clock.now())
    assert core.signin.who(session, trikala) is None


def test_one_person_may_work_for_two_towns_with_one_account(
    core: Core, trikala: Municipality, corfu: Municipality, hire: Hire
) -> None:
    one = hire("it@shared.example", Role.ADMINISTRATOR)
    new = NewMember("IT@shared.example", "Maria", Role.ADMINISTRATOR)
    assert accounts.add(core.database, corfu, new, core.clock.now()) == one


def test_no_towns_administrator_can_take_over_an_account_that_another_town_shares(
    core: Core, corfu: Municipality, hire: Hire
) -> None:
    account = hire("it@shared.example", Role.ADMINISTRATOR)
    new = NewMember("it@shared.example", "Maria", Role.ADMINISTRATOR)
    accounts.add(core.database, corfu, new, core.clock.now())
    with pytest.raises(Conflict):
        links.give(core.database, corfu, account, core.clock.now())


def test_a_link_is_given_to_nobody_who_works_elsewhere_only(core: Core, corfu: Municipality, hire: Hire) -> None:
    with pytest.raises(NotFound):
        links.give(core.database, corfu, hire(), core.clock.now())


def test_somebody_removed_is_signed_out_and_cannot_sign_in(core: Core, trikala: Municipality, hire: Hire) -> None:
    account = hire()
    session = core.signin.sign_in("maria@trikala.example", PASSWORD, "here", trikala)
    accounts.remove(core.database, trikala, account)
    assert core.signin.who(session, trikala) is None
    with pytest.raises(NotAllowed) as refused:
        core.signin.sign_in("maria@trikala.example", PASSWORD, "here", trikala)
    assert refused.value.code == "sign-in"


def test_a_town_keeps_its_last_administrator(core: Core, trikala: Municipality, hire: Hire) -> None:
    account = hire("admin@trikala.example", Role.ADMINISTRATOR)
    with pytest.raises(Conflict):
        accounts.remove(core.database, trikala, account)


def test_the_staff_list_is_the_towns_own(core: Core, trikala: Municipality, corfu: Municipality, hire: Hire) -> None:
    hire()
    invited(core, trikala)
    hire("spyros@corfu.example", Role.SUPERVISOR, corfu)
    listed = accounts.members(core.database, trikala)
    assert [(one.email, one.waiting, one.shared) for one in listed] == [
        ("eleni@trikala.example", True, False),
        ("maria@trikala.example", False, False),
    ]


@pytest.mark.parametrize(
    "new",
    [
        NewMember("no address", "Maria", Role.EDITOR),
        NewMember("maria@trikala.example", "  ", Role.EDITOR),
        NewMember("maria@trikala.example", "Maria", Role.CLERK),
        NewMember("maria@trikala.example", "Maria", Role.CLERK, ("no-such-department",)),
    ],
)
def test_an_incomplete_person_is_refused(core: Core, trikala: Municipality, new: NewMember) -> None:
    with pytest.raises(InvalidAnswer):
        accounts.add(core.database, trikala, new, core.clock.now())
