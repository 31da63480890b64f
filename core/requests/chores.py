"""What waits for a day: reminders of a question, questions left unanswered, other bodies to ask again, terms about to end."""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import func, select

from core.dialogue.service import Service
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.ports import Work
from core.requests import alarms
from core.requests.asking import reminder_day, unanswered
from core.requests.forwarding import watch
from core.requests.moves import State
from core.requests.notices import tell
from core.requests.tables import Event, Request
from core.text import Sentence, _

REMIND, UNANSWERED, WATCH, ALARM = "remind-answer", "unanswered", "watch", "alarm-"

# The service of a request, None where it is in the catalogue no more.
ServiceOf = Callable[[str], Service | None]


def due(work: Work, today: date) -> list[tuple[int, str]]:
    """Which requests need something today, and what. What was done is not found again, however often one asks."""
    return [
        *_questions(work, today),
        *((one, WATCH) for one in _watched(work, today)),
        *((one, ALARM + code) for one, code in alarms.due(work, today)),
    ]


def do(work: Work, request: Request, doing: str, now: datetime, service_of: ServiceOf) -> None:
    """Do one of these for a request, unless it has moved on since."""
    if doing.startswith(ALARM):
        if request.is_open:
            alarms.raise_alarm(work, request, doing.removeprefix(ALARM), now)
    elif doing == WATCH:
        if request.state == State.FORWARDED:
            watch(work, request, now)
            said: Sentence = _("We wanted to hear from the other body by today. Ask it again, or take the request back.")
            alarms.write_to_staff(work, request, said, now)
    elif request.state == State.WAITING_CITIZEN and request.asked_until is not None:
        if doing == REMIND:
            tell(work, request, _("We still wait for your answer, until {day}.", day=request.asked_until), now, "reminder")
        elif doing == UNANSWERED:
            unanswered(work, request, now, service_of(request.service))


def _questions(work: Work, today: date) -> list[tuple[int, str]]:
    """The open questions of which somebody is to be reminded, and those whose day has passed."""
    asked = select(func.max(Event.at)).where(Event.request_id == Request.id, Event.kind == "asked").scalar_subquery()
    mine = (Message.request_id == Request.id, Message.purpose == "reminder")
    reminded = select(func.max(Message.created_at)).where(*mine).scalar_subquery()
    rows = work.execute(
        select(Request.id, Request.asked_until, asked.label("asked_at"), reminded.label("reminded_at"))
        .where(Request.state == State.WAITING_CITIZEN, Request.asked_until.is_not(None))
        .order_by(Request.id)
    )
    found = []
    for row in rows:
        if row.asked_until < today:
            found.append((int(row.id), UNANSWERED))
        elif _reminded_now(row.asked_at, row.reminded_at, row.asked_until, work.municipality, today):
            found.append((int(row.id), REMIND))
    return found


def _reminded_now(asked: datetime | None, reminded: datetime | None, until: date, town: Municipality, today: date) -> bool:
    if asked is None or (reminded is not None and reminded > asked):
        return False
    return reminder_day(town.today(asked), until) <= today


def _watched(work: Work, today: date) -> list[int]:
    """What is with another body past the day of asking again, and was not said so since that day was set."""
    own = Event.request_id == Request.id
    set_at = select(func.max(Event.seq)).where(own, Event.kind.in_(("forwarded", "waits-on"))).scalar_subquery()
    said_at = select(func.max(Event.seq)).where(own, Event.kind == "watch").scalar_subquery()
    rows = work.execute(
        select(Request.id)
        .where(Request.state == State.FORWARDED, Request.watch_on <= today, func.coalesce(said_at, 0) < func.coalesce(set_at, 1))
        .order_by(Request.id)
    )
    return [int(one) for one in rows.scalars()]
