"""Six digits that prove a contact: for ten minutes, once, with five tries, and readable nowhere but at the hand-over."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import select, text

from core.bootstrap import Core
from core.errors import InvalidAnswer
from core.messages.budget import Budget
from core.messages.delivery import Delivery
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.people import onetime
from core.people.contact import Reached, Way
from core.people.known import OneTimeCode
from core.people.onetime import Guard
from tests.assured import LANDLINE, MOBILE, guard, last_code, wrong
from tests.core.messages.conftest import Gateway
from tests.stopped import Stopped

TEXTED, CALLED, MAILED = Reached(Way.TEXT, MOBILE), Reached(Way.CALL, LANDLINE), Reached(Way.EMAIL, "maria@example.org")


def send(core: Core, town: Municipality, to: Reached = TEXTED, source: str = "somebody") -> int:
    with core.database.work(town) as work:
        return onetime.send(work, guard(core, source), to, onetime.CONTACT, "el", core.clock.now()).id


def refusal(core: Core, town: Municipality, code_id: int, words: str, source: str = "somebody") -> str:
    """The code of what is wrong with what was read back, "" where nothing is. Tries are kept."""
    with core.database.work(town) as work:
        try:
            onetime.check(work, guard(core, source), code_id, words, core.clock.now())
        except InvalidAnswer as error:
            return error.code
        return ""


def test_the_code_that_was_sent_is_taken_once(core: Core, town: Municipality) -> None:
    sent, code = send(core, town), last_code(core, town)
    assert refusal(core, town, sent, f"{code[:3]} {code[3:]}") == ""
    assert refusal(core, town, sent, code) == "code-over"


def test_it_is_too_old_after_ten_minutes(core: Core, town: Municipality, clock: Stopped) -> None:
    sent, code = send(core, town), last_code(core, town)
    clock.move(minutes=9, seconds=59)
    other = send(core, town, MAILED)
    clock.move(seconds=1)
    assert refusal(core, town, sent, code) == "code-over"
    assert refusal(core, town, other, last_code(core, town)) == ""


def test_five_wrong_tries_end_it_even_for_the_right_one(core: Core, town: Municipality) -> None:
    sent, code = send(core, town), last_code(core, town)
    for source in "abcde":
        assert refusal(core, town, sent, wrong(code), source) == "code-wrong"
    assert refusal(core, town, sent, code, "f") == "code-over"


def test_a_source_that_guesses_is_slowed_whatever_code_it_tries(core: Core, town: Municipality) -> None:
    for address in ("+306912345671", "+306912345672", "+306912345673", "+306912345674", "+306912345675"):
        sent = send(core, town, Reached(Way.TEXT, address), "guesser")
        assert refusal(core, town, sent, wrong(last_code(core, town)), "guesser") == "code-wrong"
    sent, code = send(core, town), last_code(core, town)
    assert refusal(core, town, sent, code, "guesser") == "source-slowed"
    assert refusal(core, town, sent, code, "its owner") == "", "one source never shuts out another"


def test_a_new_code_replaces_the_one_before(core: Core, town: Municipality) -> None:
    first, code = send(core, town), last_code(core, town)
    second = send(core, town)
    assert refusal(core, town, first, code) == "code-over"
    assert refusal(core, town, second, last_code(core, town)) == ""


def test_another_towns_code_is_none_here(core: Core, town: Municipality, other_town: Municipality) -> None:
    sent, code = send(core, other_town), last_code(core, other_town)
    assert refusal(core, town, sent, code) == "code-wrong"


@pytest.mark.parametrize("number", ["+309011234567", "+881612345678", "+35799123456", "+12025550123", ""])
def test_codes_go_to_ordinary_greek_numbers_only(core: Core, town: Municipality, number: str) -> None:
    with pytest.raises(InvalidAnswer) as refused:
        send(core, town, Reached(Way.CALL, number))
    assert refused.value.code == "number"


def test_so_many_a_day_to_one_address_and_from_one_source(core: Core, town: Municipality, clock: Stopped) -> None:
    for source in range(onetime.TO_ADDRESS):
        send(core, town, source=str(source))
    with pytest.raises(InvalidAnswer) as refused:
        send(core, town, source="another")
    assert refused.value.code == "codes-address"
    for number in range(onetime.FROM_SOURCE):
        send(core, town, Reached(Way.TEXT, f"+30691234{number:04d}"), source="a script")
    with pytest.raises(InvalidAnswer) as refused:
        send(core, town, MAILED, source="a script")
    assert refused.value.code == "codes-source"
    clock.move(days=1, seconds=1)
    assert send(core, town, source="another")


def test_so_many_a_day_of_one_town(
    core: Core, town: Municipality, other_town: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onetime, "OF_TOWN", 2)
    send(core, town, source="a")
    send(core, town, MAILED, source="b")
    with pytest.raises(InvalidAnswer) as refused:
        send(core, town, CALLED, source="c")
    assert refused.value.code == "codes-spent"
    assert send(core, other_town, CALLED, source="c")


def everything(core: Core) -> str:
    with core.database.across("a test looks at what is there", writes=False) as work:
        if core.database.is_sqlite:
            tables = work.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        else:
            tables = work.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
        return "\n".join(str(row) for one in tables for row in work.execute(text(f'SELECT * FROM "{one}"')).all())


@pytest.mark.parametrize("to", [TEXTED, CALLED, MAILED], ids=["text", "call", "mail"])
def test_a_code_leaves_whole_and_lies_nowhere(
    core: Core, town: Municipality, to: Reached, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    marked = "ΚΩΔΨΞΘ"
    monkeypatch.setattr(onetime, "digits_of", lambda *_all: marked)
    caplog.set_level(logging.DEBUG)
    send(core, town, to)
    console = Gateway()
    delivery = Delivery(core.database, core.directory, core.clock, core.codes, {}, console)
    assert delivery.run() == 1
    assert marked in console.sent[0].body
    assert (console.sent[0].to, console.sent[0].town) == (to.address, "trikala")
    assert marked not in everything(core)
    assert marked not in caplog.text
    if core.database.is_sqlite:
        for one in Path(core.database.url.database or "").parent.glob("thyrida.db*"):
            assert marked.encode() not in one.read_bytes()


def messages(core: Core, town: Municipality) -> list[tuple[str, str]]:
    with core.database.reading(town) as work:
        return [(row.state, row.reason) for row in work.session.scalars(select(Message).order_by(Message.id))]


def test_a_code_that_is_over_is_not_sent_any_more(core: Core, town: Municipality, clock: Stopped) -> None:
    send(core, town)
    send(core, town)
    clock.move(minutes=11)
    console = Gateway()
    Delivery(core.database, core.directory, core.clock, core.codes, {}, console).run()
    assert console.sent == []
    assert messages(core, town) == [("failed", "code-over")] * 2


def real(core: Core, town: Municipality) -> Municipality:
    """The town, as one that is no demonstration."""
    from dataclasses import replace

    return replace(town, demonstration=False)


def test_a_code_that_no_machine_takes_is_nobodys_to_read_out(
    core: Core, town: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a gateway, or beyond the budget, it fails; a clerk is never asked to tell it."""
    monkeypatch.setattr(type(core.directory), "by_id", lambda _self, _id: real(core, town))
    send(core, town, CALLED)
    Delivery(core.database, core.directory, core.clock, core.codes, {}, Gateway()).run()
    assert messages(core, town) == [("failed", "no-gateway")]
    calls = Gateway()
    for source in "abc":
        send(core, town, CALLED, source)
        Delivery(core.database, core.directory, core.clock, core.codes, {Way.CALL: (calls,)}, Gateway(), Budget(a_number=2)).run()
    assert len(calls.sent) < 3
    assert messages(core, town)[-1] == ("failed", "budget")


