"""Where conversations are kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from core.model import Base, Municipal, Numbered


class ConversationRow(Municipal, Base):
    """What one session (a number, a call, a browser) of one channel is talking about now.

    There is one row a session; `id` is that of the present talk and changes when a new one begins, so that turns and
    requests of earlier talks keep theirs.
    """

    __tablename__ = "conversation"

    channel: Mapped[str] = mapped_column(primary_key=True)
    session: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[int]
    contact: Mapped[str]
    language: Mapped[str]
    state: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]

    __table_args__ = (
        Index(None, "municipality_id", "id"),
        Index(None, "municipality_id", "contact", "updated_at"),
        Index(None, "updated_at"),
    )


class TurnRow(Municipal, Base):
    """One turn: its id and digest are kept for ever, what was said and the reply until they are erased."""

    __tablename__ = "turn"

    channel: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    conversation_id: Mapped[int]
    language: Mapped[str]
    form: Mapped[str]
    said: Mapped[str | None]
    # The finished reply; None where it is drawn anew from `request_id` because it names a receipt code.
    reply: Mapped[str | None]
    request_id: Mapped[int | None]
    at: Mapped[datetime]

    __table_args__ = (Index(None, "municipality_id", "conversation_id", "at"),)


class HandOverCodeRow(Numbered, Base):
    """A code that carries a half-finished conversation to another channel: kept as HMAC, used once."""

    __tablename__ = "hand_over_code"

    digest: Mapped[str]
    channel: Mapped[str]
    session: Mapped[str]
    conversation_id: Mapped[int]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    __table_args__ = (
        Index(None, "municipality_id", "digest", unique=True),
        Index(None, "municipality_id", "conversation_id"),
    )
