"""The notices that a request sends to its citizen: written with the event that causes them."""

from datetime import datetime

from core.languages import tongue
from core.messages.outbox import Draft, post
from core.people.contact import Way
from core.ports import Work
from core.requests.tables import Request
from core.text import Code, Many, Sentence, _


def tell(work: Work, request: Request, what: Sentence, now: datetime, purpose: str = "notice") -> None:
    """Tell the citizen on the way they chose: town, reference, what happened, where to answer. Never a name or address.

    Nothing is written for somebody who said "I will ask myself".
    """
    way = Way(request.tell_by)
    if way is Way.NONE:
        return
    town = work.municipality
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
    post(
        work,
        Draft(
            way=way,
            to=request.tell_to,
            body=say(body),
            language=request.language,
            purpose=purpose,
            subject=say(subject),
            request_id=request.id,
        ),
        now,
    )
