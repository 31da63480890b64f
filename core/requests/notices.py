"""The notices that a request sends to its citizen: written with the event that causes them."""

from dataclasses import dataclass
from datetime import datetime

from core.languages import tongue
from core.messages.outbox import Draft, post
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.ports import Work
from core.requests.tables import Request
from core.text import Code, Many, Sentence, _


@dataclass(frozen=True, slots=True)
class Notice:
    """What the citizen will be told, finished in their language. `way` is NONE for who said "I will ask myself"."""

    way: Way
    to: str
    subject: str
    body: str


def compose(town: Municipality, request: Request, what: Sentence) -> Notice:
    """A notice: town, reference, what happened, where to ask. Never a name or address."""
    way = Way(request.tell_by)
    say = tongue(request.language, zone=town.zone)
    where = _("You can ask at any time: {number}.", number=town.desk_number) if town.desk_number else ""
    body = Many(
        (
            _("{town}, request {reference}:", town=town.short_name, reference=Code(request.reference)),
            what,
            where if way is not Way.TEXT else "",
        )
    )
    subject = _("{town}: your request {reference}", town=town.name, reference=Code(request.reference))
    return Notice(way, request.tell_to, say(subject), say(body))


def tell(work: Work, request: Request, what: Sentence, now: datetime, purpose: str = "notice") -> None:
    """Tell the citizen on the way they chose; nothing is written for somebody who said "I will ask myself"."""
    notice = compose(work.municipality, request, what)
    if notice.way is Way.NONE:
        return
    post(
        work,
        Draft(
            way=notice.way,
            to=notice.to,
            body=notice.body,
            language=request.language,
            purpose=purpose,
            subject=notice.subject,
            request_id=request.id,
        ),
        now,
    )
