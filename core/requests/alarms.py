"""Alarms before a term ends: to the clerk whose matter it is, fifteen and five days ahead (ν.2690/1999, art. 4)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from core.dialogue.service import ServiceForm
from core.languages import tongue
from core.messages.outbox import Draft, post
from core.people.contact import Way
from core.ports import Work
from core.requests.acting import Actor, note_event
from core.requests.tables import Event, Request
from core.staff.roles import Role
from core.staff.tables import Account, Membership
from core.text import Code, Many, Sentence, _, plural

# So many days ahead, the longer first: then there is time to ask; then a notice of delay is at its last day.
DAYS = (15, 5)
FORMAL = (str(ServiceForm.APPLICATION), str(ServiceForm.CERTIFICATE))
# Of what ended longer ago nobody needs an alarm any more: it stands at the top of the queue.
SINCE = timedelta(days=31)
# What moves the day gives a new term its own alarms.
_MOVES = frozenset({"answered", "unanswered", "several", "delayed"})
_SOME = 500


def due(work: Work, today: date) -> list[tuple[int, str]]:
    """The formal requests whose term ends soon and who have had no alarm for it, with the days of the alarm.

    Each alarm comes once, also where a day's work was missed; where both were, only the nearer one comes.
    """
    # The day that holds: a promised one may lie months after the law's own.
    holds = func.coalesce(Request.promised_on, Request.due_on)
    near = (holds <= today + timedelta(days=DAYS[0]), holds >= today - SINCE)
    rows = work.execute(
        select(Request.id, Request.due_on, Request.promised_on)
        .where(Request.is_open, Request.form.in_(FORMAL), *near)
        .order_by(Request.id)
    )
    ends = {int(row.id): row.promised_on or row.due_on for row in rows}
    had = _had(work, list(ends))
    found = ((one, _which(end, today, had.get(one, ()))) for one, end in ends.items())
    return [(one, code) for one, code in found if code]


def raise_alarm(work: Work, request: Request, code: str, now: datetime) -> None:
    """Note an alarm, and write to who works on the request."""
    end = request.promised_on or request.due_on
    if end is None:
        return
    note_event(work, request, Actor("", system=True), "alarm", now, code)
    left = (end - work.municipality.today(now)).days
    said: Sentence = (
        plural("It must be answered by {day}, in {count} day.", "It must be answered by {day}, in {count} days.", left, day=end)
        if left > 0
        else _("It had to be answered by {day}.", day=end)
    )
    hint = _("If that cannot be, the citizen must be told five days ahead: the request's page writes the notice.")
    write_to_staff(work, request, Many((said, hint)), now)


def write_to_staff(work: Work, request: Request, what: Sentence, now: datetime) -> None:
    """E-mail to the clerk whose matter a request is, else to its department: its number, and nothing personal."""
    town = work.municipality
    page = f"{town.public_url.rstrip('/')}/desk/requests/{request.reference}" if town.public_url else ""
    for address, language in _readers(work, request):
        say = tongue(language, zone=town.zone)
        number = Code(request.reference)
        body = Many((_("{town}, request {reference}:", town=town.short_name, reference=number), what, page))
        subject = _("{town}: request {reference} needs you", town=town.short_name, reference=number)
        post(work, Draft(Way.EMAIL, address, say(body), language, "staff", say(subject)), now)


def _readers(work: Work, request: Request) -> list[tuple[str, str]]:
    """Addresses and languages: of who has it, else of the department's clerks, else of the supervisors."""
    rows = work.execute(
        select(Account.id, Account.email, Account.language, Membership.role, Membership.departments)
        .join(Membership, Membership.account_id == Account.id)
        .where(Account.active)
        .order_by(Account.id)
    ).all()
    workers = [row for row in rows if row.role in (Role.CLERK, Role.SUPERVISOR)]
    own = [row for row in workers if row.id == request.assigned_to]
    there = [row for row in workers if row.role == Role.CLERK and request.department in row.departments]
    above = [row for row in workers if row.role == Role.SUPERVISOR]
    return [(row.email, row.language) for row in own or there or above]


def _had(work: Work, ids: list[int]) -> Mapping[int, list[str]]:
    """The alarms that each request has had since its day last moved."""
    found: dict[int, list[str]] = {}
    kinds = [*_MOVES, "alarm"]
    for start in range(0, len(ids), _SOME):
        rows = work.execute(
            select(Event.request_id, Event.kind, Event.code)
            .where(Event.request_id.in_(ids[start : start + _SOME]), Event.kind.in_(kinds))
            .order_by(Event.request_id, Event.seq)
        )
        for row in rows:
            had = found.setdefault(int(row.request_id), [])
            if row.kind == "alarm":
                had.append(row.code)
            else:
                had.clear()
    return found


def _which(end: date, today: date, had: Iterable[str]) -> str:
    """The code of the alarm that is due now, "" for none."""
    left = (end - today).days
    for days in sorted(DAYS):
        if str(days) in had:
            return ""
        if left <= days:
            return str(days)
    return ""
