"""How a request ends by a clerk: with an outcome, a reason, and for a report that was done something to show for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.dialogue.answers import Upload
from core.dialogue.service import Service
from core.errors import NotAllowed
from core.languages import tongue
from core.ports import Work
from core.requests import joining
from core.requests.acting import Actor, note_event
from core.requests.asksolved import PURPOSE, asks_solved, question
from core.requests.attachments import attach
from core.requests.claiming import require_claim
from core.requests.deciding import enter_decision, must_answer, objection_to, require_undocumented
from core.requests.ending import end
from core.requests.moves import OUTCOME_NAMES, Outcome, State, check
from core.requests.notices import tell
from core.requests.tables import Request
from core.text import Many, Sentence, _

# How a clerk may end a request by hand; what lapses does so after its time only.
BY_HAND = (Outcome.DONE, Outcome.REFUSED, Outcome.NOT_OURS, Outcome.DUPLICATE, Outcome.WITHDRAWN)
# The kind of a paper, and of an event's content, that shows what was done.
WORK = "work"
# What the notice says instead of a number that is drawn when it is sent.
NOT_YET = _("given when it is sent")


@dataclass(frozen=True, slots=True)
class Closing:
    """How a request is to end. `reason` is for the citizen; `done` says to colleagues what was done, `papers` show it."""

    outcome: Outcome
    reason: str
    done: str = ""
    papers: tuple[Upload, ...] = ()


def outcomes(request: Request, today: date) -> tuple[Outcome, ...]:
    """How a clerk may end this request now: it lapses only when the citizen's time to answer is over."""
    over = request.asked_until is not None and request.asked_until < today
    return (*BY_HAND, Outcome.LAPSED) if over else BY_HAND


def require_whole(request: Request, how: Closing) -> None:
    """Refuse a closing that lacks what the citizen, or whoever looks at it later, needs.

    Raises:
        NotAllowed: "reason": it is missing; "done": a report was done, and neither a note nor a photo shows it.
    """
    if not how.reason.strip():
        raise NotAllowed("reason", _("Write the reason in a sentence that the citizen understands."))
    if request.is_report and how.outcome is Outcome.DONE and not how.done.strip() and not how.papers:
        raise NotAllowed("done", _("Write what was done, or send a photo of the work."))


def close(
    work: Work,
    request: Request,
    actor: Actor,
    how: Closing,
    now: datetime,
    service: Service | None = None,
    notify: bool = True,
) -> None:
    """Close a request; the citizen is told on the way they chose, and asked whether a report that was done is solved.

    The answer to a formal application goes out under a protocol number of its own, taken last of all.

    Raises:
        Conflict: it is already closed, another clerk holds it, or its document is issued and waits for its seal.
        NotAllowed: the reason is missing, or what was done (see `require_whole`).
    """
    require_claim(request, actor, now)
    check(State(request.state), State.CLOSED)
    require_whole(request, how)
    require_undocumented(work, request)
    if request.assigned_to is None:
        # Should it come back as not solved, it comes back to whoever closed it.
        request.assigned_to = actor.account_id
    papers = _keep(work, request, how.papers, now)
    end(work, request, how.outcome, now)
    note_event(work, request, actor, "closed", now, str(how.outcome), _content(request, how, papers, service), "reason")
    number = enter_decision(work, request, actor, now) if must_answer(request, how.outcome) else None
    if notify:
        tell(work, request, ending(request, how, service, number), now, _purpose(request))
    joining.after_end(work, request, now)


def ending(request: Request, how: Closing, service: Service | None = None, number: Sentence | None = NOT_YET) -> Sentence:
    """What the citizen is told of the end of their request; before it is closed too, so that the clerk may look at it."""
    parts: list[Sentence] = [_ended(how.outcome), how.reason]
    if must_answer(request, how.outcome) and number is not None:
        parts.append(_("Protocol number {number}, on your application {protocol}.", number=number, protocol=request.protocol))
    if (objection := objection_to(request, how.outcome, service)) is not None:
        parts.append(objection)
    if asks_solved(request, how.outcome):
        parts.append(question(request))
    elif request.is_report and how.outcome is Outcome.DONE:
        parts.append(_("If it is still not solved, please speak with a person."))
    return Many(tuple(parts))


def _purpose(request: Request) -> str:
    return PURPOSE if asks_solved(request) else "notice"


def _ended(outcome: Outcome) -> Sentence:
    if outcome is Outcome.LAPSED:
        return _("It ended, because we had no answer from you. You may begin a new one at any time.")
    return _("{outcome}.", outcome=OUTCOME_NAMES[outcome])


def _content(request: Request, how: Closing, papers: tuple[int, ...], service: Service | None) -> Mapping[str, Any]:
    """What is kept with the event: the citizen reads `words` and `objection`, colleagues also `done`."""
    kept: dict[str, Any] = {"words": how.reason}
    if how.done.strip():
        kept["done"] = how.done.strip()
    if papers:
        kept["uploads"] = list(papers)
    if (objection := objection_to(request, how.outcome, service)) is not None:
        kept["objection"] = tongue(request.language)(objection)
    return kept


def _keep(work: Work, request: Request, papers: tuple[Upload, ...], now: datetime) -> tuple[int, ...]:
    """Make what shows the work the request's. It lies in Storage since the clerk sent it."""
    return tuple(
        attach(
            work,
            None,
            "",
            WORK,
            one.media_type,
            now,
            name=one.name,
            size=one.size,
            sha256=one.sha256,
            storage_key=one.storage_key,
            request_id=request.id,
        )
        for one in papers
    )
