"""From an alert to what people are handed: two persons, one text a person, and updates to the same people."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core.announcements.tables import Announcement
from core.emergencies import writing
from core.emergencies.importing import as_before
from core.emergencies.releasing import release
from core.emergencies.tables import Alert
from core.emergencies.vocabulary import Type
from core.errors import Conflict, NotAllowed
from core.messages.alphabet import segments
from core.messages.tables import Message
from core.people.contact import Way
from core.subscriptions.tables import Subscriber
from tests.announced import subscribe
from tests.core.emergencies.conftest import AUTHOR, RELEASER, SITE, Hall

ONE, TWO, THREE, FOUR = (f"+30691234560{digit}" for digit in (1, 2, 3, 4))


def test_whoever_wrote_it_cannot_let_it_out_nor_what_nobody_has_seen(hall: Hall) -> None:
    now = hall.core.clock.now()
    with hall.core.database.work(hall.town) as work:
        alert = writing.draft(work, hall.written(), AUTHOR, now)
        with pytest.raises(Conflict):
            release(work, alert, RELEASER, alert.revision, now, SITE)
        writing.ask(work, alert, now)
        with pytest.raises(NotAllowed):
            release(work, alert, AUTHOR, alert.revision, now, SITE)
        seen = alert.revision
        writing.change(work, alert, hall.written("wildfire"), RELEASER, now)
        writing.ask(work, alert, now)
        # Who changed the words is their author now, and who wrote them first may let them out, once they read them.
        with pytest.raises(NotAllowed):
            release(work, alert, RELEASER, alert.revision, now, SITE)
        with pytest.raises(Conflict):
            release(work, alert, AUTHOR, seen, now, SITE)
        release(work, alert, AUTHOR, alert.revision, now, SITE)
        with pytest.raises(Conflict):
            release(work, alert, AUTHOR, alert.revision, now, SITE)


def test_112_comes_first_in_every_form_and_a_text_has_three_parts(hall: Hall) -> None:
    subscribe(hall.core, hall.town, (Way.TEXT, ONE), district="centre")
    subscribe(hall.core, hall.town, (Way.CALL, TWO), language="en")
    subscribe(hall.core, hall.town, (Way.EMAIL, "eleni@example.org"))
    subscribe(hall.core, hall.town, (Way.TEXT, THREE), district="south")
    alert = hall.send(hall.written(districts=("centre",)))
    told = hall.gateway.take()
    assert set(told) == {ONE, TWO, "eleni@example.org"}
    assert told[ONE].startswith("Κίνδυνος; Καλέστε το 112.") and segments(told[ONE]).count <= 3
    assert "Κέντρο" in told[ONE] and "Ανεβείτε σε όροφο" in told[ONE]
    assert told[TWO].startswith("In danger? Call 112.") and "Flood: Centre" in told[TWO]
    assert told["eleni@example.org"].startswith("Κίνδυνος; Καλέστε το 112.")
    with hall.core.database.reading(hall.town) as work:
        shown = work.session.scalars(select(Announcement)).one()
        # The body is read under the title.
        assert all(shown.texts["el"][part].startswith("Κίνδυνος; Καλέστε το 112.") for part in ("title", "short", "voice"))
        assert work.session.get_one(Alert, (hall.town.id, alert.id)).document.count("<info>") == 2


def test_what_endangers_nobody_does_not_send_people_to_112(hall: Hall) -> None:
    subscribe(hall.core, hall.town, (Way.TEXT, ONE))
    hall.send(hall.written("water-cut"))
    assert "112" not in hall.gateway.take()[ONE]


def test_an_update_and_the_all_clear_go_to_the_same_people_by_the_way_that_reached_them(hall: Hall) -> None:
    core, town = hall.core, hall.town
    subscribe(core, town, (Way.TEXT, ONE), district="centre")
    ended = subscribe(core, town, (Way.TEXT, TWO), district="centre")
    fell_back = subscribe(core, town, (Way.TEXT, THREE), (Way.CALL, "+302421012345"), district="centre")
    first = hall.send(hall.written(districts=("centre",)))
    assert len(hall.gateway.take()) == 3
    _fall_back(hall, fell_back, "+302421012345")
    subscribe(core, town, (Way.TEXT, FOUR), district="centre")
    with core.database.work(town) as work:
        work.execute(update(Subscriber).where(Subscriber.id == ended).values(state="ended"))
    core.clock.move(minutes=20)
    second = hall.send(as_before(first, core.clock.now()), first, Type.UPDATE)
    told = hall.gateway.take()
    assert set(told) == {ONE, "+302421012345"}
    assert "Νεότερα:" in told[ONE]
    core.clock.move(minutes=20)
    third = hall.send(as_before(second, core.clock.now()), second, Type.CANCEL)
    told = hall.gateway.take()
    assert set(told) == {ONE, "+302421012345"}
    assert "Λήξη συναγερμού:" in told[ONE] and "112" not in told[ONE]
    assert f"dimos@volos.example.org,{first.identifier},2026-11-16T11:30:00+02:00" in third.document
    assert f",{second.identifier},2026-11-16T11:50:00+02:00" in third.document
    with core.database.reading(town) as work:
        assert work.session.scalars(select(Announcement.stage)).one() == "withdrawn"


def test_an_update_goes_to_who_lives_in_what_it_adds_and_stops_what_is_not_true_any_more(hall: Hall) -> None:
    core, town = hall.core, hall.town
    for number, district in ((ONE, "centre"), (TWO, "south"), (THREE, "west")):
        subscribe(core, town, (Way.TEXT, number), district=district)
    first = hall.send(hall.written(districts=("centre",)))
    assert set(hall.gateway.take()) == {ONE}
    with core.database.work(town) as work:
        work.execute(update(Message).values(state="queued", due_at=core.clock.now().replace(year=2027)))
    wider = replace(as_before(first, core.clock.now()), districts=("centre", "south"))
    hall.send(wider, first, Type.UPDATE)
    assert set(hall.gateway.take()) == {ONE, TWO}
    with core.database.reading(town) as work:
        old = work.session.scalars(select(Message).order_by(Message.id)).first()
        assert old is not None and (old.state, old.reason) == ("failed", "superseded") and old.next_id is not None


def test_an_update_that_overtakes_the_alert_reaches_who_was_not_told_yet_and_an_all_clear_does_not(hall: Hall) -> None:
    core, town = hall.core, hall.town
    told = subscribe(core, town, (Way.TEXT, ONE), district="centre")
    first = hall.send(hall.written(districts=("centre",)))
    hall.gateway.take()
    # As if the worker had come no further when the update was sent.
    subscribe(core, town, (Way.TEXT, TWO), district="centre")
    subscribe(core, town, (Way.TEXT, THREE), district="south")
    with core.database.work(town) as work:
        work.execute(update(Announcement).values(told_at=None, told_up_to=told))
    second = hall.send(as_before(first, core.clock.now()), first, Type.UPDATE)
    assert set(hall.gateway.take()) == {ONE, TWO}
    subscribe(core, town, (Way.TEXT, FOUR), district="centre")
    hall.send(as_before(second, core.clock.now()), second, Type.CANCEL)
    assert set(hall.gateway.take()) == {ONE, TWO}
    with core.database.reading(town) as work:
        ends = work.session.scalars(select(Message.subscriber_id).where(Message.next_id.is_(None))).all()
        assert len(ends) == len(set(ends)) == 2


def _fall_back(hall: Hall, subscriber: int, number: str) -> None:
    """What the post room does when a text did not arrive: the next way, in a row of its own."""
    with hall.core.database.work(hall.town) as work:
        row = work.session.scalars(select(Message).where(Message.subscriber_id == subscriber)).one()
        fields = {column.name: getattr(row, column.name) for column in Message.__table__.columns}
        fresh = Message(**{**fields, "id": row.id + 1, "way": "call", "to": number, "state": "accepted"})
        row.state, row.next_id = "undelivered", fresh.id
        work.session.add(fresh)


def test_hours_begin_when_it_is_sent_but_another_authoritys_moment_stays(hall: Hall) -> None:
    core, began = hall.core, hall.core.clock.now()
    with core.database.work(hall.town) as work:
        own = writing.draft(work, hall.written(hours=2), AUTHOR, began)
        foreign = writing.draft(work, hall.written(hours=9, origin=("civil@example.gr", "1", "")), AUTHOR, began)
        for minutes in (60, 120):
            for alert in (own, foreign):
                writing.ask(work, alert, began + timedelta(minutes=minutes))
        core.clock.move(hours=3)
        for alert in (own, foreign):
            release(work, alert, RELEASER, alert.revision, core.clock.now(), SITE)
        assert own.expires_at == core.clock.now() + timedelta(hours=2)
        assert foreign.expires_at == began + timedelta(hours=9)


def test_an_update_in_one_language_alone_needs_the_word_that_both_say_the_same(hall: Hall) -> None:
    now = hall.core.clock.now()
    first = hall.send(hall.written("wildfire"))
    greek = {**first.texts, "el": {**first.texts["el"], "instruction": "Μείνετε μέσα."}}
    with hall.core.database.work(hall.town) as work:
        update = writing.draft(work, replace(as_before(first, now), texts=greek), AUTHOR, now, first, Type.UPDATE)
        writing.ask(work, update, now)
        with pytest.raises(Conflict) as refused:
            release(work, update, RELEASER, update.revision, now, SITE)
        assert refused.value.code == "same" and update.released_at is None
        release(work, update, RELEASER, update.revision, now, SITE, same=True)
    # The end of what endangered life is no less read, though nothing is urgent about it.
    with hall.core.database.work(hall.town) as work:
        end = writing.draft(work, replace(as_before(update, now), texts=first.texts), AUTHOR, now, update, Type.CANCEL)
        writing.ask(work, end, now)
        assert (end.urgency, end.severity) == ("Past", "Extreme")
        with pytest.raises(Conflict):
            release(work, end, RELEASER, end.revision, now, SITE)
        release(work, end, RELEASER, end.revision, now, SITE, same=True)
