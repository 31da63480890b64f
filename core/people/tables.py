"""What is kept of people: consent, and tries at guessing codes."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.model import Base, Municipal, Numbered


class ConsentRow(Numbered, Base):
    """One event of consent: somebody stopped or started what we begin, when, and in which words.

    `purpose` is "" for everything that we begin (STOP and START), "news" for a subscription by this way. Of the latter, `what`
    says what happened (core.subscriptions.evidence), `asked` in which words they were asked, `words` what they said or did.
    """

    __tablename__ = "consent"

    way: Mapped[str]
    address: Mapped[str]
    given: Mapped[bool]
    at: Mapped[datetime]
    channel: Mapped[str]
    words: Mapped[str]
    purpose: Mapped[str] = mapped_column(server_default="")
    what: Mapped[str] = mapped_column(server_default="")
    asked: Mapped[str] = mapped_column(server_default="")
    # No foreign key: what was agreed is kept for longer than the subscription.
    subscriber_id: Mapped[int | None]

    __table_args__ = (
        Index(None, "municipality_id", "way", "address", "id"),
        Index(None, "municipality_id", "subscriber_id", "id"),
    )


class TryRow(Municipal, Base):
    """Wrong guesses of one secret of one subject, by day and source (a digest of an address, caller or sender)."""

    __tablename__ = "wrong_try"

    kind: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    wrong: Mapped[int]
    last_at: Mapped[datetime]
