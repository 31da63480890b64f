"""What one way could not tell is told by the next one that the citizen allowed, once."""

import threading
from collections.abc import Sequence
from datetime import datetime

import pytest
from sqlalchemy import select

from core.announcements.kinds import Kind
from core.announcements.telling import Telling
from core.messages.faults import Fault
from core.messages.outbox import MessageState, receipt
from core.messages.sending import Never
from core.messages.tables import Message
from core.model import new_id
from core.people import consent
from core.people.contact import Way
from core.people.known import Person, PersonContact
from core.ports import Work
from core.requests import byhand
from core.requests.notices import tell
from core.requests.tables import Request
from tests.announced import announce, subscribe
from tests.core.messages.conftest import Gateway, Post, Refusing
from tests.filed import file_one

TEXT, PHONE, MAIL = (Way.TEXT, "+306912300001"), (Way.CALL, "+302421012345"), (Way.EMAIL, "maria@example.org")


def told(outbox: Post, kind: Kind = Kind.INTERRUPTION) -> None:
    id_ = announce(outbox.core, outbox.town, kind, ways=[str(way) for way in (Way.TEXT, Way.CALL, Way.EMAIL)])
    Telling(outbox.database, outbox.core.clock)(outbox.town, {"announcement": id_, "version": 1})


def rows(outbox: Post) -> Sequence[Message]:
    with outbox.database.reading(outbox.town) as work:
        found = work.session.scalars(select(Message).order_by(Message.id)).all()
        work.session.expunge_all()
    return found


def chain(outbox: Post) -> list[tuple[str, str]]:
    """Ways and states, from the first message along those that took its place."""
    by_id = {row.id: row for row in rows(outbox)}
    following = {row.next_id for row in by_id.values()}
    row = next((one for one in by_id.values() if one.id not in following), None)
    found = []
    while row is not None:
        found.append((row.way, row.state))
        row = by_id.get(row.next_id or 0)
    assert len(found) == len(by_id), "no other message was written"
    return found


def lost(outbox: Post, id_: int, fault: Fault = Fault.PERMANENT, provider_id: str = "") -> bool:
    with outbox.database.work(outbox.town) as work:
        now = outbox.core.clock.now()
        return receipt(work, id_, MessageState.UNDELIVERED, "30006", now, fault, provider_id)


@pytest.fixture
def ways(outbox: Post) -> dict[Way, Gateway]:
    """A gateway for each way."""
    several = {way: Gateway(name=str(way)) for way in (Way.TEXT, Way.CALL, Way.EMAIL)}
    outbox.gateways = {way: (one,) for way, one in several.items()}
    return several


def test_a_dead_number_is_called_and_then_mailed(outbox: Post, ways: dict[Way, Gateway]) -> None:
    subscribe(outbox.core, outbox.town, TEXT, PHONE, MAIL)
    ways[Way.CALL].answers = [Never("no-answer")]
    told(outbox)
    outbox.worker.drain()
    assert chain(outbox) == [("text", "accepted")]
    assert lost(outbox, rows(outbox)[0].id)
    assert lost(outbox, rows(outbox)[0].id) is False, "a receipt that comes twice"
    outbox.worker.drain()
    assert chain(outbox) == [("text", "undelivered"), ("call", "failed"), ("email", "accepted")]
    assert "A main" not in ways[Way.EMAIL].sent[0].body
    assert "\n\nΛόγω βλάβης στον αγωγό." in ways[Way.EMAIL].sent[0].body, "in the form of that way"
    assert len({row.subscriber_id for row in rows(outbox)}) == 1


def test_a_receipt_that_is_taken_elsewhere_wakes_the_worker(outbox: Post, ways: dict[Way, Gateway]) -> None:
    subscribe(outbox.core, outbox.town, TEXT, MAIL)
    told(outbox)
    outbox.worker.drain()
    now, (first,) = outbox.core.clock.now(), rows(outbox)
    for fault, seconds in ((Fault.ONCE, range(300, 361)), (Fault.PERMANENT, range(1))):
        outbox.set(first.id, state="accepted")
        with outbox.database.work(outbox.town) as work:
            assert receipt(work, first.id, MessageState.UNDELIVERED, "30008", now, fault)
            assert int((work.due["messages"] - now).total_seconds()) in seconds  # type: ignore[attr-defined]


def test_who_speaks_no_language_of_the_town_any_more_has_a_next_way(outbox: Post, ways: dict[Way, Gateway]) -> None:
    subscribe(outbox.core, outbox.town, TEXT, MAIL, language="de")
    told(outbox)
    outbox.worker.drain()
    assert lost(outbox, rows(outbox)[0].id)
    outbox.worker.drain()
    assert "\n\nΛόγω βλάβης στον αγωγό." in ways[Way.EMAIL].sent[0].body, "in the town's first language"


