"""Messages: handed over once, tried again only where that is safe, stopped by a STOP at the last moment."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from core.announcements.publishing import publish
from core.announcements.tables import Announcement
from core.announcements.telling import Telling
from core.bootstrap import Core
from core.codes import CodeKey
from core.errors import Unavailable
from core.messages import marking, preparing
from core.messages.delivery import BACKOFF
from core.messages.outbox import MessageState, receipt
from core.messages.sending import Letter, Never, OptedOut, TryAgain, Uncertain
from core.messages.tables import Message, Receipt
from core.people import consent
from core.people.contact import Way
from core.ports import Work
from core.requests.filing import file
from core.requests.receiptcode import receipt_code
from tests.announced import announce, subscribe
from tests.core.messages.conftest import Gateway, Post, Refusing
from tests.filed import MOBILE, submission


def report(outbox: Post, id_: int, *states: MessageState) -> list[bool]:
    with outbox.database.work(outbox.town) as work:
        return [receipt(work, id_, state, "", outbox.core.clock.now()) for state in states]


def stop(outbox: Post, address: str = MOBILE, given: bool = False) -> None:
    with outbox.database.work(outbox.town) as work:
        consent.record(work, Way.TEXT, address, given, "sms", "STOP", outbox.core.clock.now())


def test_a_message_is_handed_over_once_and_accepted(outbox: Post) -> None:
    id_ = outbox.write("Έγινε.")
    for _round in range(3):
        outbox.delivery.run()

    assert [one.body for one in outbox.real.sent] == ["Έγινε."]
    letter, row = outbox.real.sent[0], outbox.look(id_)
    assert (letter.to, letter.sender, letter.town, letter.id) == (MOBILE, "+302421000001", "volos", id_)
    assert (row.state, row.attempts, row.parts, row.leased_until) == ("accepted", 1, 2, None)
    assert row.provider_id


def test_nothing_of_a_transaction_that_was_rolled_back_is_sent(outbox: Post) -> None:
    class ChangedMind(Exception):
        pass

    from core.messages.outbox import Draft, post

    with pytest.raises(ChangedMind), outbox.database.work(outbox.town) as work:  # noqa: PT012
        post(work, Draft(Way.TEXT, MOBILE, "όχι", "el", "notice"), outbox.core.clock.now())
        raise ChangedMind
    outbox.delivery.run()
    assert outbox.real.sent == []


def test_what_is_surely_not_accepted_is_tried_again_later_and_later_and_then_given_up(outbox: Post) -> None:
    """It alone: others go well meanwhile, so it is not the gateway."""
    id_ = outbox.write(to="+306900000099")
    outbox.real = Refusing("+306900000099", TryAgain("greylisted"))
    waits = []
    for _try in range(len(BACKOFF) + 1):
        outbox.write("άλλο")
        outbox.worker.drain()
        row = outbox.look(id_)
        outbox.worker.drain()
        assert outbox.look(id_).attempts == row.attempts, "not before its time"
        if row.state == "queued":
            waits.append(row.due_at - outbox.core.clock.now())
            outbox.core.clock.set(row.due_at)  # type: ignore[attr-defined]

    assert len(waits) == len(BACKOFF)
    assert all(least <= wait <= least * 1.2 for wait, least in zip(waits, BACKOFF, strict=True))
    tried = [letter for letter in outbox.real.sent if letter.id == id_]
    assert (outbox.state(id_), len(tried)) == ("failed", len(BACKOFF) + 1)
    outbox.core.clock.move(days=2)  # type: ignore[attr-defined]
    outbox.worker.drain()
    assert len([letter for letter in outbox.real.sent if letter.id == id_]) == len(BACKOFF) + 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_tried_again_and_accepted_was_sent_with_the_same_words(outbox: Post) -> None:
    outbox.real.answers = [TryAgain("connect")]
    id_ = outbox.write("Έγινε.")
    outbox.delivery.run()
    outbox.core.clock.set(outbox.look(id_).due_at)  # type: ignore[attr-defined]
    outbox.delivery.run()
    assert (outbox.state(id_), [one.body for one in outbox.real.sent]) == ("accepted", ["Έγινε."] * 2)


@pytest.mark.parametrize(
    ("refusal", "state"),
    [
        (Never("21211"), "failed"),
        (Uncertain("ReadTimeout"), "uncertain"),
        (OptedOut("21610"), "stopped"),
        (ValueError("the library's own defect"), "uncertain"),
    ],
)
def test_what_is_refused_for_ever_or_uncertain_is_not_sent_again(outbox: Post, refusal: Exception, state: str) -> None:
    outbox.real.answers = [refusal]
    id_, next_one = outbox.write("α"), outbox.write("β", to="+306900000002")
    outbox.delivery.run()
    outbox.core.clock.move(days=3)  # type: ignore[attr-defined]
    outbox.delivery.run()

    assert (outbox.state(id_), outbox.state(next_one)) == (state, "accepted")
    assert len(outbox.real.sent) == 2


def test_an_opt_out_that_the_provider_knows_of_is_a_stop_from_then_on(outbox: Post) -> None:
    outbox.real.answers = [OptedOut("21610")]
    outbox.write("α")
    second = outbox.write("β")
    outbox.delivery.run()
    third = outbox.write("γ")
    outbox.delivery.run()

    assert [outbox.state(one) for one in (second, third)] == ["stopped", "stopped"]
    assert [one.body for one in outbox.real.sent] == ["α"]


def test_a_stop_between_writing_and_handing_over_stops_the_message(outbox: Post) -> None:
    id_, other = outbox.write(), outbox.write(to="+306900000002")
    stop(outbox)
    outbox.delivery.run()
    assert (outbox.state(id_), outbox.look(id_).reason, outbox.state(other)) == ("stopped", "stop", "accepted")


def test_a_stop_between_leasing_and_handing_over_stops_the_message_too(outbox: Post) -> None:
    first, second = outbox.write("α", to="+306900000002"), outbox.write("β")
    # While the first one is being handed over, the second one's citizen says STOP.
    outbox.real.answers = [lambda _letter: stop(outbox)]
    outbox.delivery.run()
    assert (outbox.state(first), outbox.state(second)) == ("accepted", "stopped")


def test_a_stop_is_of_texts_and_of_that_town_alone(outbox: Post) -> None:
    stop(outbox)
    email = outbox.write(way=Way.EMAIL, to="maria@example.org")
    outbox.delivery.run()
    assert outbox.state(email) == "accepted"
    elsewhere = outbox.core.directory.by_key("corfu")
    outbox.write(town=elsewhere)
    outbox.delivery.run()
    assert [one.town for one in outbox.console.sent] == ["corfu"]


def test_after_a_start_messages_go_again(outbox: Post) -> None:
    stop(outbox)
    stop(outbox, given=True)
    id_ = outbox.write()
    outbox.delivery.run()
    assert outbox.state(id_) == "accepted"


def test_a_demonstration_towns_messages_never_leave_whatever_is_configured(outbox: Post) -> None:
    demonstration = outbox.core.directory.by_key("trikala")
    for way, to in ((Way.TEXT, MOBILE), (Way.EMAIL, "maria@example.org")):
        outbox.write(way=way, to=to, town=demonstration)
    outbox.delivery.run()
    assert outbox.real.sent == []
    assert len(outbox.console.sent) == 2


def test_what_no_machine_can_deliver_goes_to_people(outbox: Post) -> None:
    outbox.gateways = {}
    by_text = outbox.write()
    by_call, by_letter = outbox.write(way=Way.CALL), outbox.write(way=Way.LETTER, to="Ασκληπιού 12")
    nowhere = outbox.write(way=Way.EMAIL, to="")
    outbox.delivery.run()
    assert {outbox.state(one) for one in (by_text, by_call, by_letter, nowhere)} == {"by_hand"}


def test_the_lease_of_a_worker_that_died_before_sending_is_given_to_the_next(outbox: Post) -> None:
    id_ = outbox.write()
    outbox.set(id_, state="leased", leased_until=outbox.core.clock.now() + timedelta(minutes=2))
    outbox.delivery.run()
    assert outbox.real.sent == [], "it may be alive"
    outbox.core.clock.move(minutes=3)  # type: ignore[attr-defined]
    outbox.delivery.run()
    assert (outbox.state(id_), len(outbox.real.sent)) == ("accepted", 1)


def test_what_a_worker_was_sending_when_it_died_is_uncertain_and_not_sent_again(outbox: Post) -> None:
    id_ = outbox.write()
    outbox.set(id_, state="sending", leased_until=outbox.core.clock.now() + timedelta(minutes=2))
    outbox.core.clock.move(minutes=3)  # type: ignore[attr-defined]
    outbox.delivery.run()
    assert (outbox.state(id_), outbox.look(id_).reason, outbox.real.sent) == ("uncertain", "worker-died", [])


def test_several_workers_at_once_send_each_message_once(outbox: Post) -> None:
    ids = [outbox.write(f"{number}", to=f"+3069000006{number:02d}") for number in range(30)]
    together = threading.Barrier(3)

    def work() -> None:
        together.wait()
        for _round in range(4):
            outbox.delivery.run()

    threads = [threading.Thread(target=work) for _each in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert sorted(letter.id for letter in outbox.real.sent) == sorted(ids)


def test_a_worker_that_took_too_long_leaves_the_message_to_who_leased_it_after(outbox: Post) -> None:
    """The first worker hangs in one message while its lease of the next runs out and another worker sends that one."""
    slow, next_one = outbox.write("αργό"), outbox.write("επόμενο", to="+306900000002")
    other = Post(outbox.core, outbox.town, Gateway(), Gateway())

    def hang(_letter: Letter) -> None:
        outbox.core.clock.move(minutes=5)  # type: ignore[attr-defined]
        other.delivery.run()

    outbox.real.answers = [hang]
    outbox.delivery.run()
    sent = [one.body for one in (*outbox.real.sent, *other.real.sent)]
    assert sorted(sent) == ["αργό", "επόμενο"]
    assert (outbox.state(slow), outbox.state(next_one)) == ("accepted", "accepted")


def test_receipts_lead_forward_only_in_whatever_order_they_come(outbox: Post) -> None:
    id_ = outbox.write()
    outbox.delivery.run()
    assert report(outbox, id_, MessageState.DELIVERED, MessageState.ACCEPTED, MessageState.DELIVERED) == [
        True, False, False
    ]  # fmt: skip
    assert outbox.state(id_) == "delivered"
    assert report(outbox, id_, MessageState.FAILED) == [False]
    with outbox.database.reading(outbox.town) as work:
        assert work.execute(select(func.count(Receipt.id))).scalar_one() == 4, "every word of the provider is kept"


def test_a_receipt_that_comes_before_the_gateways_answer_is_not_undone_by_it(outbox: Post) -> None:
    early: list[bool] = []
    outbox.real.answers = [lambda letter: early.extend(report(outbox, letter.id, MessageState.DELIVERED))]
    id_ = outbox.write()
    outbox.delivery.run()
    assert (early, outbox.state(id_)) == ([True], "delivered")
    assert outbox.look(id_).provider_id


@pytest.mark.parametrize("refusal", [Uncertain("ReadTimeout"), TryAgain("connect"), Never("x")])
def test_a_receipt_that_overtook_a_timeout_knows_better(outbox: Post, refusal: Exception) -> None:
    def deliver_then_fail(letter: Letter) -> None:
        report(outbox, letter.id, MessageState.DELIVERED)
        raise refusal

    outbox.real.answers = [deliver_then_fail]
    id_ = outbox.write()
    outbox.delivery.run()
    outbox.core.clock.move(hours=1)  # type: ignore[attr-defined]
    outbox.delivery.run()
    assert (outbox.state(id_), len(outbox.real.sent)) == ("delivered", 1)


def test_an_uncertain_message_is_cleared_up_by_its_receipt(outbox: Post) -> None:
    outbox.real.answers = [Uncertain("ReadTimeout")]
    id_ = outbox.write()
    outbox.delivery.run()
    assert report(outbox, id_, MessageState.DELIVERED) == [True]
    assert outbox.state(id_) == "delivered"


def test_a_receipt_of_nothing_we_know_is_ignored(outbox: Post) -> None:
    assert report(outbox, 12345, MessageState.DELIVERED) == [False]
    theirs = outbox.write(town=outbox.core.directory.by_key("corfu"))
    assert report(outbox, theirs, MessageState.FAILED) == [False], "another town's message is none of ours"


def test_the_receipt_code_is_in_the_message_that_leaves_and_in_none_that_is_kept(outbox: Post) -> None:
    from core.messages.outbox import Draft, post
    from core.requests.receiptcode import CODE_MARK

    core, town = outbox.core, outbox.town
    with outbox.database.work(town) as work:
        filed = file(work, submission(core, town), core.clock.now())
        draft = Draft(Way.TEXT, MOBILE, f"Κωδικός: {CODE_MARK}.", "el", "receipt", request_id=filed.id)
        id_ = post(work, draft, core.clock.now())
    outbox.delivery.run()
    code = receipt_code(core.codes, town.id, filed.reference)
    assert outbox.real.sent[0].body == f"Κωδικός: {code}."
    assert code not in outbox.look(id_).body


def test_messages_of_a_town_that_another_process_has_just_added_are_delivered(outbox: Post, make_core: object) -> None:
    """This process read the directory a moment ago."""
    from dataclasses import replace

    assert outbox.core.directory.all()
    other: Core = make_core()  # type: ignore[operator]
    fresh = other.directory.add(
        replace(outbox.town, key="lamia", hosts=("lamia.example.org",), numbers=("+302231000001",)), other.clock.now()
    )
    outbox.write(town=fresh)
    outbox.delivery.run()
    assert [one.town for one in outbox.real.sent] == ["lamia"]
    with other.database.reading(fresh) as work:
        assert work.execute(select(Message.state)).scalars().all() == ["accepted"]


@pytest.mark.parametrize("number", ["+881612345678", "+309011234567", "+35799123456"])
def test_a_number_that_costs_whatever_somebody_likes_is_left_to_a_person(outbox: Post, number: str) -> None:
    one = outbox.write(to=number)
    outbox.worker.drain()
    assert (outbox.state(one), outbox.look(one).reason) == ("by_hand", "number")
    assert outbox.real.sent == []


def test_a_message_that_cannot_be_written_fails_with_its_reason_and_stops_no_other(outbox: Post) -> None:
    core, town = outbox.core, outbox.town
    subscribe(core, town, (Way.TEXT, "+306912300001"))
    subscribe(core, town, (Way.TEXT, "+306912300002"))
    id_ = announce(core, town)
    Telling(core.database, core.clock)(town, {"announcement": id_, "version": 1})
    with core.database.work(town) as work:
        broken = work.execute(select(Message.id).order_by(Message.id).limit(1)).scalar_one()
        work.execute(update(Message).where(Message.id == broken).values(form_id=1))
    outbox.worker.drain()
    assert (outbox.state(broken), outbox.look(broken).reason) == ("failed", "no-form")
    assert [letter.to for letter in outbox.real.sent] == ["+306912300002"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_defect_in_one_message_of_a_batch_ends_that_one(outbox: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [outbox.write(to=f"+30690000040{number}") for number in range(3)]
    right = preparing.with_codes

    def wrong(work: Work, row: Message, codes: CodeKey, now: datetime) -> str:
        if row.id == ids[1]:
            raise ZeroDivisionError
        return right(work, row, codes, now)

    monkeypatch.setattr(preparing, "with_codes", wrong)
    outbox.worker.drain()
    assert [outbox.state(id_) for id_ in ids] == ["accepted", "by_hand", "accepted"]
    assert outbox.look(ids[1]).reason == "ZeroDivisionError"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_was_corrected_meanwhile_is_not_told_any_more(outbox: Post) -> None:
    core, town = outbox.core, outbox.town
    subscribe(core, town, (Way.TEXT, "+306912300001"))
    id_ = announce(core, town)
    telling = Telling(core.database, core.clock)
    telling(town, {"announcement": id_, "version": 1})
    with core.database.work(town) as work:
        publish(work, work.session.get_one(Announcement, (town.id, id_)), "staff:2", core.clock.now(), "corrected")
    telling(town, {"announcement": id_, "version": 2})
    outbox.worker.drain()
    with core.database.reading(town) as work:
        rows = work.execute(select(Message.state, Message.reason).order_by(Message.id)).all()
    assert rows == [("stopped", "superseded"), ("accepted", "")]


@pytest.mark.parametrize("stage", ["published", "expired"])
def test_what_is_over_is_not_told_any_more_by_any_way_but_that_it_is_withdrawn_is(outbox: Post, stage: str) -> None:
    core, town = outbox.core, outbox.town
    subscribe(core, town, (Way.TEXT, "+306912300001"), (Way.EMAIL, "maria@example.org"))
    over = announce(core, town, valid_until=core.clock.now() + timedelta(hours=1))
    telling = Telling(core.database, core.clock)
    telling(town, {"announcement": over, "version": 1})
    core.clock.move(hours=2)  # type: ignore[attr-defined]
    with core.database.work(town) as work:
        work.session.get_one(Announcement, (town.id, over)).stage = stage
    outbox.worker.drain()
    with core.database.work(town) as work:
        assert work.execute(select(Message.state, Message.reason)).all() == [("stopped", "over")]
        publish(work, work.session.get_one(Announcement, (town.id, over)), "staff:2", core.clock.now(), "withdrawn", "Λάθος")
    telling(town, {"announcement": over, "version": 2})
    outbox.worker.drain()
    assert [letter.to for letter in outbox.real.sent] == ["+306912300001"]


def test_what_a_gateway_said_while_the_database_was_away_is_not_forgotten(outbox: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    id_, delivery = outbox.write(), outbox.delivery
    accepted = marking.accepted

    def away(*_arguments: object) -> None:
        raise Unavailable("database", "")

    monkeypatch.setattr(marking, "accepted", away)
    for _round in range(2):
        with pytest.raises(Unavailable):
            delivery.run()
    assert outbox.state(id_) == "sending"
    monkeypatch.setattr(marking, "accepted", accepted)
    outbox.core.clock.move(minutes=5)  # type: ignore[attr-defined]
    delivery.run()
    assert (outbox.state(id_), len(outbox.real.sent)) == ("accepted", 1)
