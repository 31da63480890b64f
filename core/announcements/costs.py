"""What telling an announcement costs: what each way costs, by the town's own prices or the usual ones, times whom it reaches."""

from dataclasses import dataclass

from core.announcements.forms import form
from core.announcements.reach import Reach
from core.announcements.written import Written
from core.messages.alphabet import segments
from core.messages.costs import price
from core.municipalities.model import Municipality
from core.people.contact import Way


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one way in one language. `each` and `total` are cents; `assumed`, where the town's file names no price of this way."""

    way: Way
    language: str
    people: int
    # Of one text; 1 for other ways.
    parts: int
    each: float
    assumed: bool = False

    @property
    def total(self) -> float:
        return self.each * self.people


def costs(town: Municipality, one: Written, reached: Reach, what: str = "published") -> list[Cost]:
    """What each way costs in each language that somebody reads, in the order of ways and languages."""
    found = []
    for way in (Way.TEXT, Way.CALL, Way.EMAIL):
        for language in _spoken(town, reached):
            people = reached.by(way=str(way), language=language)
            if people:
                parts = segments(form(town, one, way, language, what=what)[1]).count if way is Way.TEXT else 1
                found.append(Cost(way, language, people, parts, price(town, way) * parts, str(way) not in town.prices))
    return found


def total(found: list[Cost]) -> float:
    """All of it in cents."""
    return sum((cost.total for cost in found), 0.0)


def _spoken(town: Municipality, reached: Reach) -> list[str]:
    """The town's languages, and others that subscribers still have."""
    return list(dict.fromkeys([*town.languages, *(language for _way, language, _district in reached.counts)]))
