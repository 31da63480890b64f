"""Signing in: sessions that end, and guesses that wait."""

import threading
import time

import pytest

from core.bootstrap import Core
from core.errors import NotAllowed, Unavailable
from core.municipalities.model import Municipality
from core.staff import accounts
from core.staff.accounts import NewMember
from core.staff.passwords import Passwords
from core.staff.roles import Role
from core.staff.tables import SignInTry, StaffSession
from core.staff.tries import FREE_ALL, FREE_ONE
from tests.core.staff.conftest import PASSWORD, Hire
from tests.stopped import Stopped

MARIA = "maria@trikala.example"


def code(core: Core, email: str, password: str, source: str, town: Municipality | None) -> str:
    """What a sign-in is refused with, "" if it is not."""
    try:
        core.signin.sign_in(email, password, source, town)
    except NotAllowed as refused:
        return refused.code
    return ""


def test_a_session_says_who_and_where(core: Core, trikala: Municipality, hire: Hire) -> None:
    account = hire()
    signed_in = core.signin.who(core.signin.sign_in(" Maria@Trikala.example ", PASSWORD, "here", trikala), trikala)
    assert signed_in is not None
    assert signed_in.member is not None
    assert (signed_in.person.id, signed_in.member.role, signed_in.member.town.key) == (account, Role.CLERK, "trikala")
    assert signed_in.member.sees(trikala.departments[0].key)
    assert not signed_in.member.sees(trikala.departments[1].key)


def test_unknown_addresses_and_wrong_passwords_get_the_same_answer(core: Core, trikala: Municipality, hire: Hire) -> None:
    hire()
    assert code(core, MARIA, "a wrong password", "here", trikala) == "sign-in"
    assert code(core, "nobody@trikala.example", PASSWORD, "here", trikala) == "sign-in"


def test_an_unknown_address_takes_as_long_as_a_known_one(core: Core, trikala: Municipality, hire: Hire) -> None:
    hire()

    def took(email: str) -> float:
        began = time.perf_counter()
        code(core, email, "a wrong password", str(began), trikala)
        return time.perf_counter() - began

    known = min(took(MARIA) for _each in range(4))
    unknown = min(took("nobody@trikala.example") for _each in range(4))
    assert unknown > known / 2


def test_somebody_without_a_password_cannot_sign_in(core: Core, trikala: Municipality) -> None:
    accounts.add(core.database, trikala, NewMember(MARIA, "Maria", Role.EDITOR), core.clock.now())
    assert code(core, MARIA, "", "here", trikala) == "sign-in"


def test_after_five_wrong_passwords_a_source_waits_longer_and_longer(
    core: Core, clock: Stopped, trikala: Municipality, hire: Hire
) -> None:
    hire()
    for _each in range(FREE_ONE):
        assert code(core, MARIA, "a wrong password", "here", trikala) == "sign-in"
    assert code(core, MARIA, PASSWORD, "here", trikala) == "slowed"
    clock.move(seconds=2)
    assert code(core, MARIA, "a wrong password", "here", trikala) == "sign-in"
    clock.move(seconds=2)
    assert code(core, MARIA, PASSWORD, "here", trikala) == "slowed"
    clock.move(seconds=2)
    assert code(core, MARIA, PASSWORD, "here", trikala) == ""


def test_a_guesser_shuts_out_nobody_else(core: Core, trikala: Municipality, hire: Hire) -> None:
    hire()
    for _each in range(FREE_ONE + 1):
        code(core, MARIA, "a wrong password", "guesser", trikala)
    assert code(core, MARIA, PASSWORD, "guesser", trikala) == "slowed"
    assert code(core, MARIA, PASSWORD, "home", trikala) == ""


def test_trying_many_accounts_from_one_source_is_slowed_too(
    core: Core, clock: Stopped, trikala: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core.passwords, "right", lambda kept, password: False)
    for number in range(FREE_ALL):
        assert code(core, f"n{number}@trikala.example", "a wrong password", "here", trikala) == "sign-in"
    assert code(core, "one-more@trikala.example", "a wrong password", "here", trikala) == "slowed"
    clock.move(seconds=30)
    assert code(core, "one-more@trikala.example", "a wrong password", "here", trikala) == "sign-in"


def test_a_right_password_forgets_the_wrong_ones(core: Core, trikala: Municipality, hire: Hire) -> None:
    hire()
    for _each in range(3):
        for _wrong in range(FREE_ONE - 1):
            code(core, MARIA, "a wrong password", "here", trikala)
        assert code(core, MARIA, PASSWORD, "here", trikala) == ""


