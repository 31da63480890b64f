"""What happens each day by itself."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from core.bootstrap import Core
from core.dialogue.service import Assurance
from core.languages import tongue
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.requests import actions
from core.requests.daily import Daily
from core.requests.moves import Outcome, State
from core.requests.remindproof import remind_proof
from core.requests.tables import ChainDigest, Request
from core.requests.verifying import verify
from tests.filed import file_one
from tests.stopped import Stopped

CLERK = actions.Actor("desk", 7)


def daily(core: Core) -> Daily:
    return Daily(core.database, core.clock, core.directory.all)


def reminders(core: Core, town: Municipality) -> int:
    with core.database.reading(town) as work:
        return len(work.session.scalars(select(Message).where(Message.purpose == "reminder")).all())


def test_a_day_is_done_once_and_sealed(core: Core, town: Municipality, clock: Stopped) -> None:
    file_one(core, town)
    assert daily(core).run() == len(core.directory.all())
    assert daily(core).run() == 0
    clock.move(days=1)
    assert daily(core).run() == len(core.directory.all())
    with core.database.reading(town) as work:
        assert len(work.session.scalars(select(ChainDigest)).all()) == 2
        assert list(verify(work)) == []


def test_a_question_is_reminded_of_once_after_a_week(core: Core, town: Municipality, clock: Stopped) -> None:
    filed = file_one(core, town)
    with core.database.work(town) as work:
        request = work.session.get_one(Request, (town.id, filed.id))
        actions.claim(work, request, CLERK, clock.now())
        actions.ask(work, request, CLERK, "Ποια κολόνα;", clock.now())
    for days in (6, 1, 1, 7):
        clock.move(days=days)
        daily(core).run()
    assert reminders(core, town) == 1


def test_an_application_without_proof_is_reminded_of_twice_and_lapses(core: Core, town: Municipality, clock: Stopped) -> None:
    filed = file_one(core, town, "pavement-tables", answers={}, tell_by=Way.TEXT)
    for days in (9, 1, 10, 9, 1):
        clock.move(days=days)
        daily(core).run()
    assert reminders(core, town) == 2
    with core.database.reading(town) as work:
        request = work.session.get_one(Request, (town.id, filed.id))
        assert (request.state, request.outcome) == (State.CLOSED, Outcome.LAPSED)
        assert list(verify(work)) == []


def test_the_reminder_names_every_way_that_proves_enough(core: Core, town: Municipality) -> None:
    say, until = tongue("en"), date(2026, 12, 16)
    tables, residence = core.catalogue(town).get("pavement-tables"), core.catalogue(town).get("permanent-residence")
    assert tables is not None
    assert residence is not None
    by_pin = say(remind_proof(replace(tables, assurance=Assurance.PIN), True, until))
    assert all(way in by_pin for way in ("national login", "by telephone with AFM and PIN", "at the town hall"))
    assert "telephone" not in say(remind_proof(residence, True, until)), "a PIN proves too little for it"
    assert "login" not in say(remind_proof(residence, False, until))
