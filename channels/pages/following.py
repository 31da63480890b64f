"""How far a request is, as a page tells it."""

from datetime import datetime
from typing import Any

from core.dialogue.service import Service
from core.requests.moves import Outcome, State
from core.requests.status import Status
from core.text import Code, Sentence, _

TONES = {
    State.RECEIVED: "neutral",
    State.IN_PROGRESS: "active",
    State.WAITING_CITIZEN: "waiting",
    State.WAITING_IDENTITY: "waiting",
    State.FORWARDED: "active",
    State.CLOSED: "done",
}
NOT_GRANTED = (Outcome.REFUSED, Outcome.LAPSED, Outcome.WITHDRAWN)


def following(status: Status, service: Service | None) -> dict[str, Any]:
    """The context of a request's page, as far as whoever asks may see it; its forms are the channel's to add."""
    refused = status.outcome in NOT_GRANTED
    return {
        "reference": Code(status.reference),
        "service_title": service.title if service else None,
        "state": {"label": status.how_far, "tone": "refused" if refused else TONES[status.state]},
        "state_more": _protocol(status),
        "filed_at": status.received_on,
        "due_on": status.due_on,
        "promised_on": status.promised_on,
        "due_explained": status.due.explain() if status.due and status.due_on else (),
        "entries": _entries(status),
        "asked": _asked(status),
    }


def _protocol(status: Status) -> Sentence | None:
    if status.answered_under:
        return _("Protocol number {number}; our answer: {answer}", number=status.protocol, answer=status.answered_under)
    return _("Protocol number {number}", number=status.protocol) if status.protocol else None


def _entries(status: Status) -> list[dict[str, Any]]:
    """What happened and what was written, newest first. Words stand with the event that they belong to."""
    words: dict[datetime, tuple[str, bool]] = {told.at: (told.words, told.by_citizen) for told in status.told}
    entries: list[dict[str, Any]] = [
        {"at": moved.at, "what": moved.what, "more": words.pop(moved.at, ("", False))[0]} for moved in status.history
    ]
    for at, (said, by_citizen) in words.items():
        what: Sentence = _("You wrote to us.") if by_citizen else _("We wrote to you.")
        entries.append({"at": at, "what": what, "more": said})
    return sorted(entries, key=lambda one: one["at"], reverse=True)


def _asked(status: Status) -> dict[str, Any] | None:
    """What the town hall waits for: its words are told only to who has the receipt code."""
    if status.asked_until is None:
        return None
    questions = [told.words for told in status.told if told.asks]
    return {"text": questions[-1] if questions else "", "until": status.asked_until}
