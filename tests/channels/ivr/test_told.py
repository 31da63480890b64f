"""Calls of ours that read an announcement, from the answer to what the ledger is told."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from twilio.request_validator import RequestValidator

from channels.ivr.pieces import LONGEST, pieces
from channels.simulator.state import Wait
from core.announcements.telling import Telling
from core.bootstrap import Core
from core.errors import Unavailable
from core.messages.outbox import CODE, MessageState
from core.messages.tables import Message
from core.people import consent
from core.people.contact import Way
from core.people.tables import ConsentRow
from core.subscriptions.tables import Subscriber, SubscriberWay
from core.text import _
from tests.announced import CUT, announce, subscribe
from tests.channels.ivr.caller import Caller
from tests.stopped import Stopped

CITIZEN, MAIL = "+302431012345", "maria@example.org"


class Told:
    """An announcement whose call to one subscriber was handed over."""

    def __init__(self, core: Core, app: Flask, **fields: Any) -> None:
        self.core, self.app, self.town = core, app, core.directory.by_key("trikala")
        self.subscriber = subscribe(core, self.town, (Way.CALL, CITIZEN), (Way.EMAIL, MAIL))
        announced = announce(core, self.town, ways=(Way.CALL,), **fields)
        Telling(core.database, core.clock)(self.town, {"announcement": announced, "version": 1})
        with core.database.reading(self.town) as work:
            self.id = work.session.scalars(select(Message.id)).one()
        self.set(state=str(MessageState.ACCEPTED), provider_id=f"CA{'1' * 32}")

    @property
    def about(self) -> str:
        return f"?town=trikala&message={self.id}"

    def answered(self, who: str = "human", to: str = CITIZEN) -> Caller:
        url = f"/ivr/twilio/told{self.about}"
        return Caller(self.core, self.app.test_client(), to, self.town.numbers[0], url, AnsweredBy=who)

    def reported(self, status: str, sid: str = f"CA{'1' * 32}", sign: bool = True, **more: str) -> int:
        path, fields = f"/ivr/twilio/told/status{self.about}", {"CallSid": sid, "CallStatus": status, **more}
        token = self.core.webhook_token if sign else "a guess"
        signature = RequestValidator(token).compute_signature(self.core.settings.base_url + path, fields)
        return self.app.test_client().post(path, data=fields, headers={"X-Twilio-Signature": signature}).status_code

    def set(self, **values: Any) -> None:
        with self.core.database.work(self.town) as work:
            row = work.session.get_one(Message, (self.town.id, self.id))
            for name, value in values.items():
                setattr(row, name, value)

    @property
    def came_to(self) -> tuple[str, str]:
        with self.core.database.reading(self.town) as work:
            row = work.session.get_one(Message, (self.town.id, self.id))
            return row.state, row.reason


@pytest.fixture
def call(core: Core, app: Flask) -> Told:
    return Told(core, app)


def test_who_calls_comes_first_then_the_words_then_the_keys(call: Told) -> None:
    caller = call.answered()
    first = caller.heard
    order = [
        first.index(one) for one in ("Δήμος Τρικκαίων", "Διακοπή νερού", "Λόγω βλάβης", "πατήστε 9", "πατήστε 8", "πατήστε 0")
    ]
    assert order == sorted(order)
    assert first.count("Δήμος Τρικκαίων") == 1
    assert caller.press("9") == first
    assert "δεν κάνει τίποτα" in caller.press("5")
    assert "9" in caller.heard
    caller.silent(2)
    assert caller.call.ended == "hangup"
    assert call.came_to == (MessageState.ACCEPTED, "")
    assert call.reported("completed", AnsweredBy="human") == 204
    assert call.came_to == (MessageState.DELIVERED, "")


def test_eight_ends_these_calls_and_nothing_else(call: Told, core: Core) -> None:
    caller = call.answered()
    caller.press("8")
    assert caller.call.ended == "hangup"
    call.answered().press("8")
    with core.database.reading(call.town) as work:
        assert not consent.allowed(work, Way.CALL, CITIZEN, consent.NEWS)
        assert consent.allowed(work, Way.CALL, CITIZEN)
        [noted] = work.session.scalars(select(ConsentRow)).all()
        assert (noted.way, noted.purpose, noted.words, noted.given) == ("call", "news", "8", False)
        ways = {one.way: one.state for one in work.session.scalars(select(SubscriberWay))}
        subscriber = work.session.scalars(select(Subscriber)).one()
    assert ways == {"call": "ended", "email": "active"}
    assert (subscriber.way, subscriber.address, subscriber.state) == ("email", MAIL, "active")


def test_zero_is_a_person_shown_our_number_or_when_one_is_there(call: Told, clock: Stopped) -> None:
    caller = call.answered()
    caller.press("0")
    assert (caller.call.waiting.kind, caller.dialled) == (Wait.DIAL, call.town.desk_number)
    assert f'callerId="{call.town.numbers[0]}"' in caller.documents[-1]
    caller.call.answer("no-answer", 25)
    assert "δεν απαντά υπάλληλος" in caller.heard
    assert caller.call.ended == "hangup"
    clock.move(hours=12)
    late = call.answered()
    assert "Δευτέρα έως Παρασκευή" in late.press("0")
    assert late.call.ended == "hangup"


def test_a_machine_hears_it_once_with_how_to_call_back(call: Told) -> None:
    caller = call.answered("machine_end_beep")
    assert caller.heard.count("Λόγω βλάβης") == 1
    assert "2 4 3" in caller.heard.replace(",", "")
    assert caller.call.ended == "hangup"
    assert "Gather" not in caller.documents[-1]
    call.reported("completed", AnsweredBy="machine_end_beep")
    assert call.came_to == (MessageState.DELIVERED, "machine")


def test_a_call_whose_words_were_never_fetched_was_not_heard(call: Told) -> None:
    call.reported("completed", AnsweredBy="human")
    assert call.came_to == (MessageState.QUEUED, "unheard"), "it is made once more"


def test_a_fax_is_told_nothing(call: Told) -> None:
    assert call.answered("fax").heard == ""
    call.reported("completed", AnsweredBy="fax")
    assert call.came_to == (MessageState.UNDELIVERED, "fax")


def test_reports_are_about_the_latest_call_only_and_signed(call: Told) -> None:
    assert call.reported("busy", sign=False) == 403
    call.reported("ringing")
    call.reported("busy", sid=f"CA{'9' * 32}")
    assert call.came_to == (MessageState.ACCEPTED, "")
    call.reported("busy")
    assert call.came_to == (MessageState.QUEUED, "busy"), "it is made again"
    # Tried again: while the next call is asked for, a report about the one before comes again.
    call.set(state=str(MessageState.SENDING), reason="")
    call.reported("busy")
    assert call.came_to == (MessageState.SENDING, "")
    call.reported("no-answer", sid=f"CA{'2' * 32}")
    assert call.came_to == (MessageState.QUEUED, "no-answer")
    call.set(state=str(MessageState.SENDING), provider_id=None)
    call.reported("failed", sid=f"CA{'3' * 32}")
    assert call.came_to == (MessageState.FAILED, "failed")


def test_what_could_not_be_kept_is_tried_once_more_and_reported_again(
    call: Told, core: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, fails = type(core.database).work, [True, True, False, True, True]

    def sometimes(*anything: Any) -> Any:
        if fails and fails.pop(0):
            raise Unavailable("database", _("away"))
        return work(*anything)

    caller = call.answered()
    monkeypatch.setattr(type(core.database), "work", sometimes)
    assert call.reported("completed") == 503
    assert "άλλες τέτοιες κλήσεις" in caller.press("8")
    assert fails == [True, True]
    with core.database.reading(call.town) as reading:
        assert not consent.allowed(reading, Way.CALL, CITIZEN, consent.NEWS)
    again = call.answered()
    assert fails == []
    assert again.call.ended == "hangup"


def test_nothing_is_read_to_whom_it_was_not_sent(call: Told) -> None:
    assert "νερού" not in call.answered(to="+302431099999").heard
    call.set(purpose=CODE)
    assert "νερού" not in call.answered().heard
    call.id = 42
    assert "νερού" not in call.answered().heard
    assert call.reported("busy") == 204


def test_a_long_announcement_is_read_to_its_end(core: Core, app: Flask) -> None:
    voice = " ".join(f"Οδός {n}, από τις 09:00 έως τις 13:00, τηλέφωνο 2431012345." for n in range(1, 60)) + " Τέλος."
    call = Told(core, app, texts={"el": CUT["el"] | {"voice": voice}})
    assert "Τέλος" in call.answered().heard
    assert all(len(one) <= LONGEST for one in pieces("α" * 2000 + voice))
    assert pieces("α" * 2000 + voice)[-1].endswith("Τέλος.")
