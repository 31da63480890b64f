"""The queue's rows, as its table shows them."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from channels.desk import words
from channels.desk.session import member
from channels.here import say
from channels.site import wording
from core.catalogue import Catalogue
from core.requests.lists.queue import Queued
from core.requests.moves import OUTCOME_NAMES, Outcome, State
from core.text import Code, Sentence, Text, _, plural


@dataclass(frozen=True, slots=True)
class Row:
    """One row with everything said already: fifty are drawn for each page. `marks` are texts with their tones."""

    url: str
    reference: str
    protocol: str
    service: Markup
    place: str
    channel: str
    age: str
    state: str
    tone: str
    # Beneath the state: until when the citizen was asked.
    until: str
    outcome: str
    due_on: str
    promised: str
    marks: Sequence[tuple[str, str]]
    holder: str
    matter: str
    # In this clerk's hands, or a matter of theirs.
    mine: bool
    stands_out: bool


def drawn(rows: Sequence[Queued], catalogue: Catalogue, people: Mapping[int, str], now: datetime) -> list[Row]:
    """The rows of a page. `people` are the names of those who hold one or whose matter it is."""
    drawing = _Drawing(catalogue, people, now)
    return [drawing.row(one) for one in rows]


def people_of(rows: tuple[Queued, ...]) -> set[int]:
    """The accounts whose names the rows show."""
    return {one for row in rows for one in (row.held_by, row.assigned_to) if one is not None}


class _Drawing:
    """Draws rows of one page; what many of them say is translated once."""

    def __init__(self, catalogue: Catalogue, people: Mapping[int, str], now: datetime) -> None:
        self._catalogue, self._people, self._now, self._say = catalogue, people, now, say()
        self._me, self._today = member().person.id, member().town.today(now)
        self._known: dict[Hashable, Any] = {}

    def row(self, one: Queued) -> Row:
        return Row(
            url=f"/desk/requests/{one.reference}",
            reference=self._say(Code(one.reference)),
            protocol=self._say(_("Protocol {number}", number=one.protocol)) if one.protocol else "",
            service=self._once(one.service, lambda: self._service(one.service)),
            place=one.place,
            channel=self._said(words.channel(one.channel)),
            age=self._said(words.age(one.created_at, self._now)),
            state=self._said(words.STATES[one.state]),
            tone=words.TONES[one.state],
            until=self._on(_UNTIL, one.asked_until if one.state is State.WAITING_CITIZEN else None),
            outcome=self._said(OUTCOME_NAMES[Outcome(one.outcome)]) if one.outcome else "",
            due_on=_day(one.due_on) if one.due_on else "",
            promised=self._on(_PROMISED, one.promised_on),
            marks=[(self._said(mark), tone) for mark, tone in marks(one, self._today)],
            holder=self._people.get(one.held_by, "") if one.held_by is not None else "",
            matter=self._matter(one.assigned_to),
            mine=one.held_by == self._me,
            stands_out=self._me in (one.held_by, one.assigned_to),
        )

    def _once(self, key: Hashable, make: Callable[[], Any]) -> Any:
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]

    def _said(self, sentence: Sentence) -> str:
        if not isinstance(sentence, Text):
            return self._say(sentence)
        found: str = self._once((sentence.source, sentence.count), lambda: self._say(sentence))
        return found

    def _on(self, sentence: Text, day: date | None) -> str:
        if day is None:
            return ""
        found: str = self._once((sentence.source, day), lambda: self._say(_(sentence.source, date=_day(day))))
        return found

    def _service(self, key: str) -> Markup:
        service = self._catalogue.get(key)
        return wording(service.title if service else key)

    def _matter(self, whose: int | None) -> str:
        if whose == self._me:
            return self._said(_("your matter"))
        name = self._people.get(whose, "") if whose is not None else ""
        return self._say(_("matter of {name}", name=name)) if name else ""


_UNTIL, _PROMISED = _("until {date}"), _("promised for {date}")


def marks(one: Queued, today: date) -> Iterator[tuple[Text, str]]:
    """What presses, each with its tone: opened again, due soon or past (by the promised day, where a delay was told), a
    delay that nobody has told, a question that the citizen left unanswered, another body that must be asked again."""
    if one.state is State.CLOSED:
        return
    if one.reopened:
        yield plural("opened again {count} time", "opened again {count} times", one.reopened), "late"
    presses = words.due(one.promised_on or one.due_on, today, is_open=True)
    if presses:
        yield presses
    if one.delay_untold(today):
        yield _("delay not told"), "waiting"
    if one.state is State.IN_PROGRESS and one.asked_until is not None and one.asked_until < today:
        yield _("no answer from the citizen"), "late"
    if one.state is State.FORWARDED and one.watch_on is not None and one.watch_on <= today:
        yield _("ask the other authority again"), "late"


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
