"""From an alert to what people are handed: two persons, one text a person, and updates to the same people."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from core.adapters.database import Work
from core.announcements.briefs import over
from core.announcements.ledger import ledger
from core.announcements.tables import Announcement, AnnouncementForm
from core.emergencies import forms, progress, telling, writing
from core.emergencies.events import events
from core.emergencies.importing import as_before
from core.emergencies.releasing import release
from core.emergencies.tables import Alert
from core.emergencies.vocabulary import Type
from core.errors import Conflict, NotAllowed
from core.greek import has_greek
from core.messages.alphabet import segments
from core.messages.delivery import Delivery
from core.messages.falling_back import fall_back
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


def test_no_update_goes_out_after_the_all_clear_however_close_they_come(hall: Hall) -> None:
    core, now, ended = hall.core, hall.core.clock.now(), []
    one = hall.send(hall.written())
    with core.database.work(hall.town) as work:
        clear, late = (writing.draft(work, as_before(one, now), AUTHOR, now, one, type_) for type_ in (Type.CANCEL, Type.UPDATE))
        for row in (clear, late):
            writing.ask(work, row, now)

    def update_too() -> None:
        try:
            with core.database.work(hall.town) as work:
                release(work, writing.one(work, late.id, alone=True), RELEASER, late.revision, now, SITE)
        except Conflict as error:
            ended.append(error.code)

    other = threading.Thread(target=update_too)
    with core.database.work(hall.town) as work:
        release(work, writing.one(work, clear.id, alone=True), RELEASER, clear.revision, now, SITE)
        work.session.flush()
        other.start()
        other.join(1)
    other.join(30)
    assert ended == ["over"]


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


def test_an_update_and_the_all_clear_go_to_the_same_people_by_the_way_tried_last(hall: Hall) -> None:
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
        assert old is not None and (old.state, old.reason, old.next_id) == ("failed", "superseded", None)


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
        form = AnnouncementForm
        rows = work.execute(select(form.version, Message.subscriber_id).where(Message.form_id == form.id)).all()
        assert sorted(version for version, _subscriber in rows) == [1, 2, 2, 3, 3] and len(set(rows)) == 5


def test_an_update_changes_no_figure_of_what_was_told_before(hall: Hall) -> None:
    core, town = hall.core, hall.town
    subscribe(core, town, (Way.TEXT, ONE), district="centre")
    fell_back = subscribe(core, town, (Way.TEXT, TWO), (Way.CALL, "+302421012345"), district="centre")
    first = hall.send(hall.written(districts=("centre",)))
    _fall_back(hall, fell_back, "+302421012345")
    assert first.announcement_id is not None
    with core.database.reading(town) as work:
        before = ledger(work, first.announcement_id).of(1)
    assert before.told == 2
    core.clock.move(minutes=20)
    second = hall.send(as_before(first, core.clock.now()), first, Type.UPDATE)
    subscribe(core, town, (Way.TEXT, THREE), district="centre")
    with core.database.reading(town) as work:
        after = ledger(work, first.announcement_id)
        assert after.of(1) == before and after.of(2).told == 2
        # Each is counted once: by the newest version, and by the way that was tried last.
        assert progress.states(work, second) == {"accepted": 2}
        assert progress.audience(work, second, SITE, {}).ways() == {Way.TEXT: 1, Way.CALL: 1}


def test_what_an_update_made_old_falls_back_to_no_other_way(hall: Hall) -> None:
    core, town, now = hall.core, hall.town, hall.core.clock.now()
    subscribe(core, town, (Way.TEXT, ONE), (Way.CALL, "+302421012345"))
    first = hall.send(hall.written())
    hall.send(as_before(first, now), first, Type.UPDATE)
    with core.database.work(town) as work:
        old, new = work.session.scalars(select(Message).order_by(Message.id)).all()
        assert fall_back(work, old, now) is None and fall_back(work, new, now) is not None


def test_every_text_fits_and_no_voice_is_given_letters_that_it_cannot_read(hall: Hall) -> None:
    town, now = hall.town, hall.core.clock.now()
    with hall.core.database.work(town) as work:
        for event, kind in events().items():
            texts = {"el": {**kind.texts["el"], "headline": f"Κάτι έγινε: {{area}} {event}", "instruction": "Μείνετε μέσα. " * 9}}
            texts |= {"en": {"headline": "Something " * 4, "instruction": "Stay where you are. " * 25}}
            both = writing.draft(work, hall.written(event, texts=texts), AUTHOR, now)
            assert [over(forms.said(town, both, language, SITE).text) for language in ("el", "en")] == [0, 0]
            greek = writing.draft(work, hall.written(event, texts={"el": texts["el"]}, districts=("centre",)), AUTHOR, now)
            voice = forms.said(town, greek, "en", SITE).voice
            assert not has_greek(voice) and voice.endswith("The announcement is written in Greek only.")
            assert "Centre" in voice and "It holds until" in voice
            # In Albanian nothing is called by a name, and the districts have Greek ones.
            assert not has_greek(forms.said(town, greek, "sq", SITE).voice)
        flood = writing.draft(work, hall.written(texts={"el": texts["el"]}, districts=("centre",)), AUTHOR, now)
        assert forms.said(town, flood, "en", SITE).voice.startswith("In danger? Call 112. ")
        assert " Flood. It concerns: Centre. " in forms.said(town, flood, "en", SITE).voice


def test_telling_again_goes_on_slice_by_slice_and_what_is_queued_is_delivered_in_between(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    core, town = hall.core, hall.town
    heard: list[str] = []
    monkeypatch.setattr(telling, "BATCH", 1)
    monkeypatch.setattr(Work, "wake", _heard(heard, Work.wake))
    people = [subscribe(core, town, (Way.TEXT, number), district="centre") for number in (ONE, TWO, THREE)]
    subscribe(core, town, (Way.TEXT, FOUR), district="south")
    first = hall.send(hall.written(districts=("centre",)))
    hall.gateway.take()
    with core.database.work(town) as work:
        work.execute(update(Subscriber).where(Subscriber.id == people[1]).values(state="ended"))
        wider = writing.draft(
            work, replace(as_before(first, core.clock.now()), districts=()), AUTHOR, core.clock.now(), first, Type.UPDATE
        )
        writing.ask(work, wider, core.clock.now())
        release(work, wider, RELEASER, wider.revision, core.clock.now(), SITE)
    payload = {"announcement": first.announcement_id, "version": 2}
    again, slices = telling.TellAgain(core.database, core.clock, seconds=0), []
    while True:
        heard.clear()
        more = again(town, payload)
        assert (more is not None) == ("messages" in heard)
        if more is None:
            break
        Delivery(core.database, core.directory, core.clock, core.codes, {Way.TEXT: (hall.gateway,)}, hall.gateway).run()
        slices.append(set(hall.gateway.take()))
    assert slices == [{ONE}, {THREE}, {FOUR}]
    hall.work()
    assert hall.gateway.sent == []


def test_who_speaks_what_the_town_has_given_up_is_told_in_its_own_language_and_keeps_nobody_from_it(hall: Hall) -> None:
    core, town = hall.core, hall.town
    subscribe(core, town, (Way.TEXT, ONE), language="en", district="centre")
    subscribe(core, town, (Way.TEXT, TWO), district="centre")
    first = hall.send(hall.written(districts=("centre",)))
    assert set(hall.gateway.take()) == {ONE, TWO}
    hall.town = replace(town, languages=("el",))
    hall.send(as_before(first, core.clock.now()), first, Type.CANCEL)
    letters = {one.to: one for one in hall.gateway.sent}
    assert set(letters) == {ONE, TWO}
    assert letters[ONE].body == letters[TWO].body and letters[ONE].language == "el"


def _heard(heard: list[str], wake: Callable[[Work, str, datetime], None]) -> Callable[[Work, str, datetime], None]:
    """What a transaction says that it makes due, kept in a list."""

    def also(self: Work, what: str, due: datetime) -> None:
        heard.append(what)
        wake(self, what, due)

    return also


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
