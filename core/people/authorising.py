"""Acting for somebody else: a code of ten digits that its giver made or had written down, for one service or any, once.

Ten digits of which the first is none with which a Greek telephone number begins (decision 0024).
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update

from core.codes import CodeKey, CodeLength, check_digit, read_code
from core.errors import InvalidAnswer, NotAllowed
from core.model import new_id
from core.people import guessing
from core.people.known import Authorisation
from core.people.onetime import Guard
from core.ports import Work
from core.text import _

LONGEST_DAYS = 90
LONGEST_NAME = 120
# Greek telephone numbers, which have ten digits too, begin with 2 or 6; 0 is left out by people and by tables.
_FIRST = "1345789"


def allow(
    work: Work,
    keys: CodeKey,
    person_id: int,
    other_name: str,
    service: str,
    days: int,
    channel: str,
    now: datetime,
    recorded_by: int | None = None,
) -> tuple[Authorisation, str]:
    """Record that a person allows another to act for them, and give the code that the other one shows.

    `service` is "" for any. The code is shown this once: only its keyed digest is kept.

    Raises:
        InvalidAnswer: no name, or not 1 to 90 days.
    """
    name = " ".join(other_name.split())
    if not name or len(name) > LONGEST_NAME:
        raise InvalidAnswer("other_name", _("Write the name of the person who may act for you."))
    if not 1 <= days <= LONGEST_DAYS:
        raise InvalidAnswer("days", _("Choose a number of days from 1 to {most}.", most=LONGEST_DAYS))
    code = _fresh(work, keys)
    row = Authorisation(
        id=new_id(),
        person_id=person_id,
        other_name=name,
        service=service,
        digest=_digest(work, keys, code),
        channel=channel,
        recorded_by=recorded_by,
        created_at=now,
        expires_at=now + timedelta(days=days),
        revoked_at=None,
        used_at=None,
        request_id=None,
    )
    work.session.add(row)
    work.session.flush()
    return row, code


def _fresh(work: Work, keys: CodeKey) -> str:
    while True:
        digits = secrets.choice(_FIRST) + "".join(secrets.choice("0123456789") for _each in range(8))
        code = digits + check_digit(digits)
        if work.execute(select(Authorisation.id).where(Authorisation.digest == _digest(work, keys, code))).first() is None:
            return code


def _digest(work: Work, keys: CodeKey, code: str) -> str:
    return keys.digest(f"authorisation/{work.municipality.id}", code)


def find(work: Work, guard: Guard, words: str, service: str, now: datetime) -> Authorisation:
    """The authorisation of a code, good for a service now.

    Raises:
        InvalidAnswer: no such code; used, revoked, expired and for another service answer alike.
    """
    code = read_code(words, CodeLength.AUTHORISATION)
    guess = guessing.Guess("authorisation", "", guard.source)
    try:
        guessing.admit(work, guess, now, guard.budget)
    except NotAllowed as error:
        raise InvalidAnswer(error.code, error.sentence) from error
    row = work.session.scalars(select(Authorisation).where(Authorisation.digest == _digest(work, guard.keys, code))).first()
    if row is None or not good(row, service, now):
        guessing.wrong(work, guess, now)
        raise InvalidAnswer(
            "authorisation", _("This code does not allow it. It may have been used, have expired, or be for another service.")
        )
    return row


def good(row: Authorisation, service: str, now: datetime) -> bool:
    ended = row.used_at is not None or row.revoked_at is not None or row.expires_at <= now
    return not ended and row.service in ("", service)


def still_good(work: Work, row_id: int, service: str, now: datetime) -> bool:
    """Whether it may be used now, and by nobody else until this transaction ends."""
    row = work.session.get(Authorisation, (work.municipality.id, row_id), with_for_update=True)
    return row is not None and good(row, service, now)


def use(work: Work, row_id: int, request_id: int, now: datetime) -> None:
    """Note for which request it was used."""
    used = update(Authorisation).where(Authorisation.id == row_id).values(used_at=now, request_id=request_id)
    work.execute(used.execution_options(synchronize_session=False))


def revoke(work: Work, person_id: int, row_id: int, now: datetime) -> None:
    """The person takes back what they allowed; what was filed with it stays."""
    mine = (Authorisation.id == row_id, Authorisation.person_id == person_id, Authorisation.used_at.is_(None))
    taken = update(Authorisation).where(*mine, Authorisation.revoked_at.is_(None)).values(revoked_at=now)
    work.execute(taken.execution_options(synchronize_session=False))


def given_by(work: Work, person_id: int) -> list[Authorisation]:
    """What a person allowed, the newest first."""
    mine = select(Authorisation).where(Authorisation.person_id == person_id).order_by(Authorisation.id.desc()).limit(20)
    return list(work.session.scalars(mine))


def of_request(work: Work, request_id: int) -> Authorisation | None:
    """The authorisation with which a request was filed."""
    return work.session.scalars(select(Authorisation).where(Authorisation.request_id == request_id)).first()
