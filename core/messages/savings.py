"""What the letters of texts cost: for each class an example in both alphabets, and what a year of them comes to.

The year is last month's texts, twelve times; parts are counted on the latest of them as they were written. A class without any
text last month is reckoned with nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from core.announcements.tables import AnnouncementForm
from core.languages import tongue
from core.messages import style
from core.messages.alphabet import Parts, segments, to_gsm_capitals
from core.messages.costs import price
from core.messages.outbox import CODE
from core.messages.tables import Message
from core.model import first_id_of
from core.people.contact import Way
from core.ports import Work
from core.text import Many, Sentence, _

MONTH = timedelta(days=30)
MONTHS = 12
# So many of a class are looked at for how long they are.
SAMPLE = 300

# What stands for each class: in Greek, for only Greek letters are folded.
EXAMPLES: Mapping[str, Sentence] = {
    "emergency": _("In danger call 112. Fire near the wood: leave now towards the stadium."),
    "announcement": _("No water in the centre tomorrow 09:00-13:00, because of works on the main pipe."),
    style.NOTICE: _("Your request 482 913 053 is done: the lamp was replaced. Is it solved? Reply YES or NO."),
    # As core.people.onetime says it.
    CODE: _("your code is 482913. It is valid for 10 minutes."),
    style.REPLY: _("Where is the lamp? Street and number, for example: Asklipiou 12"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """One example in one alphabet. `cents` is what one such text costs."""

    text: str
    parts: Parts
    cents: float


@dataclass(frozen=True, slots=True)
class Reckoning:
    """One class. `texts` went out last month; `saves` is whole euros a year that capitals cost less than Greek."""

    purpose: str
    folded: bool
    greek: Written
    capitals: Written
    texts: int
    saves: int


def reckon(work: Work, now: datetime) -> list[Reckoning]:
    """Every class, in the order of their names' table."""
    town, cents, since = work.municipality, price(work.municipality, Way.TEXT), first_id_of(now - MONTH)
    counted = _counted(work, since)
    found = []
    for purpose in style.CLASS_NAMES:
        example = tongue("el")(Many((town.short_name, EXAMPLES[purpose]), by=": "))
        texts = counted.get(purpose, 0)
        less = _less(_bodies(work, purpose, since)) if texts else 0.0
        found.append(
            Reckoning(
                purpose=purpose,
                folded=style.folds(work, purpose),
                greek=_written(example, cents),
                capitals=_written(to_gsm_capitals(example), cents),
                texts=texts,
                saves=round(texts * MONTHS * less * cents / 100),
            )
        )
    return found


def _written(text: str, cents: float) -> Written:
    parts = segments(text)
    return Written(text, parts, parts.count * cents)


def _less(bodies: Iterable[str]) -> float:
    """How many parts a text takes less in capitals, on the average of these."""
    saved = [segments(body).count - segments(to_gsm_capitals(body)).count for body in bodies]
    return sum(saved) / len(saved) if saved else 0.0


def _counted(work: Work, since: int) -> dict[str, int]:
    """Texts by class since an id."""
    rows = work.execute(
        select(Message.purpose, func.count())
        .where(Message.id >= since, Message.way == str(Way.TEXT), Message.drill.is_(False))
        .group_by(Message.purpose)
    )
    found: dict[str, int] = {}
    for purpose, count in rows:
        key = style.class_of(purpose)
        found[key] = found.get(key, 0) + int(count)
    return found


def _bodies(work: Work, purpose: str, since: int) -> list[str]:
    """What the latest texts of a class said; what was erased of them says nothing."""
    latest = (
        select(Message.body, Message.form_id)
        .where(Message.id >= since, Message.way == str(Way.TEXT), Message.drill.is_(False), _of_class(purpose))
        .order_by(Message.id.desc())
        .limit(SAMPLE)
    )
    rows = work.execute(latest).all()
    ids = {row.form_id for row in rows if row.form_id is not None}
    wanted = select(AnnouncementForm.id, AnnouncementForm.body).where(AnnouncementForm.id.in_(ids))
    forms = {row.id: row.body for row in work.execute(wanted)} if ids else {}
    return [body for row in rows if (body := forms.get(row.form_id, row.body))]


def _of_class(purpose: str) -> ColumnElement[bool]:
    if purpose == style.NOTICE:
        return Message.purpose.not_in([one for one in style.CLASS_NAMES if one != style.NOTICE])
    return Message.purpose == purpose
