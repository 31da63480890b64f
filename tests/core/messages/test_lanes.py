"""What goes first, what holds nobody up, and how fast: lanes, limits, breakers, the second gateway."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from core.announcements.kinds import Kind
from core.announcements.telling import Telling
from core.messages.limits import Limits
from core.messages.outbox import Draft, post
from core.messages.sending import Never, TryAgain, Uncertain
from core.messages.tables import Line, Message
from core.people.contact import Way
from tests.announced import announce, subscribe
from tests.core.messages.conftest import Gateway, Post

# What the statements of both databases have no part in.
ON_ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def told(outbox: Post, kind: Kind = Kind.INTERRUPTION, **fields: Any) -> int:
    """An announcement whose messages are in the outbox, and not delivered yet."""
    id_ = announce(outbox.core, outbox.town, kind, **fields)
    telling = Telling(outbox.database, outbox.core.clock)
    telling(outbox.town, {"announcement": id_, "version": 1})
    return id_


def subscribers(outbox: Post, count: int, *more: tuple[Way, str]) -> None:
    for number in range(count):
        subscribe(outbox.core, outbox.town, (Way.TEXT, f"+3069123{number:05d}"), *more)


def line_of(outbox: Post, gateway: str = "told", way: Way = Way.TEXT) -> Line:
    with outbox.database.reading(outbox.town) as work:
        line = work.session.get_one(Line, (outbox.town.id, str(way), gateway))
        work.session.expunge(line)
        return line


def states(outbox: Post) -> list[str]:
    with outbox.database.reading(outbox.town) as work:
        return sorted(work.execute(select(Message.state)).scalars())


@ON_ONE
def test_codes_go_first_then_emergencies_then_notices_then_the_rest(outbox: Post) -> None:
    subscribers(outbox, 1)
    told(outbox)
    outbox.write("notice", to="+306900000001")
    told(outbox, Kind.EMERGENCY)
    with outbox.database.work(outbox.town) as work:
        work.execute(
            update(Message).where(Message.purpose == "notice").values(due_at=outbox.core.clock.now() - timedelta(hours=1))
        )
        code = post(work, Draft(Way.TEXT, "+306900000002", "x", "el", "receipt"), outbox.core.clock.now())
        work.execute(update(Message).where(Message.id == code).values(priority=0))
    outbox.worker.drain()
    assert [letter.purpose for letter in outbox.real.sent] == ["receipt", "emergency", "notice", "announcement"]


def test_an_emergency_overtakes_what_is_being_told_to_many(outbox: Post) -> None:
    subscribers(outbox, 8)
    told(outbox)
    delivery = outbox.delivery
    object.__setattr__(delivery, "limits", Limits({Way.TEXT: 1.5}))
    delivery.run()
    assert {letter.purpose for letter in outbox.real.sent} == {"announcement"}
    before = len(outbox.real.sent)
    told(outbox, Kind.EMERGENCY)
    for _second in range(30):
        outbox.core.clock.move(seconds=1)  # type: ignore[attr-defined]
        delivery.run()
    after = [letter.purpose for letter in outbox.real.sent[before:]]
    assert after == ["emergency"] * 8 + ["announcement"] * (8 - before)


def test_a_line_is_fed_as_fast_as_it_may_by_all_workers_together_and_by_parts(outbox: Post) -> None:
    for number in range(60):
        outbox.write("Έγινε. " * (15 if number % 2 else 1), to=f"+3069000007{number:02d}")
    limits = Limits({Way.TEXT: 10})
    workers = [outbox.delivery, outbox.delivery]
    for one in workers:
        object.__setattr__(one, "limits", limits)
    counts = []
    for _second in range(12):
        for one in workers:
            one.run()
        counts.append(sum(1 if len(letter.body) < 70 else 2 for letter in outbox.real.sent))
        outbox.core.clock.move(seconds=1)  # type: ignore[attr-defined]
    # Two seconds' worth at first, and never more than the rate after: the last message may reach one part beyond.
    assert all(done <= 20 + 10 * second + 1 for second, done in enumerate(counts))
    assert counts[-1] == 90, "and no slower than that"


def test_a_lane_that_cannot_move_holds_up_no_other(outbox: Post) -> None:
    """One town's texts are throttled; its e-mails, and the texts of another town, go."""
    from dataclasses import replace

    lamia = outbox.core.directory.add(
        replace(outbox.town, key="lamia", hosts=("lamia.example.org",), numbers=("+302231000001",)), outbox.core.clock.now()
    )
    for number in range(5):
        outbox.write(to=f"+30690000080{number}")
    email, other = outbox.write(way=Way.EMAIL, to="maria@example.org"), outbox.write(town=lamia)
    delivery = outbox.delivery
    object.__setattr__(delivery, "limits", Limits({Way.TEXT: 0.5}))
    delivery.run()
    assert {email, other} <= {letter.id for letter in outbox.real.sent}
    assert sum(letter.town == "volos" and letter.to.startswith("+30") for letter in outbox.real.sent) == 1


