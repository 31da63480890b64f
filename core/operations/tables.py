"""What an installation keeps of its own running; none of it is a municipality's, and none of it is about a person."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from core.model import Base

# The named exception under which these tables, which belong to no town, are reached (core.adapters.wall).
WHY = "operations"


class Mark(Base):
    """When something was last done ("backup", "worker", "sweep"), with a short note of ours."""

    __tablename__ = "mark"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    note: Mapped[str]


class Alarm(Base):
    """Something that an administrator must know. `figure` is how much of it (minutes, percent, a count).

    `mailed_at` and `texted_at` are when it was last told by each way, so that neither waits for the other.
    """

    __tablename__ = "alarm"

    kind: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    figure: Mapped[int]
    raised_at: Mapped[datetime]
    over_at: Mapped[datetime | None]
    mailed_at: Mapped[datetime | None]
    texted_at: Mapped[datetime | None]
