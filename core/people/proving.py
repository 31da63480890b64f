"""How somebody proves who they are, how far each way goes, and the record of each time it was done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from core.dialogue.service import Assurance
from core.model import new_id
from core.people import persons
from core.people.known import Proof
from core.ports import Work

# A proof given in a session holds for so long in it; texts have sessions that last for years.
HOLDS = timedelta(hours=1)


class How(StrEnum):
    """By what it is proved: a code that was sent and read back, AFM and PIN, the national login, a document at the counter."""

    CODE = "code"
    PIN = "pin"
    LOGIN = "login"
    COUNTER = "counter"


REACHES: Mapping[How, Assurance] = {
    How.CODE: Assurance.CONTACT,
    How.PIN: Assurance.PIN,
    How.LOGIN: Assurance.IDENTITY,
    How.COUNTER: Assurance.IDENTITY,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Who speaks, as far as it was proved. `person` and `proof` are ids, 0 where nobody is known."""

    assurance: Assurance = Assurance.NONE
    person: int = 0
    proof: int = 0


NOBODY = Standing()


def record(
    work: Work,
    person_id: int | None,
    how: How,
    channel: str,
    session: str,
    now: datetime,
    details: Mapping[str, Any] | None = None,
) -> Standing:
    """Note a proof, and give what it makes of who speaks. `session` is a digest of the session that it was given in."""
    proof = Proof(
        id=new_id(),
        person_id=person_id,
        assurance=str(REACHES[how]),
        how=str(how),
        channel=channel,
        session=session,
        details=dict(details or {}),
        at=now,
    )
    work.session.add(proof)
    work.session.flush()
    return Standing(REACHES[how], person_id or 0, proof.id)


def standing(work: Work, proof_id: int, now: datetime) -> Standing:
    """What a proof that a session brings along is still worth: nothing after an hour."""
    proof = work.session.get(Proof, (work.municipality.id, proof_id)) if proof_id else None
    if proof is None or proof.at + HOLDS <= now:
        return NOBODY
    person = persons.final(work, proof.person_id).id if proof.person_id else 0
    return Standing(Assurance(proof.assurance), person, proof.id)