def test_a_gateway_that_is_away_is_left_alone_and_nothing_fails_for_it(outbox: Post) -> None:
    ids = [outbox.write(to=f"+30690000090{number}") for number in range(9)]
    outbox.real.answers = [TryAgain("connect")] * 100
    for _round in range(60):
        outbox.worker.drain()
        outbox.core.clock.move(minutes=30)  # type: ignore[attr-defined]
    tried = len(outbox.real.sent)
    assert states(outbox) == ["queued"] * 9
    assert tried < 5 + 60 * 2, "one try at a time, and pauses between them"
    assert line_of(outbox).down_since is not None

    outbox.real.answers = []
    outbox.core.clock.move(hours=16)  # type: ignore[attr-defined]
    outbox.worker.drain()
    assert [outbox.state(id_) for id_ in ids] == ["accepted"] * 9
    assert (line_of(outbox).failures, line_of(outbox).down_since, line_of(outbox).open_until) == (0, None, None)


@ON_ONE
def test_half_open_one_message_tries_and_the_others_wait_for_it(outbox: Post) -> None:
    for number in range(9):
        outbox.write(to=f"+30690000091{number}")
    outbox.real.answers = [Uncertain("ReadTimeout")] * 5
    outbox.worker.drain()
    assert (len(outbox.real.sent), states(outbox)) == (5, ["queued"] * 4 + ["uncertain"] * 5)
    outbox.core.clock.move(minutes=1)  # type: ignore[attr-defined]
    other = Post(outbox.core, outbox.town, Gateway(), Gateway())
    outbox.real.answers = [lambda _letter: other.delivery.run()]
    outbox.delivery.run()
    assert other.real.sent == [], "another worker does not try meanwhile"
    outbox.worker.drain()
    assert states(outbox) == ["accepted"] * 4 + ["uncertain"] * 5


@ON_ONE
def test_what_one_gateway_surely_did_not_accept_goes_by_the_second_at_once(outbox: Post) -> None:
    second = Gateway(name="second")
    outbox.gateways = {Way.TEXT: (outbox.real, second)}
    outbox.real.answers = [TryAgain("connect"), Uncertain("ReadTimeout"), Never("21606", config=True)]
    ids = [outbox.write(to=f"+30690000092{number}") for number in range(4)]
    outbox.worker.drain()
    assert [outbox.state(id_) for id_ in ids] == ["accepted", "uncertain", "accepted", "accepted"]
    assert [letter.id for letter in second.sent] == [ids[0], *ids[2:]], "never after an uncertain answer"
    assert outbox.look(ids[3]).attempts == 1, "the first one is left alone by then"
    assert (outbox.look(ids[0]).gateway, outbox.look(ids[0]).attempts) == ("second", 1)


@ON_ONE
def test_what_the_account_is_not_set_up_for_is_told_to_the_administrator(outbox: Post) -> None:
    outbox.real.answers = [Never("21606", config=True)] * 3
    ids = [outbox.write(to=f"+30690000093{number}") for number in range(3)]
    outbox.worker.drain()
    assert [outbox.state(id_) for id_ in ids] == ["failed", "queued", "queued"], "not one after the other"
    assert line_of(outbox).setup == "21606"


@ON_ONE
def test_too_fast_for_the_provider_is_no_failure_of_it(outbox: Post) -> None:
    outbox.real.answers = [TryAgain("429", busy=True, after=timedelta(seconds=30))]
    outbox.gateways = {Way.TEXT: (outbox.real,)}
    id_, other = outbox.write(to="+306900000941"), outbox.write(to="+306900000942")
    delivery = outbox.delivery
    object.__setattr__(delivery, "limits", Limits({Way.TEXT: 10}))
    delivery.run()
    row = outbox.look(id_)
    assert (row.state, row.refused, line_of(outbox).failures) == ("queued", 0, 0)
    outbox.core.clock.move(seconds=29)  # type: ignore[attr-defined]
    delivery.run()
    outbox.core.clock.move(seconds=2)  # type: ignore[attr-defined]
    delivery.run()
    assert {outbox.state(id_), outbox.state(other)} == {"accepted"}
