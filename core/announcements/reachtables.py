"""Whom an announcement reached, once its telling is over: figures without names, which stay when the messages go."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.model import Base, Municipal, Numbered, belongs_to


class ReachRow(Numbered, Base):
    """So many people of a district: how far the last message to each came, or ("tried instead") an earlier one that did not.

    `state` and `reason` are the message's (core.messages.outbox). `next_way` is "" where this was the last way that was tried,
    else the way that was tried instead: those people are counted once more, under that one.
    """

    __tablename__ = "announcement_reach"

    announcement_id: Mapped[int]
    version: Mapped[int]
    district: Mapped[str]
    way: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str]
    next_way: Mapped[str]
    count: Mapped[int]

    __table_args__ = (belongs_to("announcement", "announcement_id"), Index(None, "municipality_id", "announcement_id"))


class FrozenRow(Municipal, Base):
    """That an announcement's figures are kept, also where nobody was told; and of which moment they are."""

    __tablename__ = "announcement_frozen"

    announcement_id: Mapped[int] = mapped_column(primary_key=True)
    frozen_at: Mapped[datetime]

    __table_args__ = (belongs_to("announcement", "announcement_id"),)
