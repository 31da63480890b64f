"""What a caller hears of a delay, and what they can say to a question."""

from collections.abc import Callable

import pytest

from core.bootstrap import Core
from core.requests import actions, delaying, dossier
from core.requests.receiptcode import receipt_code
from core.requests.tables import Request
from tests.channels.ivr.caller import Caller
from tests.filed import file_one


def test_a_caller_hears_of_the_delay(core: Core, calls: Callable[..., Caller]) -> None:
    town, now, clerk = core.directory.by_key("trikala"), core.clock.now(), actions.Actor("desk", 7)
    filed = file_one(core, town)
    with core.database.work(town) as work:
        request = work.session.get_one(Request, (town.id, filed.id))
        actions.claim(work, request, clerk, now)
        until = delaying.proposed(request, town, town.today(now))
        actions.delay(work, request, clerk, actions.Delay(["load"], "", "Μαρία", "2431000000", until), now)
    heard = calls().press("2", "3", f"{filed.reference}#")
    assert "We told you of a delay: until" in heard
    assert str(until.year) in heard


@pytest.fixture
def asked(core: Core) -> tuple[str, str, int]:
    """A request of which the citizen was asked something: its reference, its receipt code, its id."""
    town, now, clerk = core.directory.by_key("trikala"), core.clock.now(), actions.Actor("desk", 7)
    filed = file_one(core, town)
    with core.database.work(town) as work:
        request = work.session.get_one(Request, (town.id, filed.id))
        actions.claim(work, request, clerk, now)
        actions.ask(work, request, clerk, "Which pole?", now)
    return filed.reference, receipt_code(core.codes, town.id, filed.reference), filed.id


def state_of(core: Core, request_id: int) -> str:
    town = core.directory.by_key("trikala")
    with core.database.reading(town) as work:
        return work.session.get_one(Request, (town.id, request_id)).state


def test_a_caller_answers_aloud_what_was_asked(core: Core, calls: Callable[..., Caller], asked: tuple[str, str, int]) -> None:
    reference, code, request_id = asked
    call = calls()
    assert "Which pole?" not in call.press("2", "3", f"{reference}#")
    heard = call.press(f"{code}#")
    assert "We asked you:" in heard and "Which pole?" in heard
    assert "We took your answer." in call.speak()
    assert state_of(core, request_id) == "in_progress"
    town = core.directory.by_key("trikala")
    with core.database.reading(town) as work:
        found = dossier.collect(work, dossier.one(work, reference), None)
    assert found.events[-1].kind == "answered"
    assert [(paper.kind, paper.question) for paper in found.papers] == [("recording", "reply")]


def test_a_caller_may_leave_the_answer_out_and_hears_how_far_it_is(
    core: Core, calls: Callable[..., Caller], asked: tuple[str, str, int]
) -> None:
    reference, code, request_id = asked
    call = calls()
    call.press("2", "3", f"{reference}#", f"{code}#")
    assert "waiting for your answer" in call.press("8")
    assert state_of(core, request_id) == "waiting_citizen"