def test_many_guesses_at_once_do_not_slip_past(core: Core, trikala: Municipality, hire: Hire) -> None:
    hire()
    found: list[str] = []
    guesses = [
        threading.Thread(target=lambda: found.append(code(core, MARIA, "a wrong password", "here", trikala)))
        for _each in range(12)
    ]
    for guess in guesses:
        guess.start()
    for guess in guesses:
        guess.join()
    assert found.count("sign-in") == FREE_ONE


def test_neither_address_nor_source_is_kept_readable(core: Core, trikala: Municipality) -> None:
    code(core, "nobody@trikala.example", "a wrong password", "192.0.2.7", trikala)
    with core.database.across("test", writes=False) as work:
        rows = work.session.query(SignInTry).all()
    assert rows
    assert not any("nobody" in row.subject or "192.0.2.7" in row.source for row in rows)


def test_a_session_ends_after_an_hour_without_use(core: Core, clock: Stopped, trikala: Municipality, hire: Hire) -> None:
    hire()
    session = core.signin.sign_in(MARIA, PASSWORD, "here", trikala)
    clock.move(minutes=59)
    assert core.signin.who(session, trikala) is not None
    clock.move(minutes=59)
    assert core.signin.who(session, trikala) is not None
    clock.move(minutes=61)
    assert core.signin.who(session, trikala) is None


def test_a_session_ends_after_twelve_hours_however_much_it_is_used(
    core: Core, clock: Stopped, trikala: Municipality, hire: Hire
) -> None:
    hire()
    session = core.signin.sign_in(MARIA, PASSWORD, "here", trikala)
    for _each in range(24):
        clock.move(minutes=30)
        last = core.signin.who(session, trikala)
    assert last is not None
    clock.move(minutes=1)
    assert core.signin.who(session, trikala) is None


def test_signing_out_ends_the_session(core: Core, trikala: Municipality, hire: Hire) -> None:
    hire()
    session = core.signin.sign_in(MARIA, PASSWORD, "here", trikala)
    core.signin.sign_out(session)
    assert core.signin.who(session, trikala) is None


def test_the_token_itself_is_kept_nowhere(core: Core, trikala: Municipality, hire: Hire) -> None:
    hire()
    token = core.signin.sign_in(MARIA, PASSWORD, "here", trikala)
    with core.database.across("test", writes=False) as work:
        kept = [row.digest for row in work.session.query(StaffSession)]
    assert kept != [token]


def test_at_a_towns_address_only_its_own_people_sign_in(core: Core, corfu: Municipality, hire: Hire) -> None:
    hire()
    assert code(core, MARIA, PASSWORD, "here", corfu) == "no-town"


def test_a_session_of_one_town_is_none_at_anothers_address(
    core: Core, trikala: Municipality, corfu: Municipality, hire: Hire
) -> None:
    hire()
    session = core.signin.sign_in(MARIA, PASSWORD, "here", trikala)
    assert core.signin.who(session, corfu) is None


def test_a_shared_person_chooses_among_their_towns(core: Core, trikala: Municipality, corfu: Municipality, hire: Hire) -> None:
    hire("it@shared.example", Role.ADMINISTRATOR)
    accounts.add(core.database, corfu, NewMember("it@shared.example", "Maria", Role.ADMINISTRATOR), core.clock.now())
    session = core.signin.sign_in("it@shared.example", PASSWORD, "here", None)
    undecided = core.signin.who(session, None)
    assert undecided is not None
    assert undecided.member is None
    assert {town.key for town in core.signin.towns(undecided.person)} == {"trikala", "corfu"}
    core.signin.choose_town(session, undecided.person, corfu)
    decided = core.signin.who(session, None)
    assert decided is not None
    assert decided.member is not None
    assert decided.member.town.key == "corfu"
    with pytest.raises(NotAllowed):
        core.signin.choose_town(session, undecided.person, core.directory.by_key("elefsina"))


def test_whoever_works_in_one_town_only_is_there_at_once(core: Core, hire: Hire) -> None:
    hire()
    signed_in = core.signin.who(core.signin.sign_in(MARIA, PASSWORD, "here", None), None)
    assert signed_in is not None
    assert signed_in.member is not None
    assert signed_in.member.town.key == "trikala"


def test_only_so_many_passwords_are_hashed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = Passwords(at_once=1)
    monkeypatch.setattr("core.staff.passwords.WAIT_SECONDS", 0.01)
    with passwords._one_of_few(), pytest.raises(Unavailable):
        passwords.right(None, "anything")


def test_the_same_letters_composed_otherwise_are_the_same_password() -> None:
    passwords = Passwords()
    kept = passwords.hash("τρία φωτιστικά")
    assert passwords.right(kept, "τρι\u0301α φωτιστικα\u0301")
    assert not passwords.right(kept, "τρια φωτιστικα")
