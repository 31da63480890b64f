"""A day, past or to come."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from core.dialogue.answers import Answer, Heard, Reply, Situation
from core.dialogue.kinds.base import Kind
from core.dialogue.kinds.date_choice import Bounds
from core.dialogue.kinds.date_reading import read_day
from core.dialogue.kinds.reading import whole, wrong_settings
from core.errors import InvalidAnswer
from core.text import Sentence, _

if TYPE_CHECKING:
    from core.dialogue.service import Question


class Day(Kind):
    """A date between `earliest` and `latest` (ISO), or `earliest_days` and `latest_days` from today.

    The value is ISO.
    """

    name = "date"
    ways = frozenset({Reply.DIGITS, Reply.WORDS})
    keyed = _("Key two digits for the day, two for the month and four for the year.")

    def read(self, question: "Question", heard: Heard, situation: Situation) -> Answer:
        bounds = _bounds(question, situation)
        day = read_day(_said(heard), bounds)
        if bounds.earliest and day < bounds.earliest:
            raise InvalidAnswer("too-early", _("The date must be {day} or later.", day=bounds.earliest))
        if bounds.latest and day > bounds.latest:
            raise InvalidAnswer("too-late", _("The date must be {day} or earlier.", day=bounds.latest))
        return Answer(day.isoformat(), heard.form)

    def show(self, question: "Question", answer: Answer) -> Sentence:
        return date.fromisoformat(str(answer.value))

    def example(self, question: "Question", situation: Situation) -> Sentence:
        bounds = _bounds(question, situation)
        if bounds.earliest and bounds.earliest > bounds.today:
            return bounds.earliest
        return min(bounds.today, bounds.latest) if bounds.latest else bounds.today

    def check(self, question: "Question") -> Sentence | None:
        for name in ("earliest", "latest"):
            if name in question.settings and _set(question, name) is None:
                return _("{name} must be a date like 2026-11-22", name=name)
        return wrong_settings(question, known=("earliest", "latest"), numbers=("earliest_days", "latest_days"))


def _said(heard: Heard) -> str:
    """What was typed, or the three fields of a page put together."""
    fields = [heard.parts.get(name, "").strip() for name in ("day", "month", "year")]
    return heard.words if heard.words.strip() or not any(fields) else " ".join(fields)


def _bounds(question: "Question", situation: Situation) -> Bounds:
    today = situation.municipality.today(situation.now)
    return Bounds(
        today,
        _later(_set(question, "earliest"), _from_today(question, "earliest_days", today)),
        _earlier(_set(question, "latest"), _from_today(question, "latest_days", today)),
    )


def _set(question: "Question", name: str) -> date | None:
    value = question.settings.get(name)
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _from_today(question: "Question", name: str, today: date) -> date | None:
    return today + timedelta(days=whole(question, name, 0)) if name in question.settings else None


def _later(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one and other else one or other


def _earlier(one: date | None, other: date | None) -> date | None:
    return min(one, other) if one and other else one or other


DATE = Day()
