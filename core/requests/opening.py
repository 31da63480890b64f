"""What a citizen does with their own request: opens it with the receipt code, adds words, says whether it is solved."""

from dataclasses import dataclass
from datetime import datetime

from core.codes import CodeKey, CodeLength, read_code
from core.dialogue.answers import Upload
from core.dialogue.service import Service
from core.errors import Conflict, InvalidAnswer, NotAllowed
from core.people import guessing
from core.ports import Work
from core.requests import actions, attachments, joining
from core.requests.closing import still_reopens
from core.requests.moves import Outcome, State
from core.requests.receiptcode import receipt_code
from core.requests.tables import Request
from core.text import _

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Guard:
    """What stands between a receipt code and whoever tries: who they seem to be, and the day's budget of wrong codes."""

    keys: CodeKey
    source: str
    budget: int


def open_with(work: Work, request: Request, words: str, guard: Guard, now: datetime) -> None:
    """Open a request with its receipt code; wrong ones are counted, and slow down whoever guesses.

    Catch what is raised inside the unit of work, or the wrong try is forgotten with it.

    Raises:
        InvalidAnswer: the code is wrong, or was tried too often.
    """
    # Tries at one request are counted one after the other: a hundred at once are not a hundred first ones.
    work.session.refresh(request, with_for_update=True)
    guess = guessing.Guess("receipt", request.reference, guard.source)
    try:
        guessing.admit(work, guess, now, guard.budget)
    except NotAllowed as error:
        raise InvalidAnswer(error.code, error.sentence) from error
    code = read_code(words, CodeLength.RECEIPT)
    if code != receipt_code(guard.keys, work.municipality.id, request.reference):
        guessing.wrong(work, guess, now)
        raise InvalidAnswer("receipt-code", _("That is not the receipt code of this request."))


def add(
    work: Work,
    request: Request,
    channel: str,
    words: str,
    now: datetime,
    uploads: tuple[Upload, ...] = (),
    service: Service | None = None,
) -> None:
    """The citizen writes about their request, or answers what was asked, with photos or papers that lie in Storage.

    Raises:
        InvalidAnswer: there is nothing in it, or too much.
        Conflict: the request is closed.
    """
    said = words.strip()
    if not said and not uploads:
        raise InvalidAnswer("empty", _("Please write a few words."))
    if len(said) > LONGEST:
        raise InvalidAnswer("too-long", _("Please write at most {most} characters.", most=LONGEST))
    papers = tuple(
        attachments.attach(
            work,
            None,
            "",
            "file",
            upload.media_type,
            now,
            name=upload.name,
            size=upload.size,
            sha256=upload.sha256,
            storage_key=upload.storage_key,
        )
        for upload in uploads
    )
    actions.answer(work, request, actions.Actor(channel), said, now, papers, service)


def may_answer_solved(request: Request, now: datetime) -> bool:
    """Whether "is it really solved?" is asked: of a closed report, until it was answered or can be opened no more."""
    return (
        request.is_report
        and request.state == State.CLOSED
        and request.outcome != Outcome.WITHDRAWN
        and not joining.waits(request)
        and request.solved is not True
        and still_reopens(request, now)
    )


def solved(work: Work, request: Request, channel: str, yes: bool, now: datetime) -> None:
    """The citizen says whether a closed report is really solved; "no" opens it again.

    Raises:
        Conflict: it is open.
        NotAllowed: it is no report, too late, or was opened again too often.
    """
    if not yes:
        actions.reopen(work, request, actions.Actor(channel), now)
        return
    if request.state != State.CLOSED:
        raise Conflict("open", _("This request is still open."))
    if request.solved:
        return
    request.solved = True
    actions.note_event(work, request, actions.Actor(channel), "solved", now)
