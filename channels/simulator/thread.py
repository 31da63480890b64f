"""The thread of texts between a simulated telephone and a town: what it sent, what was replied, and what we sent to it."""

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from channels.sms.compose import compose
from channels.sms.medium import MEDIUM
from core.announcements.tables import AnnouncementForm
from core.bootstrap import Core
from core.dialogue.secret import HIDDEN
from core.dialogue.tables import ConversationRow, TurnRow
from core.dialogue.turns import Turn
from core.messages import style
from core.messages.alphabet import to_gsm_capitals
from core.messages.outbox import MessageState
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.people.onetime import MARK
from core.ports import Work
from core.requests.revealing import with_codes

LATEST = 40
ARRIVED = (str(MessageState.ACCEPTED), str(MessageState.DELIVERED))


@dataclass(frozen=True, slots=True)
class Bubble:
    """One text or call. `ours` is one that the citizen sent; `call` is the message of a call that can be answered."""

    at: datetime
    text: str
    ours: bool
    language: str
    call: int = 0


def new_sid(number: str) -> str:
    """A message id by which a telephone's texts are found again; the same page sent twice brings the same one."""
    return f"{_prefix(number)}{time.time_ns():016x}"


def own_sid(sid: str, number: str) -> bool:
    return len(sid) == 34 and sid.startswith(_prefix(number)) and set(sid[2:]) <= set("0123456789abcdef")


def _prefix(number: str) -> str:
    return f"SM{hashlib.sha256(number.encode()).hexdigest()[:16]}"


def thread(core: Core, town: Municipality, number: str) -> list[Bubble]:
    """The latest texts both ways, in order."""
    with core.database.reading(town) as work:
        turns = _turns(work, number)
        came = _messages(work, core, number)
    said = [bubble for turn in turns for bubble in _exchanged(core, town, number, turn)]
    return sorted([*said, *came], key=lambda one: one.at)[-LATEST:]


def _turns(work: Work, number: str) -> list[TurnRow]:
    now = select(ConversationRow.id).where(ConversationRow.channel == "sms", ConversationRow.session == number)
    return list(
        work.session.scalars(
            select(TurnRow)
            .where(
                TurnRow.channel == "sms",
                or_(TurnRow.id.startswith(_prefix(number)), TurnRow.conversation_id.in_(now)),
            )
            .order_by(TurnRow.at.desc(), TurnRow.id.desc())
            .limit(LATEST)
        )
    )[::-1]


def _exchanged(core: Core, town: Municipality, number: str, turn: TurnRow) -> list[Bubble]:
    reply = turn.reply
    if reply is None and turn.request_id is not None:
        # A receipt is drawn anew, for its code is kept nowhere.
        again = core.conversing.again(
            Turn(turn.id, town, "sms", number, MEDIUM, contact=number), lambda spoken: compose(spoken, town)
        )
        reply = again.text if again is not None else ""
    sent = [Bubble(turn.at, turn.said, True, turn.language)] if turn.said else []
    return [*sent, Bubble(turn.at, reply, False, turn.language)] if reply else sent


def _messages(work: Work, core: Core, number: str) -> list[Bubble]:
    rows = work.session.scalars(
        select(Message)
        .where(Message.to == number, Message.way.in_((str(Way.TEXT), str(Way.CALL))), Message.state.in_(ARRIVED))
        # Nobody's telephone shows a rehearsal.
        .where(Message.drill.is_(False))
        .order_by(Message.id.desc())
        .limit(LATEST)
    )
    return [_arrived(work, core, row) for row in rows.all()]


def _arrived(work: Work, core: Core, row: Message) -> Bubble:
    """A text in the letters in which it was sent; a call with its words, to be answered where it reads an announcement."""
    form = work.session.get(AnnouncementForm, (row.municipality_id, row.form_id)) if row.form_id is not None else None
    body = form.body if form else with_codes(work, row, core.codes, core.clock.now()) or row.body.replace(MARK, HIDDEN)
    if row.way == Way.CALL:
        return Bubble(row.updated_at, f"☎ {body}", False, row.language, row.id if form else 0)
    if style.folds(work, row.purpose):
        body = to_gsm_capitals(body)
    return Bubble(row.updated_at, body, False, row.language)
