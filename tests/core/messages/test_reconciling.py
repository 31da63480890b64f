"""What nobody knows of is looked up, where the gateway can; sent again only if it surely was not taken."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from core.messages import leftovers
from core.messages.reconciling import LIMIT, Reconciling
from core.messages.sending import Letter, Sent, TryAgain, Uncertain
from core.people.contact import Way
from tests.core.messages.conftest import Gateway, Post


@dataclass
class Looking(Gateway):
    """A gateway that can be asked; `knows` is what it says, one answer a question, the last one for ever."""

    knows: list[Sent | Exception | None] = field(default_factory=lambda: [None])
    asked: list[tuple[Letter, datetime]] = field(default_factory=list)

    def find(self, letter: Letter, since: datetime) -> Sent | None:
        self.asked.append((letter, since))
        answer = self.knows.pop(0) if len(self.knows) > 1 else self.knows[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def lose(outbox: Post, knows: Sequence[Sent | Exception | None]) -> tuple[int, Looking]:
    """A message whose answer was lost."""
    gateway = Looking(knows=list(knows), answers=[Uncertain("ReadTimeout")])
    outbox.gateways = {Way.TEXT: (gateway,)}
    id_ = outbox.write("Έγινε.")
    outbox.delivery.run()
    assert outbox.state(id_) == "uncertain"
    outbox.delivery.run()
    assert gateway.asked == [], "not at once: the provider may be about to list it"
    return id_, gateway


def pass_time(outbox: Post, **by: float) -> None:
    outbox.core.clock.move(**by)  # type: ignore[attr-defined]
    outbox.delivery.run()


def test_what_the_provider_has_is_accepted_under_its_id(outbox: Post) -> None:
    id_, gateway = lose(outbox, [Sent("SM1", 3)])
    pass_time(outbox, minutes=2)
    row = outbox.look(id_)
    assert (row.state, row.provider_id, row.parts, len(gateway.sent)) == ("accepted", "SM1", 3, 1)
    letter, since = gateway.asked[0]
    assert (letter.to, letter.body) == (row.to, "Έγινε.")
    assert since <= row.created_at


def test_what_it_surely_does_not_have_is_sent_again(outbox: Post) -> None:
    id_, gateway = lose(outbox, [None])
    pass_time(outbox, minutes=2)
    outbox.delivery.run()
    assert (outbox.state(id_), len(gateway.sent)) == ("accepted", 2)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_it_cannot_tell_is_asked_again_less_often_and_stays_uncertain_in_the_end(outbox: Post) -> None:
    id_, gateway = lose(outbox, [TryAgain("ReadTimeout")])
    for _minute in range(int((LIMIT + timedelta(hours=4)) / timedelta(minutes=10))):
        pass_time(outbox, minutes=10)
    assert 8 <= len(gateway.asked) <= 20
    assert (outbox.state(id_), len(gateway.sent)) == ("uncertain", 1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_two_that_say_the_same_to_the_same_number_are_not_told_apart_by_guessing(outbox: Post) -> None:
    id_, gateway = lose(outbox, [Sent("SM-other")])
    other = outbox.write("Έγινε.")
    outbox.delivery.run()
    outbox.set(other, provider_id="SM-other")
    pass_time(outbox, minutes=2)
    assert (outbox.state(id_), len(gateway.sent)) == ("uncertain", 2)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_answer_that_comes_after_it_was_not_found_keeps_it_from_going_twice(outbox: Post) -> None:
    """The first worker hangs for minutes; its message is looked up too early, and not there yet."""
    gateway = Looking()
    outbox.gateways = {Way.TEXT: (gateway,)}

    def hang(_letter: Letter) -> None:
        outbox.core.clock.move(minutes=3)  # type: ignore[attr-defined]
        leftovers.take_over(outbox.database, outbox.core.clock.now())
        outbox.core.clock.move(minutes=2)  # type: ignore[attr-defined]
        Reconciling(
            outbox.database, outbox.core.directory, outbox.core.clock, outbox.core.codes, lambda _town, _way: (gateway,)
        ).run()
        assert outbox.state(id_) == "queued"

    gateway.answers = [hang]
    id_ = outbox.write("Έγινε.")
    outbox.delivery.run()
    outbox.delivery.run()
    assert (outbox.state(id_), len(gateway.sent)) == ("accepted", 1)
