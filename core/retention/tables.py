"""The record of what went when its time was over, and what is held back from it."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from core.model import Base, Numbered, belongs_to


class RetentionRecord(Numbered, Base):
    """One class of one municipality in one run: how much went, from when to when it was, and who had it done.

    `rule` is what the class said then ("5 years after closing; π.δ. 480/1985"), for the file of classes may change. `oldest`
    and `newest` are those of the moments from which the time was counted.
    """

    __tablename__ = "retention_record"

    kind: Mapped[str]
    action: Mapped[str]
    rule: Mapped[str]
    count: Mapped[int]
    oldest: Mapped[datetime]
    newest: Mapped[datetime]
    at: Mapped[datetime]
    by: Mapped[str]

    __table_args__ = (Index(None, "municipality_id", "id"),)


class RetentionHold(Numbered, Base):
    """A request that must not be erased for now: a court, an inspection or an objection needs it. Who held it, and why."""

    __tablename__ = "retention_hold"

    request_id: Mapped[int]
    reason: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]

    __table_args__ = (
        belongs_to("request", "request_id"),
        UniqueConstraint("municipality_id", "request_id"),
    )
