"""Issuing without a clerk: who may have it, when it is on, how many a day, and which ones a clerk sees all the same.

It is off in every file that we ship. A supervisor switches it on for one service, and everybody can see when and who.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from core.certificates.comparing import contradictions, is_fresh, said_of, same
from core.certificates.tables import AutomaticSwitch, Certificate
from core.dialogue.answers import Answer
from core.dialogue.service import Assurance, Service
from core.errors import InvalidAnswer, NotAllowed
from core.model import new_id
from core.municipalities.model import Municipality
from core.ports import Registered, Work
from core.staff.roles import Member, Role
from core.text import Text, _

# One in so many goes to a clerk, although everything is in order.
ONE_IN = 20
# The switch of all services together: once it is off, nothing is issued before each service is switched on again.
ALL = ""

WHY: dict[str, Text] = {
    "off": _("automatic issue is not switched on"),
    "assurance": _("identity was not proved by the national login in this session"),
    "for-another": _("the application is for another person"),
    "unknown": _("the municipality has no record"),
    "old": _("the record is too old"),
    "differs": _("what was said differs from the record"),
    "disputed": _("a dispute or a revocation is open"),
    "fee": _("a fee is owed"),
    "cap": _("the day's number is reached"),
    "sample": _("one in twenty is looked at by a clerk"),
}


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies: how surely we know them, whether by the national login of this session, and their tax number by it."""

    assurance: Assurance
    by_login: bool
    afm: str


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Everything else that the rule looks at."""

    switched_on: bool
    disputed: bool
    owed: bool
    issued_today: int


def why_not(
    service: Service,
    request_id: int,
    answers: Mapping[str, Answer],
    applicant: Applicant,
    known: Registered | None,
    around: Circumstances,
    town: Municipality,
    now: datetime,
) -> str:
    """Why a clerk decides: a key of WHY; "" where the document may be issued at once. The first reason counts."""
    certifying = service.certificate
    if certifying is None or not around.switched_on:
        return "off"
    if applicant.assurance is not Assurance.IDENTITY or not applicant.by_login:
        return "assurance"
    if said_of(service, "afm", answers) != applicant.afm:
        return "for-another"
    if known is None:
        return "unknown"
    if not is_fresh(known, certifying, town.today(now)):
        return "old"
    if contradictions(certifying, known) or not _all_equal(service, answers, known):
        return "differs"
    if around.disputed:
        return "disputed"
    if around.owed:
        return "fee"
    if around.issued_today >= certifying.daily_cap:
        return "cap"
    return "sample" if is_sampled(request_id) else ""


def _all_equal(service: Service, answers: Mapping[str, Answer], known: Registered) -> bool:
    """Whether every field of the document is in the record, and says what the citizen said where they were asked."""
    certifying = service.certificate
    assert certifying is not None
    for name in certifying.fields:
        question = service.question(name)
        if question is None:
            continue
        said, held = said_of(service, name, answers), known.fields.get(name)
        # What is chosen from a list (a purpose) is the citizen's own to say, and in no register.
        if said is None or (held is None and not question.options) or (held is not None and not same(said, held)):
            return False
    return True


def is_sampled(request_id: int) -> bool:
    """Whether a clerk looks at this one all the same. It follows from the id, so that trying again changes nothing."""
    digest = hashlib.sha256(f"sample/{request_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % ONE_IN == 0


def is_on(work: Work, service: str) -> bool:
    """Whether a service is switched on, and was so after the last halt of all."""
    row = AutomaticSwitch
    newest = select(row.id, row.on).order_by(row.id.desc()).limit(1)
    own = work.execute(newest.where(row.service == service)).first()
    halted = work.execute(newest.where(row.service == ALL)).first()
    return own is not None and own.on and (halted is None or halted.id < own.id)


def switch(work: Work, member: Member, service: Service, on: bool, reason: str, now: datetime) -> None:
    """A supervisor switches a service on or off, with a reason.

    Raises:
        NotAllowed: this is no supervisor, or the service issues no document of its own.
        InvalidAnswer: the reason is missing.
    """
    member.require(frozenset({Role.SUPERVISOR}))
    if service.certificate is None or service.certificate.copies:
        raise NotAllowed("service", _("This service issues no document."))
    if not reason.strip():
        raise InvalidAnswer("reason", _("Write why."))
    _note(work, service.key, on, member.person.id, reason.strip(), now)


def halt(work: Work, reason: str, now: datetime, account_id: int | None = None) -> None:
    """Stop all issuing without a clerk, of every service of this municipality, from this moment."""
    _note(work, ALL, False, account_id, reason, now)


def switches(work: Work) -> list[AutomaticSwitch]:
    """Every time that something was switched, the newest first."""
    return list(work.session.scalars(select(AutomaticSwitch).order_by(AutomaticSwitch.id.desc())))


def issued_today(work: Work, service: str, now: datetime) -> int:
    """How many documents of a service were issued without a clerk on the town's own day."""
    row = Certificate
    mine = (row.service == service, row.issued_by.is_(None), row.issued_on == work.municipality.today(now))
    return int(work.execute(select(func.count()).select_from(row).where(*mine)).scalar_one())


def _note(work: Work, service: str, on: bool, account_id: int | None, reason: str, now: datetime) -> None:
    work.session.add(AutomaticSwitch(id=new_id(), service=service, on=on, account_id=account_id, reason=reason, at=now))
