"""The history of a request as its clerk reads it: what happened, what was said and what was sent, the newest first."""

from datetime import date, datetime
from typing import Any

from channels.desk import whys, words
from channels.desk.asker import PROVED
from channels.desk.happenings import described
from core.dialogue.secret import HIDDEN
from core.dialogue.service import Assurance
from core.messages.outbox import MessageState
from core.messages.tables import Message
from core.people.contact import Way
from core.people.onetime import MARK
from core.ports import Work
from core.requests import access
from core.requests.actions import UNTOLD
from core.requests.dossier import Dossier, Happened, SaidTurn
from core.requests.identifying import Document
from core.requests.moves import OUTCOME_NAMES, Outcome
from core.requests.papers import PAPERS
from core.requests.receiptcode import CODE_MARK
from core.staff.names import names
from core.text import Many, Sentence, Wording, _, plural

# Receipt codes are for the citizen: the clerk sees where one stood.
HIDDEN_CODE = "····"
PURPOSES: dict[str, Sentence] = {
    "receipt": _("Receipt"),
    "question": _("Question"),
    "notice": _("Notice"),
    "solved": _("Notice, with the question whether it is solved"),
    "reminder": _("Reminder"),
    "delay": _("Notice of delay"),
}
LOOKED: dict[str, Sentence] = {
    access.REQUEST: _("the request"),
    access.FILE: _("a file"),
    access.RECORDING: _("a recording"),
    access.HAND_OVER: _("the hand-over file"),
}
# Who looked before these is in the log itself.
LOOKS_AT_MOST = 200
SAID = {
    "typed": _("typed"),
    "keyed": _("keyed"),
    "picked": _("chosen"),
    "recorded": _("recorded"),
    "file": _("file"),
    "later": _("later"),
}


def timeline(found: Dossier) -> list[dict[str, Any]]:
    """Entries {at, what, by, more, turns?, message?}: events and messages in one order."""
    entries: list[tuple[datetime, int, dict[str, Any]]] = [(event.at, 0, _event(event, found)) for event in found.events]
    entries += [(message.created_at, 1, _message(message, found)) for message in found.messages]
    entries.sort(key=lambda one: (one[0], one[1]), reverse=True)
    return [entry for _at, _second, entry in entries]


def looks(work: Work, request_id: int) -> list[dict[str, Any]]:
    """Who of the staff looked, the last first: {day, by, what, times}, each person's day in one line."""
    town, folded = work.municipality, dict[tuple[date, int, str], int]()
    for at, account, what in access.looked(work, request_id)[:LOOKS_AT_MOST]:
        key = (town.today(at), account, what.partition(":")[0])
        folded[key] = folded.get(key, 0) + 1
    people = names(work, [account for _day, account, _what in folded])
    return [
        {
            "day": day,
            "by": people.get(account, _("a former colleague")),
            "what": LOOKED.get(what, what),
            "times": plural("{count} time", "{count} times", times),
        }
        for (day, account, what), times in folded.items()
    ]


def since(found: Dossier, seq: int) -> list[dict[str, Any]]:
    """What happened after an event that somebody has seen, the newest first."""
    return [_event(event, found) for event in reversed(found.events) if event.seq > seq]


def _event(event: Happened, found: Dossier) -> dict[str, Any]:
    what: Sentence = words.EVENTS.get(event.kind, event.kind)
    more = described(event, found.people)
    if more is not None:
        what = more
    if event.kind == "closed" and event.code:
        what = Many((what, OUTCOME_NAMES[Outcome(event.code)]), by=": ")
    if event.kind == "alarm" and event.code.isdigit():
        days = int(event.code)
        what = plural("The time for an answer ends in {count} day", "The time for an answer ends in {count} days", days)
    if event.kind == "identified" and event.code:
        what = _("Identity proved")
    if event.kind == "claimed" and event.body.get("words"):
        what = _("Taken over")
    return {
        "at": event.at,
        "what": what,
        "by": _who(event, found),
        "more": _("The content was erased.") if event.erased else _content(event, found),
        "turns": [_turn(turn) for turn in found.turns] if event.kind == "filed" else [],
    }


