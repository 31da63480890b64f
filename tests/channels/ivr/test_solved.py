""" "Is it really solved?" by key: asked of whoever opens a closed report with its receipt code."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.requests import dossier
from core.requests.actions import Actor, Closing, Outcome, claim, close
from core.requests.filing import Filed
from core.requests.lists.ordering import FIRST
from core.requests.receiptcode import receipt_code
from core.requests.tables import Attachment, Request
from tests.channels.ivr.caller import Caller
from tests.filed import file_one
from tests.staffed import hire
from tests.stopped import Stopped

Calls = Callable[..., Caller]
CLERK = Actor("desk", 7)


@pytest.fixture
def town(core: Core) -> Municipality:
    return core.directory.by_key("trikala")


@pytest.fixture
def closed(core: Core, town: Municipality) -> Filed:
    filed = file_one(core, town, tell_by=Way.CALL)
    with core.database.work(town) as work:
        request = dossier.one(work, filed.reference)
        claim(work, request, CLERK, core.clock.now())
        close(work, request, CLERK, Closing(Outcome.DONE, "Mended.", done="New bulb."), core.clock.now())
    return filed


def opened(core: Core, town: Municipality, call: Caller, filed: Filed) -> str:
    return call.press("2", "3", f"{filed.reference}#", f"{receipt_code(core.codes, town.id, filed.reference)}#")


def now_of(core: Core, town: Municipality, filed: Filed) -> Request:
    with core.database.reading(town) as work:
        return dossier.one(work, filed.reference)


def test_it_is_asked_with_what_comes_of_each_answer(core: Core, town: Municipality, calls: Calls, closed: Filed) -> None:
    heard = opened(core, town, calls(), closed)
    assert "Is it really solved? It is solved: press 1. It is not solved, and we shall open it again: press 2." in heard


def test_by_the_reference_alone_nobody_is_asked(core: Core, town: Municipality, calls: Calls, closed: Filed) -> None:
    assert "really solved" not in calls().press("2", "3", f"{closed.reference}#")


def test_one_is_solved(core: Core, town: Municipality, calls: Calls, closed: Filed) -> None:
    call = calls()
    opened(core, town, call, closed)
    assert "We noted that it is solved." in call.press("1")
    assert now_of(core, town, closed).solved is True
    assert "really solved" not in opened(core, town, calls(), closed)


def test_two_opens_it_again_and_what_is_wrong_may_be_said(core: Core, town: Municipality, calls: Calls, closed: Filed) -> None:
    call, maria = calls(), hire(core, town, "maria")
    with core.database.work(town) as work:
        dossier.one(work, closed.reference).assigned_to = maria
    opened(core, town, call, closed)
    heard = call.press("2")
    assert "We opened it again." in heard
    assert "If you wish, tell us what is still wrong. To leave it out, press 8." in heard
    back = now_of(core, town, closed)
    assert (back.state, back.queue_on, back.assigned_to, back.reopened) == ("in_progress", FIRST, maria, 1)
    assert "We added that to your request." in call.speak(5, "#", "https://api.twilio.com/recording")
    with core.database.reading(town) as work:
        (paper,) = work.session.scalars(select(Attachment)).all()
    assert (paper.request_id, paper.kind) == (closed.id, "recording")


def test_nothing_need_be_said(core: Core, town: Municipality, calls: Calls, closed: Filed) -> None:
    call = calls()
    opened(core, town, call, closed)
    call.press("2")
    assert "What can we do for you?" in call.press("8")
    assert now_of(core, town, closed).reopened == 1


def test_silence_and_other_keys_are_asked_again_and_then_a_person(
    core: Core, town: Municipality, calls: Calls, closed: Filed
) -> None:
    call = calls()
    opened(core, town, call, closed)
    assert "Please choose one of the two." in call.press("5")
    assert "really solved" in call.heard
    assert "We received no answer." in call.silent()
    call.press("4")
    assert call.dialled
    assert now_of(core, town, closed).solved is None


def test_too_late_it_is_not_asked(core: Core, town: Municipality, calls: Calls, closed: Filed, clock: Stopped) -> None:
    clock.move(days=16)
    assert "really solved" not in opened(core, town, calls(), closed)
