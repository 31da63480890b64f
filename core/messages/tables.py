"""The outbox, what the providers say of it, and the jobs that run after a turn."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, column, false
from sqlalchemy.orm import Mapped, mapped_column

from core.messages.states import MessageState, Priority
from core.model import Base, Municipal, Numbered, belongs_to, new_id

# Messages that carry no announcement: what the day's small budget counts.
_SINGLE = column("announcement_id").is_(None)


class Message(Numbered, Base):
    """One thing to one contact by one way. States are in core.messages.states.

    `due_at` is when it may go; of an uncertain one, when it is looked up next.
    """

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
    # What goes first: core.messages.states.Priority.
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
    # How often it was sent anew after a gateway had accepted it and then could not deliver it.
    again: Mapped[int] = mapped_column(server_default="0")
    # How often it was surely not accepted while its line worked: so often it was it, and not the gateway.
    refused: Mapped[int] = mapped_column(server_default="0")

    __table_args__ = (
        belongs_to("request", "request_id"),
        # In this order what waits is walked from lane to lane, whatever lies in one of them (core.messages.lanes).
        Index("ix_message_lane", "state", "drill", "priority", "municipality_id", "way", "due_at"),
        Index("ix_message_single", "municipality_id", "id", sqlite_where=_SINGLE, postgresql_where=_SINGLE),
        Index(None, "municipality_id", "announcement_id", "subscriber_id"),
        Index(None, "provider_id"),
        Index(None, "municipality_id", "to", "id"),
        Index(None, "municipality_id", "request_id"),
    )


def fresh(now: datetime, **own: Any) -> dict[str, Any]:
    """The columns of a message that nobody has taken yet, due now; `own` are those that are its own."""
    return {
        "id": new_id(),
        "subject": "",
        "body": "",
        "request_id": None,
        "state": str(MessageState.QUEUED),
        "reason": "",
        "attempts": 0,
        "due_at": now,
        "leased_until": None,
        "provider_id": None,
        "parts": 0,
        "created_at": now,
        "updated_at": now,
        "priority": int(Priority.NOTICE),
        "gateway": "",
        "announcement_id": None,
        "form_id": None,
        "subscriber_id": None,
        "district": "",
        "next_id": None,
        "drill": False,
        "again": 0,
        "refused": 0,
        **own,
    }


class Receipt(Numbered, Base):
    """One thing a provider reported about a message; kept even when it comes twice, late or out of order."""

    __tablename__ = "message_receipt"

    message_id: Mapped[int]
    status: Mapped[str]
    error: Mapped[str]
    at: Mapped[datetime]
    # Under which id the provider knows the message: one that is sent anew has another.
    provider_id: Mapped[str] = mapped_column(server_default="")

    __table_args__ = (belongs_to("message", "message_id"), Index(None, "municipality_id", "message_id"))


class Line(Municipal, Base):
    """One gateway as one town uses it for one way: how fast it may be fed, and whether it works.

    Kept in the database and changed in the lease's own transaction, so that workers on several machines share it.
    """

    __tablename__ = "message_line"

    way: Mapped[str] = mapped_column(primary_key=True)
    gateway: Mapped[str] = mapped_column(primary_key=True)
    # When all that was handed over is through, at the rate that is allowed (core.messages.limits).
    free_at: Mapped[datetime]
    # Failures in a row, until when it is left alone, and since when it does not work (core.messages.breaker).
    failures: Mapped[int]
    open_until: Mapped[datetime | None]
    down_since: Mapped[datetime | None]
    # What the provider says of how our account is set up, as a code or a short word; "" where nothing is wrong.
    setup: Mapped[str]
    # Parts of announcements on the town's day: their cost has a ceiling (core.messages.costs).
    day: Mapped[date]
    spent: Mapped[int]


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
