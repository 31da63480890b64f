"""Canned answers: written by an editor or supervisor, approved by another supervisor, then offered to clerks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, or_, select

from core.errors import Conflict, InvalidAnswer, NotAllowed, NotFound
from core.model import new_id
from core.ports import Work
from core.requests.moves import Outcome
from core.text import Text, _
from core.wording.placeholders import check
from core.wording.tables import CannedAnswer

LONGEST_TITLE, LONGEST = 80, 2000


class Purpose(StrEnum):
    """For which of a clerk's deeds an answer is."""

    REPLY = "reply"
    ASK = "ask"
    CLOSE = "close"
    DELAY = "delay"
    FORWARD = "forward"


PURPOSES: Mapping[Purpose, Text] = {
    Purpose.REPLY: _("a letter to the citizen"),
    Purpose.ASK: _("a question"),
    Purpose.CLOSE: _("the reason at the end"),
    Purpose.DELAY: _("a notice of delay"),
    Purpose.FORWARD: _("sending on to another body"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """An answer as somebody wrote it. `service` is "" for any; `outcome` counts for Purpose.CLOSE only."""

    title: str
    deed: str
    texts: Mapping[str, str] = field(default_factory=dict)
    service: str = ""
    outcome: str = ""


def keep(work: Work, written: Written, author: int | None, now: datetime, answer_id: int = 0) -> CannedAnswer:
    """Keep a new answer, or `answer_id` as it is written now: it is offered to clerks again once somebody approves it.

    Raises:
        InvalidAnswer: a title, a language or a blank is wrong; its code is the field's name.
        NotFound: there is no such answer.
    """
    checked = _checked(written, work.municipality.languages)
    row = one(work, answer_id) if answer_id else CannedAnswer(id=new_id())
    row.title, row.deed, row.service, row.outcome = checked.title, checked.deed, checked.service, checked.outcome
    row.texts = dict(checked.texts)
    row.written_by, row.written_at = author, now
    row.approved_by = row.approved_at = None
    work.session.add(row)
    return row


def approve(work: Work, answer_id: int, supervisor: int, now: datetime) -> None:
    """Let clerks use an answer.

    Raises:
        NotAllowed: who wrote it does not approve it too (rules: Staff).
        Conflict: somebody approved it already.
    """
    row = one(work, answer_id)
    if row.written_by == supervisor:
        raise NotAllowed("author", _("You wrote this yourself: another supervisor approves it."))
    if row.approved_by is not None:
        raise Conflict("approved", _("This answer is approved already."))
    row.approved_by, row.approved_at = supervisor, now


def remove(work: Work, answer_id: int) -> None:
    """Take an answer away. What was sent with it stays as it was sent."""
    one(work, answer_id)
    work.execute(delete(CannedAnswer).where(CannedAnswer.id == answer_id))


def one(work: Work, answer_id: int) -> CannedAnswer:
    """An answer by its id.

    Raises:
        NotFound: this town has none.
    """
    found = work.session.get(CannedAnswer, (work.municipality.id, answer_id))
    if found is None:
        raise NotFound("canned", _("There is no such answer."))
    return found


def every(work: Work) -> Sequence[CannedAnswer]:
    """All answers of a town, by what they are for."""
    row = CannedAnswer
    return work.session.scalars(select(row).order_by(row.deed, row.service, row.title, row.id)).all()


def offered(work: Work, service: str) -> Sequence[CannedAnswer]:
    """The approved answers for requests of a service, its own before those for any."""
    row = CannedAnswer
    mine = or_(row.service == service, row.service == "")
    found = select(row).where(mine, row.approved_by.is_not(None)).order_by(row.service.desc(), row.title, row.id)
    return work.session.scalars(found).all()


def _checked(written: Written, languages: Sequence[str]) -> Written:
    title = " ".join(written.title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise InvalidAnswer("title", _("Give it a title of at most {most} characters.", most=LONGEST_TITLE))
    if written.deed not in set(Purpose):
        raise InvalidAnswer("deed", _("Choose what it is for."))
    if written.outcome and (written.deed != Purpose.CLOSE or written.outcome not in set(Outcome)):
        raise InvalidAnswer("outcome", _("How a request ends is chosen only for a reason at the end."))
    texts = {code: words.strip() for code, words in written.texts.items() if words.strip()}
    for language in texts:
        if language not in languages:
            raise InvalidAnswer(f"text-{language}", _("This municipality does not write in “{code}”.", code=language))
    # Greek is what every citizen can be answered in; what else is missing is shown, and said to who wants to use it.
    if "el" not in texts:
        raise InvalidAnswer("text-el", _("The Greek text is missing."))
    for language, words in texts.items():
        _check_text(language, words)
    return Written(title, written.deed, texts, written.service, written.outcome)


def _check_text(language: str, words: str) -> None:
    if len(words) > LONGEST:
        raise InvalidAnswer(f"text-{language}", _("Write at most {most} characters.", most=LONGEST))
    try:
        check(words)
    except InvalidAnswer as error:
        raise InvalidAnswer(f"text-{language}", error.sentence) from error
