"""The history of a request as its clerk reads it: what happened, what was said and what was sent, the newest first."""

from datetime import datetime
from typing import Any

from channels.desk import words
from channels.desk.asker import PROVED
from core.dialogue.secret import HIDDEN
from core.dialogue.service import Assurance
from core.messages.outbox import MessageState
from core.messages.tables import Message
from core.people.contact import Way
from core.people.onetime import MARK
from core.requests.actions import UNTOLD
from core.requests.dossier import Dossier, Happened, SaidTurn
from core.requests.identifying import Document
from core.requests.moves import OUTCOME_NAMES, Outcome
from core.requests.receiptcode import CODE_MARK
from core.text import Many, Sentence, _, plural

# Receipt codes are for the citizen: the clerk sees where one stood.
HIDDEN_CODE = "····"
PURPOSES: dict[str, Sentence] = {
    "receipt": _("Receipt"),
    "question": _("Question"),
    "notice": _("Notice"),
}
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
    entries += [(message.created_at, 1, _message(message)) for message in found.messages]
    entries.sort(key=lambda one: (one[0], one[1]), reverse=True)
    return [entry for _at, _second, entry in entries]


def _event(event: Happened, found: Dossier) -> dict[str, Any]:
    what: Sentence = words.EVENTS.get(event.kind, event.kind)
    if event.kind == "closed" and event.code:
        what = Many((what, OUTCOME_NAMES[Outcome(event.code)]), by=": ")
    if event.kind == "identified" and event.code:
        what = _("Identity proved")
    if event.kind == "claimed" and event.body.get("words"):
        what = _("Taken over")
    return {
        "at": event.at,
        "what": what,
        "by": _who(event, found),
        "more": _("The content was erased.") if event.erased else _content(event),
        "turns": [_turn(turn) for turn in found.turns] if event.kind == "filed" else [],
    }


def _who(event: Happened, found: Dossier) -> Sentence:
    if event.by is not None:
        return found.people.get(event.by, _("a former colleague"))
    if event.actor == "citizen":
        return Many((_("citizen"), words.channel(event.channel)), by=" · ")
    return _("automatic")


def _content(event: Happened) -> Sentence:
    if event.kind == "identified" and event.code:
        return PROVED[Assurance(event.code)]
    if event.kind == "identified":
        document = str(event.body.get("document", ""))
        kind: Sentence = words.DOCUMENTS[Document(document)] if document in set(Document) else document
        return Many((kind, f"…{event.body.get('last_three', '')}"))
    said = str(event.body.get("words", ""))
    sent = event.body.get("uploads") or []
    files = plural("{count} file", "{count} files", len(sent)) if sent else ""
    return Many((said, files), by="\n") if event.kind != "filed" else ""


def _turn(turn: SaidTurn) -> dict[str, Any]:
    said = _("erased") if turn.said is None else turn.said
    form = SAID.get(turn.form, turn.form)
    return {"at": turn.at, "channel": words.channel(turn.channel), "form": form, "said": said or _("nothing in words")}


def _message(message: Message) -> dict[str, Any]:
    state = MessageState(message.state)
    told_by_hand = state is MessageState.DELIVERED and message.reason == "by-hand"
    delivery = _("told by a person") if told_by_hand else words.DELIVERY[state]
    way = words.WAYS[Way(message.way)]
    kind = PURPOSES.get(message.purpose, _("Message"))
    return {
        "at": message.created_at,
        "what": _("{kind} by {way}: {delivery}", kind=kind, way=way, delivery=delivery),
        "by": message.to,
        "more": message.body.replace(CODE_MARK, HIDDEN_CODE).replace(MARK, HIDDEN),
        "turns": [],
        "message": message.id if state in UNTOLD else None,
        "late": state in UNTOLD,
    }
