"""Conversations and turns, found and kept. This is the hot path: prepared statements, few of them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, select

from core.dialogue.secret import HIDDEN
from core.dialogue.state import State
from core.dialogue.tables import ConversationRow, TurnRow
from core.dialogue.turns import Turn
from core.model import new_id, table_of
from core.ports import Work
from core.requests.filing import Filed

_CHANNEL: BindParameter[str] = bindparam("the_channel")
_SESSION: BindParameter[str] = bindparam("the_session")
_TURN = select(TurnRow.digest, TurnRow.reply, TurnRow.request_id, TurnRow.language, TurnRow.said).where(
    TurnRow.channel == _CHANNEL, TurnRow.id == bindparam("the_id")
)
_SAME_TURN = and_(
    TurnRow.municipality_id == ConversationRow.municipality_id,
    TurnRow.channel == ConversationRow.channel,
    TurnRow.id == bindparam("the_id"),
)
_CONVERSATION: Select[Any] = (
    select(
        ConversationRow.id,
        ConversationRow.contact,
        ConversationRow.language,
        ConversationRow.state,
        TurnRow.digest,
        TurnRow.reply,
        TurnRow.request_id,
        TurnRow.language,
        TurnRow.said,
    )
    .outerjoin(TurnRow, _SAME_TURN)
    .where(ConversationRow.channel == _CHANNEL, ConversationRow.session == _SESSION)
    .with_for_update(of=ConversationRow)
)
_CONVERSATIONS = table_of(ConversationRow)
_TURNS = table_of(TurnRow)


@dataclass
class Conversation:
    """A session's present talk while a turn works on it."""

    id: int
    channel: str
    session: str
    contact: str
    language: str
    state: State
    new: bool = False
    filed: Filed | None = None


@dataclass(frozen=True, slots=True)
class KnownTurn:
    """A turn that was already taken."""

    digest: bytes
    reply: str | None
    request_id: int | None
    language: str
    said: str | None


def known(work: Work, turn: Turn) -> KnownTurn | None:
    row = work.execute(_TURN, {"the_channel": turn.channel, "the_id": turn.id}).first()
    return KnownTurn(*row) if row else None


def take(work: Work, turn: Turn, language: Callable[[], str]) -> tuple[Conversation, KnownTurn | None]:
    """The session's conversation, locked until the transaction ends, and what is known of the turn: one question.

    Where the session is new, so is the conversation, in `language()`.
    """
    values = {"the_channel": turn.channel, "the_session": turn.session, "the_id": turn.id}
    row = work.execute(_CONVERSATION, values).first()
    if row is None:
        before = known(work, turn)
        spoken = before.language if before else turn.language or language()
        return (
            Conversation(new_id(), turn.channel, turn.session, turn.contact, spoken, State(), new=True),
            before,
        )
    id_, contact, spoken, state, digest, *rest = row
    if turn.language and turn.medium.shows_forms:
        # A page is in the language that its reader chose last.
        spoken = turn.language
    conversation = Conversation(id_, turn.channel, turn.session, turn.contact or contact, spoken, State.from_json(state))
    return conversation, KnownTurn(digest, *rest) if digest is not None else None


def look(work: Work, turn: Turn) -> Conversation | None:
    """The conversation as it stands, for a page that only shows it. None if there is none, and no service to begin."""
    row = work.execute(
        select(ConversationRow).where(ConversationRow.channel == turn.channel, ConversationRow.session == turn.session)
    ).first()
    if row is not None:
        state = State.from_json(row.state)
        return Conversation(row.id, turn.channel, turn.session, row.contact, row.language, state)
    if not turn.service:
        return None
    language = turn.language or turn.municipality.languages[0]
    return Conversation(new_id(), turn.channel, turn.session, turn.contact, language, State(), new=True)


def keep(work: Work, conversation: Conversation, now: datetime) -> None:
    """Keep the session's talk. A new session must be new: two that begin at the same moment meet in its key."""
    work.insert(
        _CONVERSATIONS,
        {
            "channel": conversation.channel,
            "session": conversation.session,
            "id": conversation.id,
            "contact": conversation.contact,
            "language": conversation.language,
            "state": conversation.state.to_json(),
            "updated_at": now,
        },
        replaces=not conversation.new,
    )


def keep_turn(work: Work, turn: Turn, conversation: Conversation, reply: str | None, now: datetime) -> None:
    """Keep the turn with its reply; a reply that names a receipt code is not kept but drawn again (`reply` None)."""
    work.insert(
        _TURNS,
        {
            "channel": turn.channel,
            "id": turn.id,
            "digest": turn.digest(),
            "conversation_id": conversation.id,
            "language": conversation.language,
            "form": str(turn.heard.form),
            "said": _said(turn),
            "reply": reply,
            "request_id": conversation.state.filed or None,
            "at": now,
        },
    )


def _said(turn: Turn) -> str:
    """What is kept of what was said: never a PIN or a code."""
    if turn.is_secret and turn.heard.words:
        return HIDDEN
    return turn.heard.words or " ".join(filter(None, turn.heard.parts.values())) or turn.command
