"""Who asked: a code to choose a PIN with, leave to act for them, and taking back that two records are one person."""

from datetime import datetime

from flask import Response, make_response, render_template, request

from channels.desk.acting import Deed, again, id_of
from channels.desk.dossier import mine
from channels.desk.session import actor, member
from channels.here import core
from core.dialogue.service import Assurance
from core.errors import Conflict, InvalidAnswer, NotAllowed
from core.people import authorising, onetime, persons
from core.people.known import Person
from core.ports import Work
from core.requests.tables import Request
from core.staff.roles import Role
from core.text import Code, Sentence, _


def _identified(work: Work, found: Request) -> Person:
    """The person whose identity was proved for this request.

    Raises:
        NotAllowed: it was not, or nobody is known by it.
    """
    if found.person_id is None or not Assurance(found.assurance).covers(Assurance.IDENTITY):
        raise NotAllowed("identity", _("First see the identity document of whoever asked."))
    return persons.final(work, found.person_id)


def pin_code(reference: str) -> Response:
    """A code to hand over: with it and their AFM the citizen chooses a PIN on the website. It is shown this once."""
    now = core().clock.now()
    try:
        with core().database.work(member().town) as work:
            person = _identified(work, mine(work, reference, alone=True))
            if not persons.afm_of(work, person.id):
                raise NotAllowed("afm", _("A PIN goes with an AFM: note that you saw theirs on a paper of the tax office."))
            code = onetime.hand_over(work, core().codes, person.id, now)
    except (Conflict, InvalidAnswer, NotAllowed) as refused:
        return again(reference, "pin_code", refused)
    told = _("With this code and their AFM they choose a PIN on the website, at /pin, within ten minutes.")
    return _given(reference, _("Code to choose a PIN"), Code(code), told)


def allow(reference: str) -> Response:
    """Write down that whoever asked lets somebody else act for them. The code is shown this once."""
    now, form = core().clock.now(), request.form
    days, service = form.get("days", ""), form.get("service", "")
    try:
        if service and core().catalogue(member().town).get(service) is None:
            raise InvalidAnswer("service", _("Choose a service from the list."))
        with core().database.work(member().town) as work:
            person = _identified(work, mine(work, reference, alone=True))
            count = int(days) if days.isascii() and days.isdigit() and len(days) < 4 else 0
            name, clerk = form.get("other_name", "").replace("\x00", ""), actor()
            row, code = authorising.allow(
                work, core().codes, person.id, name, service, count, clerk.channel, now, clerk.account_id
            )
            until = row.expires_at
    except (Conflict, InvalidAnswer, NotAllowed) as refused:
        return again(reference, "allow", refused)
    told = _("The other person gives this code when they apply, once, until {until}.", until=until)
    return _given(reference, _("Code to act for somebody else"), Code(code), told)


def _given(reference: str, title: Sentence, code: Code, told: Sentence) -> Response:
    path = f"/desk/requests/{reference}"
    return make_response(render_template("desk/given_code.html", title=title, code=code, told=told, path=path))


def _unmerge(work: Work, found: Request, now: datetime) -> Sentence:
    """Two records were held to be one person, wrongly."""
    member().require(frozenset({Role.SUPERVISOR}))
    merged = id_of("person")
    if found.person_id is None or merged not in persons.merged_with(work, persons.final(work, found.person_id).id):
        raise Conflict("not-merged", _("This record is not merged with another one."))
    persons.unmerge(work, merged, actor().name, actor().channel, now)
    return _("The two records are two persons again.")


DEEDS: dict[str, Deed] = {"unmerge": _unmerge}
# What gives a code answers with a page of its own, and shows it there alone.
VIEWS = {"pin_code": pin_code, "allow": allow}