def _who(event: Happened, found: Dossier) -> Sentence:
    if event.by is not None:
        return found.people.get(event.by, _("a former colleague"))
    if event.actor == "citizen":
        return Many((_("citizen"), words.channel(event.channel)), by=" · ")
    return _("automatic")


def _content(event: Happened, found: Dossier) -> Sentence:
    if event.kind == "identified" and event.code:
        return PROVED[Assurance(event.code)]
    if event.kind == "identified":
        document = str(event.body.get("document", ""))
        kind: Sentence = words.DOCUMENTS[Document(document)] if document in set(Document) else document
        return Many((kind, f"…{event.body.get('last_three', '')}"))
    if event.kind == PAPERS:
        return _papers(event)
    said: Sentence = str(event.body.get("words", ""))
    if event.kind == "moved":
        said = Many((_departments(event, found), said), by="\n")
    if event.kind == "forwarded" and event.body.get("name"):
        said = Many((Wording(event.body["name"]), said), by="\n")
    sent = event.body.get("uploads") or []
    files = plural("{count} file", "{count} files", len(sent)) if sent else ""
    done: Sentence = _("For colleagues: {done}", done=str(event.body["done"])) if event.body.get("done") else ""
    return Many((said, str(event.body.get("objection", "")), done, files), by="\n") if event.kind != "filed" else ""


def _departments(event: Happened, found: Dossier) -> Sentence:
    """From which department to which."""
    here = (found.departments.get(key, key) for key in event.code.split(">"))
    return Many(tuple(here), by=" → ")


def _papers(event: Happened) -> Sentence:
    """Which papers were there then, which were not, and how many were scanned."""
    received, missing, scans = (list(event.body.get(name, ())) for name in ("received", "missing", "scans"))
    parts: list[Sentence] = []
    if received:
        parts.append(_("Here: {papers}", papers=", ".join(received)))
    if missing:
        parts.append(_("Still to bring: {papers}", papers=", ".join(missing)))
    if scans:
        parts.append(plural("{count} file scanned", "{count} files scanned", len(scans)))
    return Many(tuple(parts), by="\n")


def _turn(turn: SaidTurn) -> dict[str, Any]:
    said = _("erased") if turn.said is None else turn.said
    form = SAID.get(turn.form, turn.form)
    return {"at": turn.at, "channel": words.channel(turn.channel), "form": form, "said": said or _("nothing in words")}


def _steps(message: Message, found: Dossier) -> list[dict[str, Any]]:
    """What became of a message, step by step: written, then whatever the provider reported, and why it failed."""
    steps: list[dict[str, Any]] = [{"at": message.created_at, "what": _("written"), "why": ""}]
    told = found.receipts.get(message.id, ())
    steps += [{"at": one.at, "what": _delivery(one.status), "why": whys.because(one.error)} for one in told]
    last = MessageState(message.state)
    if last is not MessageState.QUEUED and not any(one.status == last for one in told):
        steps.append({"at": message.updated_at, "what": _delivered(message), "why": whys.because(message.reason)})
    for later in found.messages:
        if later.id == message.next_id:
            steps.append({"at": later.created_at, "what": whys.INSTEAD[later.way], "why": ""})
    return steps


def _delivery(status: str) -> Sentence:
    return words.DELIVERY[MessageState(status)] if status in set(MessageState) else status


def _delivered(message: Message) -> Sentence:
    state = MessageState(message.state)
    told_by_hand = state is MessageState.DELIVERED and message.reason == "by-hand"
    return _("told by a person") if told_by_hand else words.DELIVERY[state]


def _message(message: Message, found: Dossier) -> dict[str, Any]:
    state = MessageState(message.state)
    # Whoever said STOP is called; of another stop a clerk must not think so.
    delivery = whys.why(state, message.reason) if state is MessageState.STOPPED else _delivered(message)
    way = words.WAYS[Way(message.way)]
    kind = PURPOSES.get(message.purpose, _("Message"))
    return {
        "at": message.created_at,
        "what": _("{kind} by {way}: {delivery}", kind=kind, way=way, delivery=delivery),
        "by": message.to,
        "more": message.body.replace(CODE_MARK, HIDDEN_CODE).replace(MARK, HIDDEN),
        "turns": [],
        "steps": _steps(message, found),
        "message": message.id if state in UNTOLD else None,
        "late": state in UNTOLD,
    }
