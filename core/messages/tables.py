"""The outbox, what the providers say of it, and the jobs that run after a turn."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

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

    __table_args__ = (
        belongs_to("request", "request_id"),
        Index("ix_message_due", "state", "due_at"),
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

    __table_args__ = (Index("ix_job_due", "state", "due_at"),)
