"""What announcements may cost a town in a day. Two persons let each of them out with its cost before their eyes, so the small
budget of single texts is not meant for them; a mistake that tells everybody ten times is stopped by this ceiling all the same.

What is beyond it waits for the next day, and an administrator is told. Emergencies are never held by it.
"""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from core.messages.tables import Line
from core.model import table_of
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.ports import Work

# Cents for a part of a text to Greece, a call and an e-mail, where the town's file does not say: rather too much than too little.
USUAL: Mapping[Way, float] = {Way.TEXT: 8.0, Way.CALL: 15.0, Way.EMAIL: 0.0}

_LINE = table_of(Line)


def price(town: Municipality, way: Way) -> float:
    """Cents for one part of a text, one call or one e-mail."""
    return float(town.prices.get(str(way), USUAL.get(way, 0.0)))


def spent(work: Work, town: Municipality, today: date) -> float:
    """Cents that the town's announcements cost on its day."""
    columns = select(_LINE.c.way, _LINE.c.spent)
    rows = work.execute(columns.where(_LINE.c.municipality_id == town.id, _LINE.c.day == today))
    return sum((int(parts) * price(town, Way(way)) for way, parts in rows), 0.0)


def charge(line: Line, parts: int, today: date) -> None:
    """Note parts of an announcement that are handed over; fewer than none, where they were not after all."""
    line.spent = max(0, parts + (line.spent if line.day == today else 0))
    line.day = today
