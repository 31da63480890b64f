"""Where routing rules are kept."""

from sqlalchemy.orm import Mapped

from core.model import Base, Numbered


class RuleRow(Numbered, Base):
    """One rule. "" in `service`, `district` or `words` stands for any; "" in `department` for the service's own."""

    __tablename__ = "routing_rule"

    position: Mapped[int]
    service: Mapped[str]
    district: Mapped[str]
    words: Mapped[str]
    department: Mapped[str]
    person: Mapped[int | None]
    note: Mapped[str]
    active: Mapped[bool]
