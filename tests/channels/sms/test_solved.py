""" "Is it solved?" by text: YES and NO in any spelling, from the number that was asked, whatever has become of it since."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update

from channels.sms.fitting import LONGEST, units
from core.bootstrap import Core
from core.messages.outbox import MessageState
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.requests import dossier
from core.requests.actions import Actor, Closing, ask, claim, close
from core.requests.filing import Filed
from core.requests.lists.ordering import FIRST
from core.requests.moves import Outcome
from core.requests.receiptcode import receipt_code
from core.requests.tables import Content, Event, Request
from tests.channels.sms.handset import Handset
from tests.filed import MOBILE, file_one
from tests.staffed import hire
from tests.stopped import Stopped

CLERK = Actor("desk", 7)
Ends = Callable[..., Filed]


@pytest.fixture
def trikala(core: Core) -> Municipality:
    return core.directory.by_key("trikala")


@pytest.fixture
def ends(core: Core, trikala: Municipality) -> Ends:
    """A report that is closed as done, and its citizen told by text."""

    def ended(service: str = "street-light", outcome: Outcome = Outcome.DONE) -> Filed:
        filed = file_one(core, trikala, service)
        finish(core, trikala, filed, outcome)
        return filed

    return ended


def finish(core: Core, town: Municipality, filed: Filed, outcome: Outcome = Outcome.DONE) -> None:
    with core.database.work(town) as work:
        request = dossier.one(work, filed.reference)
        claim(work, request, CLERK, core.clock.now())
        close(work, request, CLERK, Closing(outcome, "Η λάμπα άλλαξε.", done="Νέος λαμπτήρας."), core.clock.now())


def now_of(core: Core, town: Municipality, filed: Filed) -> Request:
    with core.database.reading(town) as work:
        return dossier.one(work, filed.reference)


def told(core: Core, town: Municipality, filed: Filed) -> list[str]:
    """What the citizen said of a request, in words."""
    with core.database.reading(town) as work:
        mine = (Content.request_id == filed.id, Content.kind == "said")
        return [body["words"] for body in work.execute(select(Content.body).where(*mine)).scalars()]


@pytest.mark.parametrize(
    "said",
    [
        "ΝΑΙ",
        "ναι",
        "Ναι!",
        "nai",
        "NAI",
        "yes",
        "Yes, thank you",
        "ναι ευχαριστώ πολύ",
        "Λύθηκε, ευχαριστώ!",
        "lithike",
        "Solved",
    ],
)
def test_yes_is_noted(core: Core, trikala: Municipality, handset: Handset, ends: Ends, said: str) -> None:
    filed = ends()
    reply = handset.say(said)
    assert "Σημειώσαμε ότι λύθηκε" in reply or "noted that it is solved" in reply
    assert now_of(core, trikala, filed).solved is True


@pytest.mark.parametrize(
    "said", ["ΟΧΙ", "όχι", "Οχι.", "oxi", "OCHI", "ohi", "no", "No!", "Δεν λύθηκε", "den lythike!", "Not solved."]
)
def test_no_brings_it_back_first_in_the_queue(core: Core, trikala: Municipality, handset: Handset, ends: Ends, said: str) -> None:
    filed, maria = ends(), hire(core, trikala, "maria")
    with core.database.work(trikala) as work:
        dossier.one(work, filed.reference).assigned_to = maria
    reply = handset.say(said)
    assert "ανοίξαμε ξανά" in reply or "opened it again" in reply
    back = now_of(core, trikala, filed)
    assert (back.state, back.queue_on, back.assigned_to, back.reopened, back.solved) == ("in_progress", FIRST, maria, 1, False)
    assert units(reply) <= LONGEST


@pytest.mark.parametrize(
    "said", ["ΟΧΙ ακόμη σκοτεινά", "oxi, akomi skoteina", "Όχι η λάμπα πάλι δεν ανάβει", "Δεν λύθηκε, ακόμη σκοτεινά"]
)
def test_what_is_still_wrong_may_follow(core: Core, trikala: Municipality, handset: Handset, ends: Ends, said: str) -> None:
    filed = ends()
    handset.say(said)
    assert now_of(core, trikala, filed).reopened == 1
    assert told(core, trikala, filed) == [re.sub(r"^(Δεν λύθηκε|\w+),? ", "", said)]


def test_solved_with_a_but_is_no_yes(core: Core, trikala: Municipality, handset: Handset, ends: Ends) -> None:
    filed = ends()
    handset.say("Λύθηκε αλλά χάλασε ξανά")
    assert now_of(core, trikala, filed).solved is None


def test_another_matter_that_begins_with_no_is_a_new_report(
    core: Core, trikala: Municipality, handset: Handset, ends: Ends
) -> None:
    filed = ends()
    handset.say("Όχι άλλα σκουπίδια στον κάδο της Ασκληπιού, ξεχειλίζει")
    assert now_of(core, trikala, filed).state == "closed"


def test_digits_pick_from_the_menu_as_ever(core: Core, trikala: Municipality, handset: Handset, ends: Ends) -> None:
    filed = ends()
    handset.say("2")
    assert now_of(core, trikala, filed).solved is None


def test_of_several_it_is_asked_which(core: Core, trikala: Municipality, handset: Handset, ends: Ends, clock: Stopped) -> None:
    first = ends()
    clock.move(days=1)
    second = ends("road-damage")
    reply = handset.say("ΟΧΙ ακόμη χάλια")
    assert "Φωτισμός 16/11" in reply or "16/11" in reply
    assert "17/11" in reply
    # The one asked last comes first.
    reply = handset.say("2")
    assert "ανοίξαμε ξανά" in reply
    assert now_of(core, trikala, first).reopened == 1
    assert now_of(core, trikala, second).solved is None
    assert told(core, trikala, first) == ["ακόμη χάλια"]
    # Now one is left, and it is answered at once.
    handset.say("ναι")
    assert now_of(core, trikala, second).solved is True


def test_where_something_else_is_asked_too_it_is_asked_which(
    core: Core, trikala: Municipality, handset: Handset, ends: Ends
) -> None:
    closed, waiting = ends(), file_one(core, trikala, "road-damage")
    with core.database.work(trikala) as work:
        request = dossier.one(work, waiting.reference)
        claim(work, request, CLERK, core.clock.now())
        ask(work, request, CLERK, "Είναι στη διάβαση;", core.clock.now())
    handset.say("ΟΧΙ")
    assert now_of(core, trikala, closed).state == "closed"
    handset.say("2")
    assert now_of(core, trikala, waiting).state == "in_progress"
    assert told(core, trikala, waiting) == ["ΟΧΙ"]
    assert now_of(core, trikala, closed).state == "closed"


def test_said_twice_it_counts_once(core: Core, trikala: Municipality, handset: Handset, ends: Ends) -> None:
    filed = ends()
    handset.say("ΝΑΙ")
    assert "ήδη πει ότι λύθηκε" in handset.say("ΝΑΙ")
    assert "ήδη πει ότι λύθηκε" in handset.say("ναι, ευχαριστώ")
    with core.database.reading(trikala) as work:
        kinds = list(work.execute(select(Event.kind).where(Event.request_id == filed.id)).scalars())
    assert kinds.count("solved") == 1


def test_a_second_no_is_told_that_it_is_open_already(core: Core, trikala: Municipality, handset: Handset, ends: Ends) -> None:
    filed = ends()
    handset.say("ΟΧΙ")
    assert "ήδη ανοίξει ξανά" in handset.say("ΟΧΙ")
    assert now_of(core, trikala, filed).reopened == 1


def test_after_fifteen_days_it_is_told_what_else_to_do(
    core: Core, trikala: Municipality, handset: Handset, ends: Ends, clock: Stopped
) -> None:
    filed = ends()
    clock.move(days=16)
    assert "εκ νέου" in handset.say("ΟΧΙ")
    assert now_of(core, trikala, filed).state == "closed"


def test_a_third_time_it_is_a_persons_matter(core: Core, trikala: Municipality, handset: Handset, ends: Ends) -> None:
    filed = ends()
    for _time in range(2):
        handset.say("ΟΧΙ")
        finish(core, trikala, filed)
    assert "δύο φορές" in handset.say("ΟΧΙ")
    assert now_of(core, trikala, filed).state == "closed"


def test_another_number_answers_nothing(core: Core, app: Flask, trikala: Municipality, ends: Ends) -> None:
    filed = ends()
    stranger = Handset(core, app.test_client(), trikala.numbers[0], "+306999999999")
    assert "Δεν περιμένουμε" in stranger.say("ΟΧΙ")
    assert now_of(core, trikala, filed).state == "closed"


def test_a_question_that_was_stopped_was_not_asked(core: Core, trikala: Municipality, handset: Handset, ends: Ends) -> None:
    filed = ends()
    with core.database.work(trikala) as work:
        work.execute(update(Message).where(Message.to == MOBILE).values(state=str(MessageState.STOPPED)))
    handset.say("ΟΧΙ")
    assert now_of(core, trikala, filed).state == "closed"


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.DUPLICATE, Outcome.NOT_OURS])
def test_what_was_not_done_is_not_asked_about(
    core: Core, trikala: Municipality, handset: Handset, ends: Ends, outcome: Outcome
) -> None:
    filed = ends(outcome=outcome)
    handset.say("ΟΧΙ")
    assert now_of(core, trikala, filed).state == "closed"


def test_in_the_middle_of_a_service_a_yes_is_its_answer(core: Core, trikala: Municipality, handset: Handset, ends: Ends) -> None:
    filed = ends()
    handset.say("Καμένη λάμπα", "ΝΑΙ")
    assert now_of(core, trikala, filed).solved is None


def test_whoever_looks_at_it_with_its_code_is_asked_from_any_number(
    core: Core, app: Flask, trikala: Municipality, ends: Ends
) -> None:
    filed = ends()
    another = Handset(core, app.test_client(), trikala.numbers[0], "+306999999999")
    shown = another.say(f"ΚΑΤΑΣΤΑΣΗ {filed.reference}", receipt_code(core.codes, trikala.id, filed.reference))
    assert "ΝΑΙ ή ΟΧΙ" in shown
    another.say("ΟΧΙ πάλι σβηστή")
    assert now_of(core, trikala, filed).reopened == 1
    assert told(core, trikala, filed) == ["πάλι σβηστή"]


@pytest.mark.parametrize("said", ["Η τρίτη κολόνα από τη γωνία", "Είναι η λάμπα στη γωνία Ασκληπιού 12"])
def test_an_answer_after_the_lapse_is_told_how_to_begin_anew(
    core: Core, trikala: Municipality, handset: Handset, clock: Stopped, said: str
) -> None:
    filed = file_one(core, trikala, tell_by=Way.TEXT)
    with core.database.work(trikala) as work:
        request = dossier.one(work, filed.reference)
        claim(work, request, CLERK, core.clock.now())
        ask(work, request, CLERK, "Ποια κολόνα;", core.clock.now())
    clock.move(days=17)
    finish(core, trikala, filed, Outcome.LAPSED)
    with core.database.reading(trikala) as work:
        notice = work.session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert notice is not None
    assert "Έληξε, γιατί δεν πήραμε απάντησή σας." in notice.body
    clock.move(days=2)
    reply = handset.say(said)
    assert "έληξε" in reply
    assert "νέο" in reply.lower()
    assert now_of(core, trikala, filed).state == "closed"
