"""Where municipalities are kept: the town itself, and the hosts and numbers that lead to it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.model import Base


class MunicipalityRow(Base):
    """One town. `profile` holds everything of `municipalities.model.Municipality` that has no column here."""

    __tablename__ = "municipality"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(unique=True)
    demonstration: Mapped[bool]
    profile: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class AddressRow(Base):
    """A host name or a telephone number (E.164) that belongs to one town only."""

    __tablename__ = "municipality_address"

    address: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    town_id: Mapped[int] = mapped_column(ForeignKey("municipality.id"))
