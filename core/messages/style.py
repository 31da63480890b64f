"""In which letters texts are written: Greek as it is, unless the town chose capitals of the one-byte alphabet for a class.

The capitals save more than half of a text's parts. What they cost falls on whoever has texts read aloud: a voice spells the
mixed words as English letters. Therefore nothing is folded by itself, and each choice is kept with who made it and when.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped

from core.messages.outbox import CODE
from core.model import Base, Numbered, new_id
from core.ports import Work
from core.text import Sentence, _

# What a citizen's own text is answered with in the same turn: no message of the outbox, and a class all the same.
REPLY = "reply"
# The classes that a town chooses for, by name. A purpose that is none of them belongs to "notice".
NOTICE = "notice"
CLASS_NAMES: Mapping[str, Sentence] = {
    "emergency": _("Emergencies"),
    "announcement": _("Announcements"),
    NOTICE: _("Notices about requests"),
    CODE: _("One-time codes"),
    REPLY: _("Replies to citizens' texts"),
}
_KEPT = "text styles"


class TextStyle(Numbered, Base):
    """One choice for one class of texts; the last one counts. `by` is an account, as "staff:7"."""

    __tablename__ = "text_style"

    purpose: Mapped[str]
    capitals: Mapped[bool]
    by: Mapped[str]
    at: Mapped[datetime]


def class_of(purpose: str) -> str:
    """The class to which a message of this purpose belongs."""
    return purpose if purpose in CLASS_NAMES else NOTICE


def folds(work: Work, purpose: str) -> bool:
    """Whether the town has texts of this purpose in capitals of the one-byte alphabet. Asked once in a unit of work."""
    chosen = work.session.info.get(_KEPT)
    if chosen is None:
        chosen = work.session.info[_KEPT] = {key for key, one in choices(work).items() if one.capitals}
    return class_of(purpose) in cast("set[str]", chosen)


def choices(work: Work) -> dict[str, TextStyle]:
    """The last choice for each class for which one was made."""
    last = select(func.max(TextStyle.id)).group_by(TextStyle.purpose)
    return {row.purpose: row for row in work.session.scalars(select(TextStyle).where(TextStyle.id.in_(last)))}


def history(work: Work, most: int) -> list[TextStyle]:
    """The latest choices, the last one first."""
    return list(work.session.scalars(select(TextStyle).order_by(TextStyle.id.desc()).limit(most)))


def choose(work: Work, purpose: str, capitals: bool, by: str, now: datetime) -> bool:
    """Choose the letters of a class. True if that changed anything: the same choice again is no new one."""
    if folds(work, purpose) is capitals:
        return False
    work.session.add(TextStyle(id=new_id(), purpose=class_of(purpose), capitals=capitals, by=by, at=now))
    work.session.flush()
    work.session.info.pop(_KEPT)
    return True
