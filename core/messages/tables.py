"""The outbox, what the providers say of it, and the jobs that run after a turn."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, false
from sqlalchemy.orm import Mapped, mapped_column

from core.model import Base, Numbered, belongs_to


class Message(Numbered, Base):
    """One thing to one contact by one way. States are in core.messages.outbox."""

    __tablename__ = "message"

    way: Mapped[str]
    to: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    language: Mapped[str]
    purpose: Mapped[str]
    request_id: Mapped[int | None]
    state: Mapped[str]
    reason: Mapped[str]
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    provider_id: Mapped[str | None]
    parts: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    # What goes first: core.messages.outbox.Priority.
    priority: Mapped[int] = mapped_column(server_default="2")
    # Which gateway took it, by its name: receipts, look-ups and figures are asked of that one.
    gateway: Mapped[str] = mapped_column(server_default="")
    # Of an announcement: what it says stands in the form; to whom, and of which part of the town they are. These rows may go
    # before the message does, so there are no foreign keys.
    announcement_id: Mapped[int | None]
    form_id: Mapped[int | None]
    subscriber_id: Mapped[int | None]
    district: Mapped[str] = mapped_column(server_default="")
    # The message that was sent in its place, by the next way.
    next_id: Mapped[int | None]
    # A rehearsal: no worker that has a real gateway ever takes it.
    drill: Mapped[bool] = mapped_column(server_default=false())

    __table_args__ = (
        belongs_to("request", "request_id"),
        Index("ix_message_due", "state", "due_at"),
        Index(None, "municipality_id", "announcement_id", "subscriber_id"),
        Index(None, "provider_id"),
        Index(None, "municipality_id", "to", "id"),
        Index(None, "municipality_id", "request_id"),
    )


class Receipt(Numbered, Base):
    """One thing a provider reported about a message; kept even when it comes twice, late or out of order."""

    __tablename__ = "message_receipt"

    message_id: Mapped[int]
    status: Mapped[str]
    error: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (belongs_to("message", "message_id"), Index(None, "municipality_id", "message_id"))


class Job(Numbered, Base):
    """Work for after the turn, named in the transaction that causes it. Runs at least once."""

    __tablename__ = "job"

    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    state: Mapped[str]
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    reason: Mapped[str]
    # What goes first, as with messages: core.messages.outbox.Priority.
    priority: Mapped[int] = mapped_column(server_default="2")

    __table_args__ = (Index("ix_job_due", "state", "due_at"),)
