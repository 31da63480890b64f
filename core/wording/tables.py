"""Where canned answers are kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from core.model import Base, Numbered


class CannedAnswer(Numbered, Base):
    """One answer in all languages. `service` is "" for any; `outcome` only where it closes a request.

    `written_by` is an account, None for what came with a file; nobody offers it before somebody else approved it.
    """

    __tablename__ = "canned_answer"

    service: Mapped[str]
    deed: Mapped[str]
    outcome: Mapped[str]
    title: Mapped[str]
    texts: Mapped[dict[str, Any]]
    written_by: Mapped[int | None]
    written_at: Mapped[datetime]
    approved_by: Mapped[int | None]
    approved_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "municipality_id", "deed"),)
