"""What clerks do with a request: who holds it, what the citizen is told, and what its history says."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import select, update

from core.bootstrap import Core
from core.dialogue.answers import Answer, Form
from core.errors import Conflict, InvalidAnswer, NotAllowed, NotFound
from core.messages.outbox import MessageState
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.ports import Work
from core.requests import actions, attachments, byhand, dossier
from core.requests.actions import CLAIM_LASTS, Actor
from core.requests.filing import Filed
from core.requests.moves import Outcome, State
from core.requests.tables import Attachment, Request
from tests.filed import file_one
from tests.stopped import Stopped

MARIA, NIKOS = Actor("desk", 7), Actor("desk", 8)
CITIZEN = Actor("sms")
T = TypeVar("T")
Do = Callable[[Callable[[Work, Request], T]], T]


@pytest.fixture
def filed(core: Core, town: Municipality) -> Filed:
    return file_one(core, town)


@pytest.fixture
def do(core: Core, town: Municipality, filed: Filed) -> Do[object]:
    """Does something with the request, in a transaction of its own."""

    def done(what: Callable[[Work, Request], T]) -> T:
        with core.database.work(town) as work:
            return what(work, dossier.one(work, filed.reference))

    return done  # type: ignore[return-value]


@pytest.fixture
def look(core: Core, town: Municipality, filed: Filed) -> Callable[[], dossier.Dossier]:
    def looked() -> dossier.Dossier:
        with core.database.reading(town) as work:
            request = dossier.one(work, filed.reference)
            return dossier.collect(work, request, core.catalogue(town).get(request.service))

    return looked


Look = Callable[[], dossier.Dossier]


def kinds(found: dossier.Dossier) -> list[str]:
    return [event.kind for event in found.events]


def test_taking_in_hand_begins_the_work_and_is_noted_once(do: Do[None], look: Look, clock: Stopped) -> None:
    do(lambda work, request: actions.claim(work, request, MARIA, clock.now()))
    do(lambda work, request: actions.claim(work, request, MARIA, clock.move(minutes=5)))
    found = look()
    assert found.request.state == State.IN_PROGRESS
    assert found.request.claimed_until == clock.now() + CLAIM_LASTS
    assert kinds(found) == ["filed", "claimed"]


def test_of_two_clerks_the_second_is_told_that_a_colleague_has_it(do: Do[None], clock: Stopped) -> None:
    do(lambda work, request: actions.claim(work, request, MARIA, clock.now()))
    with pytest.raises(Conflict) as refused:
        do(lambda work, request: actions.claim(work, request, NIKOS, clock.now()))
    assert refused.value.code == "claimed"


def test_a_claim_that_ran_out_is_anybodys(do: Do[None], look: Look, clock: Stopped) -> None:
    do(lambda work, request: actions.claim(work, request, MARIA, clock.now()))
    clock.move(minutes=30)
    do(lambda work, request: actions.claim(work, request, NIKOS, clock.now()))
    assert look().request.claimed_by == NIKOS.account_id
    with pytest.raises(Conflict):
        do(lambda work, request: actions.reply(work, request, MARIA, "I was slow.", clock.now()))


def test_a_live_claim_is_taken_over_with_a_reason_that_is_noted(do: Do[None], look: Look, clock: Stopped) -> None:
    do(lambda work, request: actions.claim(work, request, MARIA, clock.now()))
    do(lambda work, request: actions.claim(work, request, NIKOS, clock.now(), "Maria is on leave"))
    found = look()
    assert found.request.claimed_by == NIKOS.account_id
    assert found.events[-1].body == {"words": "Maria is on leave"}


def test_reading_keeps_a_live_claim_alive_and_wakes_no_dead_one(do: Do[None], look: Look, clock: Stopped) -> None:
    do(lambda work, request: actions.claim(work, request, MARIA, clock.now()))
    until = clock.move(minutes=29) + CLAIM_LASTS
    do(lambda work, request: actions.renew(work, request.id, NIKOS, clock.now()))
    do(lambda work, request: actions.renew(work, request.id, MARIA, clock.now()))
    assert look().request.claimed_until == until
    clock.move(minutes=31)
    do(lambda work, request: actions.renew(work, request.id, MARIA, clock.now()))
    assert look().request.claimed_until == until


def test_a_released_request_is_anybodys(do: Do[None], look: Look, clock: Stopped) -> None:
    do(lambda work, request: actions.claim(work, request, MARIA, clock.now()))
    do(lambda work, request: actions.release(work, request, MARIA, clock.now()))
    assert look().request.claimed_by is None
    do(lambda work, request: actions.claim(work, request, NIKOS, clock.now()))


def test_a_note_is_for_colleagues_and_told_to_nobody(do: Do[None], look: Look, clock: Stopped) -> None:
    do(lambda work, request: actions.add_note(work, request, MARIA, "Ask the electrician", clock.now()))
    found = look()
    assert found.events[-1].body == {"words": "Ask the electrician"}
    assert found.messages == ()


def test_a_question_waits_fifteen_days_and_the_answer_brings_it_back(do: Do[None], look: Look, clock: Stopped) -> None:
    do(lambda work, request: actions.claim(work, request, MARIA, clock.now()))
    do(lambda work, request: actions.ask(work, request, MARIA, "Which pole?", clock.now()))
    waiting = look()
    assert waiting.request.state == State.WAITING_CITIZEN
    assert waiting.request.asked_until == clock.now().date() + timedelta(days=15)
    assert [message.purpose for message in waiting.messages] == ["question"]
    assert "Which pole?" in waiting.messages[0].body
    do(lambda work, request: actions.answer(work, request, CITIZEN, "The third", clock.now()))
    back = look()
    assert (back.request.state, back.request.asked_until) == (State.IN_PROGRESS, None)
    assert back.events[-1].body["words"] == "The third"


def test_closing_needs_a_reason_and_tells_the_citizen(do: Do[None], look: Look, clock: Stopped) -> None:
    do(lambda work, request: actions.claim(work, request, MARIA, clock.now()))
    with pytest.raises(NotAllowed):
        do(
            lambda work, request: actions.close(
                work,
                request,
                MARIA,
                actions.Closing(Outcome.DONE, "  ", done="Mended."),
                clock.now(),
            )
        )
    do(
        lambda work, request: actions.close(
            work,
            request,
            MARIA,
            actions.Closing(Outcome.DONE, "Η λάμπα άλλαξε.", done="Mended."),
            clock.now(),
        )
    )
    found = look()
    assert (found.request.state, found.request.outcome, found.request.claimed_by) == (State.CLOSED, "done", None)
    assert len(found.messages) == 1
    assert "Η λάμπα άλλαξε." in found.messages[0].body
    assert found.messages[0].state == MessageState.QUEUED


def test_only_who_holds_a_request_closes_it_and_only_once(do: Do[None], clock: Stopped) -> None:
    do(lambda work, request: actions.claim(work, request, MARIA, clock.now()))
    with pytest.raises(Conflict):
        do(
            lambda work, request: actions.close(
                work,
                request,
                NIKOS,
                actions.Closing(Outcome.DONE, "Mended.", done="Mended."),
                clock.now(),
            )
        )
    do(
        lambda work, request: actions.close(
            work,
            request,
            MARIA,
            actions.Closing(Outcome.DONE, "Mended.", done="Mended."),
            clock.now(),
        )
    )
    with pytest.raises(Conflict):
        do(
            lambda work, request: actions.close(
                work,
                request,
                MARIA,
                actions.Closing(Outcome.DONE, "Mended.", done="Mended."),
                clock.now(),
            )
        )


def test_who_asks_themselves_is_sent_nothing(core: Core, town: Municipality, clock: Stopped) -> None:
    one = file_one(core, town, tell_by=Way.NONE, tell_to="")
    with core.database.work(town) as work:
        request = dossier.one(work, one.reference)
        actions.claim(work, request, MARIA, clock.now())
        actions.close(
            work,
            request,
            MARIA,
            actions.Closing(Outcome.DONE, "Mended.", done="Mended."),
            clock.now(),
        )
        assert work.session.scalars(select(Message)).all() == []


def test_identity_seen_lets_the_work_begin(core: Core, town: Municipality, clock: Stopped) -> None:
    one = file_one(core, town, "pavement-tables", answers={})
    with core.database.work(town) as work:
        request = dossier.one(work, one.reference)
        assert request.state == State.WAITING_IDENTITY
        with pytest.raises(InvalidAnswer):
            actions.identify(work, request, MARIA, "identity-card", "ΑΒ123456", clock.now())
        actions.identify(work, request, MARIA, "identity-card", "456", clock.now())
    with core.database.reading(town) as work:
        request = dossier.one(work, one.reference)
        found = dossier.collect(work, request, None)
    assert found.request.state == State.RECEIVED
    assert found.events[-1].body == {"document": "identity-card", "last_three": "456"}


def test_identity_seen_with_another_request_is_noted_and_moves_nothing(core: Core, town: Municipality, clock: Stopped) -> None:
    one = file_one(core, town)
    with core.database.work(town) as work:
        request = dossier.one(work, one.reference)
        actions.claim(work, request, MARIA, clock.now())
        actions.identify(work, request, MARIA, "passport", "7x9", clock.now())
        assert request.state == State.IN_PROGRESS
        actions.close(work, request, MARIA, actions.Closing(Outcome.DONE, "Mended.", done="Mended."), clock.now())
        with pytest.raises(Conflict):
            actions.identify(work, request, MARIA, "passport", "7x9", clock.now())
    with core.database.reading(town) as work:
        found = dossier.collect(work, dossier.one(work, one.reference), None)
    assert [event.body for event in found.events if event.kind == "identified"] == [{"document": "passport", "last_three": "7X9"}]


def test_a_written_down_recording_gives_the_answer_its_value(core: Core, town: Municipality, clock: Stopped) -> None:
    with core.database.work(town) as work:
        paper = attachments.attach(work, None, "place", "recording", "audio/wav", clock.now(), storage_key="a/recording")
    recorded = {"place": Answer({"text": "", "source": "recorded"}, Form.RECORDED, (paper,))}
    one = file_one(core, town, answers=recorded)

    def place() -> dossier.Given:
        with core.database.reading(town) as work:
            request = dossier.one(work, one.reference)
            return dossier.collect(work, request, core.catalogue(town).get(request.service)).answers[0]

    assert (place().shown, [paper.id for paper in place().papers]) == (None, [paper])
    with core.database.work(town) as work:
        request, row = dossier.one(work, one.reference), work.session.get_one(Attachment, (town.id, paper))
        attachments.write_down(work, request, MARIA, row, "Ασκληπιού 12", clock.now(), core.catalogue(town).get(request.service))
    assert place().shown == "Ασκληπιού 12"
    with core.database.reading(town) as work:
        assert dossier.one(work, one.reference).place == "Ασκληπιού 12"


@pytest.mark.parametrize("state", actions.UNTOLD)
def test_what_no_machine_could_tell_is_told_by_hand_once(
    core: Core, town: Municipality, do: Do[None], look: Look, clock: Stopped, state: MessageState
) -> None:
    do(lambda work, request: actions.claim(work, request, MARIA, clock.now()))
    do(lambda work, request: actions.reply(work, request, MARIA, "Σήμερα.", clock.now()))
    with core.database.work(town) as work:
        work.execute(update(Message).values(state=str(state)))
    departments = [look().request.department]
    with core.database.reading(town) as work:
        waiting = byhand.untold(work, departments)
        assert byhand.untold(work, ["another"]) == []
    assert [one.body for one in waiting] == [look().messages[0].body]
    message = waiting[0].id
    do(lambda work, request: actions.told_by_hand(work, request, NIKOS, message, clock.now()))
    found = look()
    assert (found.messages[0].state, found.events[-1].kind) == (MessageState.DELIVERED, "told")
    assert found.events[-1].by == NIKOS.account_id
    with pytest.raises(Conflict):
        do(lambda work, request: actions.told_by_hand(work, request, MARIA, message, clock.now()))


def test_a_message_still_on_its_way_is_not_told_by_hand(do: Do[None], look: Look, clock: Stopped) -> None:
    do(lambda work, request: actions.claim(work, request, MARIA, clock.now()))
    do(lambda work, request: actions.reply(work, request, MARIA, "Σήμερα.", clock.now()))
    with pytest.raises(Conflict):
        do(lambda work, request: actions.told_by_hand(work, request, MARIA, look().messages[0].id, clock.now()))


def test_answers_stand_in_the_services_order_with_its_labels(core: Core, town: Municipality, look: Look) -> None:
    found = look()
    service = core.catalogue(town).services["street-light"]
    assert [given.label for given in found.answers] == [service.questions[0].label, service.questions[1].label]
    assert found.answers[0].shown == "Ασκληπιού 12"


def test_a_request_of_a_service_that_is_gone_still_shows_what_was_said(core: Core, town: Municipality, filed: Filed) -> None:
    with core.database.reading(town) as work:
        found = dossier.collect(work, dossier.one(work, filed.reference), None)
    assert [(given.label, given.shown) for given in found.answers] == [("place", "Ασκληπιού 12"), ("fault", "out")]


def test_another_towns_request_is_not_there(core: Core, other_town: Municipality, filed: Filed) -> None:
    with core.database.reading(other_town) as work, pytest.raises(NotFound):
        dossier.one(work, filed.reference)