def test_a_code_goes_before_everything_else(core: Core, town: Municipality) -> None:
    from tests.filed import file_one

    done = file_one(core, town)
    from core.messages.outbox import Draft, post

    with core.database.work(town) as work:
        post(work, Draft(Way.TEXT, MOBILE, "Έγινε.", "el", "notice", request_id=done.id), core.clock.now())
    send(core, town, CALLED)
    console = Gateway()
    Delivery(core.database, core.directory, core.clock, core.codes, {}, console).run()
    assert [letter.to for letter in console.sent] == [LANDLINE, MOBILE]


def test_old_codes_are_swept(core: Core, town: Municipality, clock: Stopped) -> None:
    send(core, town)
    clock.move(days=3)
    send(core, town, MAILED)
    with core.database.reading(town) as work:
        assert len(work.execute(select(OneTimeCode.id)).all()) == 1


def test_a_stranger_who_types_the_number_ends_nobodys_code_and_spends_nobodys_day(core: Core, town: Municipality) -> None:
    now, to = core.clock.now(), Reached(Way.TEXT, "+306912345678")
    mine, theirs = Guard(core.codes, "10.0.0.1", 100), Guard(core.codes, "10.0.0.2", 100)
    with core.database.work(town) as work:
        code = onetime.send(work, mine, to, onetime.CONTACT, "el", now)
        for _each in range(3):
            onetime.send(work, theirs, to, onetime.NEWS, "el", now)
        with pytest.raises(InvalidAnswer):
            onetime.send(work, theirs, to, onetime.NEWS, "el", now)
        onetime.send(work, mine, to, onetime.NEWS, "el", now)
        onetime.check(work, mine, code.id, onetime.digits_of(core.codes, town.id, code.id), now)