def test_two_receipts_at_once_write_one_message(outbox: Post, ways: dict[Way, Gateway]) -> None:
    subscribe(outbox.core, outbox.town, TEXT, MAIL)
    told(outbox)
    outbox.worker.drain()
    id_, together, applied = rows(outbox)[0].id, threading.Barrier(4), []

    def report() -> None:
        together.wait()
        applied.append(lost(outbox, id_))

    threads = [threading.Thread(target=report) for _each in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert sorted(applied) == [False, False, False, True]
    assert chain(outbox) == [("text", "undelivered"), ("email", "queued")]


def test_who_said_stop_gets_no_text_and_is_told_by_another_way_they_allowed(outbox: Post, ways: dict[Way, Gateway]) -> None:
    subscribe(outbox.core, outbox.town, TEXT, (Way.TEXT, "+306912300002"), MAIL)
    subscribe(outbox.core, outbox.town, (Way.TEXT, "+306912300003"))
    told(outbox)
    with outbox.database.work(outbox.town) as work:
        for number in ("+306912300001", "+306912300002", "+306912300003"):
            consent.record(work, Way.TEXT, number, False, "sms", "ΣΤΟΠ", outbox.core.clock.now())
    outbox.worker.drain()
    assert ways[Way.TEXT].sent == []
    assert [letter.to for letter in ways[Way.EMAIL].sent] == ["maria@example.org"]
    assert sorted((row.way, row.state) for row in rows(outbox)) == [
        ("email", "accepted"), ("text", "stopped"), ("text", "stopped")
    ], "nobody calls those whom no way reaches: it was an announcement"  # fmt: skip


def test_a_handset_that_is_off_is_tried_again_after_hours_and_in_an_emergency_the_next_way_at_once(
    outbox: Post, ways: dict[Way, Gateway]
) -> None:
    subscribe(outbox.core, outbox.town, TEXT, MAIL)
    told(outbox)
    outbox.worker.drain()
    id_ = rows(outbox)[0].id
    for waited in (1, 4):
        first = rows(outbox)[0].provider_id or ""
        assert lost(outbox, id_, Fault.AWAY, first)
        assert lost(outbox, id_, Fault.AWAY, first) is False, "of the same try"
        row = rows(outbox)[0]
        assert (row.state, row.provider_id) == ("queued", None)
        assert waited * 3600 <= (row.due_at - outbox.core.clock.now()).total_seconds() <= waited * 3600 * 1.2
        outbox.core.clock.set(row.due_at)  # type: ignore[attr-defined]
        outbox.worker.drain()
    assert lost(outbox, id_, Fault.AWAY)
    assert chain(outbox) == [("text", "undelivered"), ("email", "queued")]
    assert len(ways[Way.TEXT].sent) == 3
    outbox.worker.drain()

    told(outbox, Kind.EMERGENCY)
    outbox.worker.drain()
    emergency = next(row for row in rows(outbox) if row.priority == 1)
    assert lost(outbox, emergency.id, Fault.AWAY)
    outbox.worker.drain()
    assert len(ways[Way.EMAIL].sent) == 2


def test_a_late_receipt_of_the_try_before_changes_nothing_unless_it_arrived_after_all(
    outbox: Post, ways: dict[Way, Gateway]
) -> None:
    id_ = outbox.write()
    outbox.worker.drain()
    assert lost(outbox, id_, Fault.ONCE, "SMfirst") is False, "of a try that we know nothing of"
    assert lost(outbox, id_, Fault.ONCE, outbox.look(id_).provider_id or "")
    with outbox.database.work(outbox.town) as work:
        assert receipt(work, id_, MessageState.ACCEPTED, "", outbox.core.clock.now(), provider_id="SMfirst") is False
    assert outbox.state(id_) == "queued", "“sent” of the try before does not make the next one needless"
    with outbox.database.work(outbox.town) as work:
        assert receipt(work, id_, MessageState.DELIVERED, "", outbox.core.clock.now(), provider_id="SMfirst")
    outbox.core.clock.move(hours=1)  # type: ignore[attr-defined]
    outbox.worker.drain()
    assert (outbox.state(id_), len(ways[Way.TEXT].sent)) == ("delivered", 1)


def test_a_request_is_told_at_another_address_its_person_proved_and_else_by_hand(outbox: Post, ways: dict[Way, Gateway]) -> None:
    core, town, now = outbox.core, outbox.town, outbox.core.clock.now()
    with_person, without = file_one(core, town), file_one(core, town)
    with core.database.work(town) as work:
        person = _person(work, now)
        work.session.add(PersonContact(id=new_id(), person_id=person, way="email", address="maria@example.org", proved_at=now))
        for one, whose in ((with_person, person), (without, None)):
            request = work.session.get_one(Request, (town.id, one.id))
            request.person_id, request.tell_by, request.tell_to = whose, "text", "+306912300001"
            work.session.flush()
            tell(work, request, "Έγινε.", now)
    outbox.gateways = {**outbox.gateways, Way.TEXT: (Refusing("+306912300001", Never("21614")),)}  # type: ignore[dict-item]
    outbox.worker.drain()
    assert [letter.to for letter in ways[Way.EMAIL].sent] == ["maria@example.org"]
    with core.database.reading(town) as work:
        listed = byhand.untold(work, ["lighting"])
    assert [one.reference for one in listed] == [without.reference]


def _person(work: Work, now: datetime) -> int:
    row = Person(
        id=new_id(),
        last_name="",
        first_name="",
        father_name="",
        mother_name="",
        birth_year=None,
        merged_into=None,
        created_at=now,
    )
    work.session.add(row)
    work.session.flush()
    return row.id
