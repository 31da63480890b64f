"""When somebody is away, and who stands in for them: their requests lie before the substitute until they are back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Date, bindparam, delete, select, update

from core.errors import InvalidAnswer, NotFound
from core.model import new_id
from core.ports import Work
from core.staff.colleagues import Colleague, colleagues
from core.staff.tables import AbsenceRow
from core.text import Sentence, _

LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody's days away, both included. `substitute` is None where nobody stands in."""

    id: int
    account_id: int
    from_on: date
    until_on: date
    substitute: int | None
    note: str


# Who is away on one day, by account id.
Away = Mapping[int, Absence]


def away(work: Work, today: date) -> Away:
    """Everybody who is away on this day. Of two absences of one person the one entered last holds."""
    return {one.account_id: one for one in coming(work, today) if one.from_on <= today}


def coming(work: Work, today: date) -> list[Absence]:
    """The absences that are not over, in the order in which they were entered."""
    rows = work.execute(_COMING, {"today": today})
    return [Absence(int(one.id), int(one.account_id), one.from_on, one.until_on, one.substitute, one.note) for one in rows]


# Every page of the queue asks it, so it is made once.
_COMING = (
    select(
        AbsenceRow.id,
        AbsenceRow.account_id,
        AbsenceRow.from_on,
        AbsenceRow.until_on,
        AbsenceRow.substitute,
        AbsenceRow.note,
    )
    .where(AbsenceRow.until_on >= bindparam("today", type_=Date()))
    .order_by(AbsenceRow.id)
)


def present(account_id: int, absent: Away, staff: Mapping[int, Colleague]) -> int | None:
    """Who does somebody's work on the day that `absent` is of: themselves, else the substitute, else that one's, and so on.

    None where the chain ends with somebody who left or has no substitute, or comes round to where it began.
    """
    seen: set[int] = set()
    at: int | None = account_id
    while at is not None and at not in seen:
        if at not in staff:
            return None
        if at not in absent:
            return at
        seen.add(at)
        at = absent[at].substitute
    return None


def stands_in_for(work: Work, account_id: int, today: date) -> tuple[int, ...]:
    """The accounts of those whose work is this person's today, beside their own."""
    absent = away(work, today)
    if not absent or account_id in absent:
        return ()
    staff = colleagues(work)
    return tuple(sorted(one for one in absent if present(one, absent, staff) == account_id))


def enter(work: Work, account_id: int, from_on: date, until_on: date, substitute: int | None, note: str) -> Sentence | None:
    """Note that somebody will be away. Gives a warning where nobody would do their work then, else None.

    Raises:
        InvalidAnswer: the days are in the wrong order, or the substitute is the person, or works no requests here.
        NotFound: the person works no requests here.
    """
    staff = colleagues(work)
    if account_id not in staff:
        raise NotFound("account", _("Nobody with this account works here."))
    if until_on < from_on:
        raise InvalidAnswer("until", _("The last day comes before the first one."))
    if substitute == account_id:
        raise InvalidAnswer("substitute", _("Nobody stands in for themselves. Choose a colleague, or nobody."))
    if substitute is not None and substitute not in staff:
        raise InvalidAnswer("substitute", _("This colleague works here no more. Choose another one, or nobody."))
    kept = AbsenceRow(
        id=new_id(),
        account_id=account_id,
        from_on=from_on,
        until_on=until_on,
        substitute=substitute,
        note=" ".join(note.split())[:LONGEST_NOTE],
    )
    work.session.add(kept)
    work.session.flush()
    return _warning(work, account_id, from_on, staff)


def _warning(work: Work, account_id: int, from_on: date, staff: Mapping[int, Colleague]) -> Sentence | None:
    """What to know of a chain that leads to nobody, on the first day of an absence."""
    absent = away(work, from_on)
    if absent[account_id].substitute is None or present(account_id, absent, staff) is not None:
        return None
    return _("Their substitute is away on {day} too, and nobody is left to stand in for both.", day=from_on)


def take_back(work: Work, absence_id: int) -> None:
    """Strike an absence: the person is there after all.

    Raises:
        NotFound: it is gone already.
    """
    if not work.execute(delete(AbsenceRow).where(AbsenceRow.id == absence_id)).rowcount:
        raise NotFound("absence", _("This absence is no longer in the list."))


def of(work: Work, absence_id: int) -> int | None:
    """Whose absence this is; None where it is gone."""
    return work.execute(select(AbsenceRow.account_id).where(AbsenceRow.id == absence_id)).scalar()


def forget(work: Work, account_id: int, today: date) -> tuple[int, int]:
    """Somebody left: their own absences go, and where they were to stand in nobody does. Gives how many of each."""
    row = AbsenceRow
    stood_in = work.execute(update(row).where(row.substitute == account_id, row.until_on >= today).values(substitute=None))
    own = work.execute(delete(row).where(row.account_id == account_id))
    return own.rowcount, stood_in.rowcount
