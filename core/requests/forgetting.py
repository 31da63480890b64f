"""Forgetting a person with the last of their requests: what was kept of them only for these goes too."""

from datetime import datetime

from sqlalchemy import delete, select, update

from core.people import persons
from core.people.known import Authorisation, Person, PersonContact, PersonIdentifier, PersonPin
from core.ports import Work
from core.requests.tables import Request


def forget_asker(work: Work, request: Request, now: datetime) -> None:
    """A request that is erased names nobody any more. Whoever has no other request here is forgotten with it.

    Not forgotten is who still uses what they keep here: a PIN that they chose, or an authorisation that still holds. That a
    proof was taken, and when, stays; who it was of cannot be read from it.
    """
    work.execute(update(Authorisation).where(Authorisation.request_id == request.id).values(other_name=""))
    if request.person_id is None:
        return
    person = persons.final(work, request.person_id).id
    request.person_id = None
    work.session.flush()
    records = [person, *persons.merged_with(work, person)]
    if _still_known(work, records, now):
        return
    for table in (PersonIdentifier, PersonContact):
        work.execute(delete(table).where(table.person_id.in_(records)))
    blank = {"last_name": "", "first_name": "", "father_name": "", "mother_name": "", "birth_year": None}
    work.execute(update(Person).where(Person.id.in_(records)).values(**blank))
    for each in records:
        persons.note(work, each, "forgotten", "system", "", now)


def _still_known(work: Work, records: list[int], now: datetime) -> bool:
    holds = (Authorisation.revoked_at.is_(None), Authorisation.used_at.is_(None), Authorisation.expires_at > now)
    reasons = (
        select(Request.id).where(Request.person_id.in_(records)),
        select(PersonPin.id).where(PersonPin.id.in_(records)),
        select(Authorisation.id).where(Authorisation.person_id.in_(records), *holds),
    )
    return any(work.execute(one.limit(1)).first() is not None for one in reasons)
