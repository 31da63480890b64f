"""Somebody comes back from the national login: who they are is kept, and proved for this session."""

from datetime import datetime

from core.codes import CodeKey
from core.people import persons, pins, proving
from core.people.proving import How, Standing
from core.ports import Known, Work


def came_back(work: Work, keys: CodeKey, known: Known, channel: str, session: str, now: datetime) -> Standing:
    """Find or make the person and record the proof. It lifts what wrong PINs had blocked."""
    person = persons.known_by_login(work, keys, known, channel, now)
    proof = proving.record(work, person.id, How.LOGIN, channel, session, now)
    persons.merge_same(work, keys, known.afm, "system", channel, now)
    person = persons.final(work, person.id)
    pins.lift(work, person.id, channel, now)
    return Standing(proof.assurance, person.id, proof.proof)
