"""How a request ends: with something to show for it, an answer with a number, and the question whether it is solved."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.bootstrap import Core
from core.dialogue.answers import Answer, Upload
from core.errors import Conflict, NotAllowed
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.requests import book, dossier
from core.requests.actions import Actor, Closing, answer_solved, claim, close, reopen
from core.requests.filing import Filed
from core.requests.leaving import leave
from core.requests.lists.ordering import FIRST
from core.requests.moves import Outcome, State
from core.requests.status import look
from core.requests.tables import Attachment, Event, Request
from tests.filed import file_one
from tests.staffed import hire
from tests.stopped import Stopped

MARIA, NIKOS, CITIZEN = Actor("desk", 7), Actor("desk", 8), Actor("web")
APPLICANT = {"name": Answer("Ελένη Παππά"), "document": Answer("Πρακτικό 12/2025")}
DONE = Closing(Outcome.DONE, "Η λάμπα άλλαξε.", done="Νέος λαμπτήρας στην κολόνα 12.")
PHOTO = Upload("image/jpeg", "lamp.jpg", storage_key="trikala/uploads/a.jpg", size=12, sha256="ab")
Ends = Callable[..., Request]


@pytest.fixture
def ends(core: Core, town: Municipality) -> Ends:
    """Closes a request as Maria, in a transaction of its own, and gives it."""

    def ended(filed: Filed, how: Closing = DONE, by: Actor = MARIA) -> Request:
        with core.database.work(town) as work:
            request = dossier.one(work, filed.reference)
            claim(work, request, by, core.clock.now())
            close(work, request, by, how, core.clock.now(), core.catalogue(town).get(request.service))
        return now_of(core, town, filed)

    return ended


def now_of(core: Core, town: Municipality, filed: Filed) -> Request:
    with core.database.reading(town) as work:
        return dossier.one(work, filed.reference)


def last_notice(core: Core, town: Municipality, filed: Filed) -> Message:
    with core.database.reading(town) as work:
        mine = select(Message).where(Message.request_id == filed.id).order_by(Message.id.desc())
        return work.session.scalars(mine).first()  # type: ignore[return-value]


def say_solved(core: Core, town: Municipality, filed: Filed, yes: bool, words: str = "") -> None:
    with core.database.work(town) as work:
        answer_solved(work, dossier.one(work, filed.reference), CITIZEN, yes, core.clock.now(), words)


def test_a_report_that_was_done_needs_a_note_or_a_photo(core: Core, town: Municipality, ends: Ends) -> None:
    filed = file_one(core, town)
    with pytest.raises(NotAllowed) as refused:
        ends(filed, Closing(Outcome.DONE, "Η λάμπα άλλαξε.", done="  "))
    assert refused.value.code == "done"
    assert now_of(core, town, filed).state == State.RECEIVED

    assert ends(filed, Closing(Outcome.DONE, "Η λάμπα άλλαξε.", papers=(PHOTO,))).outcome == Outcome.DONE
    with core.database.reading(town) as work:
        (paper,) = work.session.scalars(select(Attachment)).all()
    assert (paper.request_id, paper.kind, paper.name, paper.state) == (filed.id, "work", "lamp.jpg", "stored")


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.NOT_OURS, Outcome.DUPLICATE, Outcome.WITHDRAWN])
def test_every_other_end_needs_its_reason_only(core: Core, town: Municipality, ends: Ends, outcome: Outcome) -> None:
    filed = file_one(core, town)
    assert ends(filed, Closing(outcome, "Δεν είναι στύλος του δήμου.")).outcome == outcome
    assert "ΝΑΙ" not in last_notice(core, town, filed).body


def test_what_was_done_is_for_colleagues(core: Core, town: Municipality, ends: Ends) -> None:
    filed = file_one(core, town)
    ends(filed)
    assert "κολόνα 12" not in last_notice(core, town, filed).body
    with core.database.reading(town) as work:
        request = dossier.one(work, filed.reference)
        told = look(work, request, opened=True).told
        (closed,) = (one for one in dossier.collect(work, request, None).events if one.kind == "closed")
    assert [one.words for one in told] == ["Η λάμπα άλλαξε."]
    assert closed.body["done"] == "Νέος λαμπτήρας στην κολόνα 12."


def test_the_notice_of_a_done_report_ends_with_the_question(core: Core, town: Municipality, ends: Ends) -> None:
    filed = file_one(core, town)
    ends(filed)
    notice = last_notice(core, town, filed)
    assert (notice.purpose, notice.body.endswith("Λύθηκε; Απαντήστε ΝΑΙ ή ΟΧΙ.")) == ("solved", True)


def test_what_is_not_told_by_text_says_where_to_answer(core: Core, town: Municipality, ends: Ends) -> None:
    filed = file_one(core, town, tell_by=Way.EMAIL, tell_to="eleni@example.org")
    ends(filed)
    body = last_notice(core, town, filed).body
    assert "ΝΑΙ" not in body
    assert "κωδικό απόδειξης" in body


def test_not_solved_comes_first_in_the_queue_to_whoever_closed_it(core: Core, town: Municipality, ends: Ends) -> None:
    maria = Actor("desk", hire(core, town, "maria"))
    filed = file_one(core, town)
    assert ends(filed, by=maria).assigned_to == maria.account_id
    say_solved(core, town, filed, yes=False, words="Ακόμη σκοτεινά.")
    back = now_of(core, town, filed)
    assert (back.state, back.queue_on, back.reopened, back.solved) == ("in_progress", FIRST, 1, False)
    assert back.assigned_to == maria.account_id
    with core.database.reading(town) as work:
        told = look(work, back, opened=True).told
    assert [one.words for one in told if one.by_citizen] == ["Ακόμη σκοτεινά."]


@pytest.mark.parametrize("how", ["left the town hall", "changed department"])
def test_not_solved_waits_for_nobody_who_left(core: Core, town: Municipality, ends: Ends, how: str) -> None:
    maria = Actor("desk", hire(core, town, "maria"))
    filed = file_one(core, town)
    ends(filed, by=maria)
    if how == "left the town hall":
        leave(core.database, town, maria.account_id or 0, NIKOS, core.clock.now())
    else:
        with core.database.work(town) as work:
            dossier.one(work, filed.reference).department = "roads"
    say_solved(core, town, filed, yes=False)
    back = now_of(core, town, filed)
    assert (back.is_open, back.queue_on, back.assigned_to) == (True, FIRST, None)


def test_whose_it_was_before_it_stays(core: Core, town: Municipality, ends: Ends) -> None:
    filed = file_one(core, town)
    with core.database.work(town) as work:
        dossier.one(work, filed.reference).assigned_to = 99
    assert ends(filed).assigned_to == 99


def test_solved_is_noted_once(core: Core, town: Municipality, ends: Ends) -> None:
    filed = file_one(core, town)
    ends(filed)
    for _time in range(2):
        say_solved(core, town, filed, yes=True)
    assert now_of(core, town, filed).solved is True
    with core.database.reading(town) as work:
        kinds = list(work.execute(select(Event.kind).where(Event.request_id == filed.id)).scalars())
    assert kinds.count("solved") == 1


def test_it_comes_back_twice_and_for_fifteen_days(core: Core, town: Municipality, ends: Ends, clock: Stopped) -> None:
    filed = file_one(core, town)
    for _time in range(2):
        ends(filed)
        say_solved(core, town, filed, yes=False)
    ends(filed)
    assert last_notice(core, town, filed).purpose == "notice"
    assert "μιλήστε με υπάλληλο" in last_notice(core, town, filed).body
    with pytest.raises(NotAllowed, match="late"):
        say_solved(core, town, filed, yes=False)

    another, third = file_one(core, town), file_one(core, town)
    ends(another)
    ends(third)
    # Closed at half past eleven: the fifteenth day lasts until its midnight in Greece, and not a minute longer.
    clock.set(town.midnight(town.today(clock.now()) + timedelta(days=16)) - timedelta(minutes=1))
    say_solved(core, town, third, yes=False)
    assert now_of(core, town, third).reopened == 1
    clock.move(minutes=1)
    with pytest.raises(NotAllowed, match="late"):
        say_solved(core, town, another, yes=False)


def test_closed_again_it_is_not_known_whether_it_is_solved(core: Core, town: Municipality, ends: Ends) -> None:
    filed = file_one(core, town)
    ends(filed)
    say_solved(core, town, filed, yes=False)
    assert ends(filed).solved is None


@pytest.mark.parametrize("outcome", [Outcome.WITHDRAWN])
def test_what_was_taken_back_is_not_opened_again(core: Core, town: Municipality, ends: Ends, outcome: Outcome) -> None:
    filed = file_one(core, town)
    ends(filed, Closing(outcome, "Κατόπιν αιτήματός σας."))
    with pytest.raises(NotAllowed, match="over"), core.database.work(town) as work:
        reopen(work, dossier.one(work, filed.reference), CITIZEN, core.clock.now())


def test_what_is_open_is_asked_about_when_it_is_done(core: Core, town: Municipality) -> None:
    filed = file_one(core, town)
    with pytest.raises(Conflict):
        say_solved(core, town, filed, yes=True)


def test_a_formal_answer_goes_out_under_the_next_number_of_the_same_book(core: Core, town: Municipality, ends: Ends) -> None:
    filed = file_one(core, town, "document-access", answers=APPLICANT)
    file_one(core, town, "document-access", answers=APPLICANT)
    ends(filed, Closing(Outcome.DONE, "Σας το στείλαμε."))
    with core.database.reading(town) as work:
        came, went = book.of_request(work, filed.id)
        status = look(work, dossier.one(work, filed.reference), opened=True)
    assert (came.seq, came.direction, came.party, came.precision) == (1, "in", "Ελένη Παππά", "ΠΔ")
    assert (went.seq, went.direction, went.party, went.entered_by) == (3, "out", "Ελένη Παππά", "staff:7")
    assert (went.answers_year, went.answers_seq) == (2026, 1)
    assert (status.protocol, status.answered_under) == ("2026/000001", "2026/000003")
    body = last_notice(core, town, filed).body
    assert "2026/000003" in body
    assert "2026/000001" in body


def test_a_refused_application_says_how_to_object(core: Core, town: Municipality, ends: Ends) -> None:
    filed = file_one(core, town, "document-access", answers=APPLICANT)
    ends(filed, Closing(Outcome.REFUSED, "Δεν υπάρχει έννομο συμφέρον."))
    assert "2690/1999" in last_notice(core, town, filed).body
    with core.database.reading(town) as work:
        (told,) = look(work, dossier.one(work, filed.reference), opened=True).told
    assert told.words.startswith("Δεν υπάρχει έννομο συμφέρον. ")
    assert "άρθρο 24" in told.words


def test_what_the_citizen_took_back_is_answered_by_no_letter(core: Core, town: Municipality, ends: Ends) -> None:
    filed = file_one(core, town, "document-access", answers=APPLICANT)
    ends(filed, Closing(Outcome.WITHDRAWN, "Κατόπιν αιτήματός σας."))
    with core.database.reading(town) as work:
        assert len(book.of_request(work, filed.id)) == 1


def test_what_is_closed_meanwhile_takes_no_second_number(core: Core, town: Municipality, ends: Ends) -> None:
    filed = file_one(core, town, "document-access", answers=APPLICANT)
    ends(filed, Closing(Outcome.DONE, "Σας το στείλαμε."))
    with pytest.raises(Conflict):
        ends(filed, Closing(Outcome.REFUSED, "Όχι."))
    with core.database.reading(town) as work:
        assert [one.seq for one in book.of_request(work, filed.id)] == [1, 2]
