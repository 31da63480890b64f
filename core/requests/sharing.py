"""Where is kept what clerks share: drafts of what they were typing, and the links between requests."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.model import Base, Municipal, Numbered, belongs_to


class DraftRow(Municipal, Base):
    """What somebody was typing in one form of a request's page; `seen_seq` is the last event that they had seen."""

    __tablename__ = "draft"

    request_id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(primary_key=True)
    action: Mapped[str] = mapped_column(primary_key=True)
    fields: Mapped[dict[str, Any]]
    seen_seq: Mapped[int]
    saved_at: Mapped[datetime]

    __table_args__ = (belongs_to("request", "request_id"), Index(None, "municipality_id", "saved_at"))


class LinkRow(Numbered, Base):
    """Two requests that belong together, and how (core.requests.linking.Kind); `by` is the account that said so."""

    __tablename__ = "request_link"

    kind: Mapped[str]
    request_id: Mapped[int]
    other_id: Mapped[int]
    note: Mapped[str]
    by: Mapped[int | None]
    at: Mapped[datetime]

    __table_args__ = (
        belongs_to("request", "request_id"),
        belongs_to("request", "other_id"),
        Index(None, "municipality_id", "request_id"),
        Index(None, "municipality_id", "other_id"),
    )
