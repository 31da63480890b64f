"""Somebody proves who they are on a page: by the national login, or with AFM and PIN. It holds for this session."""

from datetime import datetime

from core.codes import CodeKey, CodeLength, read_code
from core.dialogue import asked
from core.dialogue.answers import Heard, Situation
from core.errors import InvalidAnswer
from core.municipalities.model import Municipality
from core.people import persons, pins, proving
from core.people.onetime import Guard
from core.people.pins import Checked, Pins
from core.people.proving import How, Standing
from core.ports import Known, Work
from core.text import _


def came_back(work: Work, keys: CodeKey, known: Known, channel: str, session: str, now: datetime) -> Standing:
    """Find or make the person and record the proof. It lifts what wrong PINs had blocked."""
    person = persons.known_by_login(work, keys, known, channel, now)
    proof = proving.record(work, person.id, How.LOGIN, channel, session, now)
    persons.merge_same(work, keys, known.afm, "system", channel, now)
    person = persons.final(work, person.id)
    pins.lift(work, person.id, channel, now)
    return Standing(proof.assurance, person.id, proof.proof)


def look(hashes: Pins, town: Municipality, afm: str, pin: str, now: datetime) -> Checked:
    """The verdict on a PIN that was typed with an AFM. Not inside a transaction.

    Raises:
        InvalidAnswer: it is no AFM, or not six digits.
        Unavailable: too many are being checked at this moment.
    """
    situation = Situation(town, now)
    number = str(asked.AFM.kind.read(asked.AFM, Heard(afm), situation).value)
    return hashes.look(town, number, read_code(pin, CodeLength.ONE_TIME))


def came_with_pin(work: Work, guard: Guard, checked: Checked, channel: str, session: str, now: datetime) -> Standing:
    """Take a PIN's verdict, and record the proof.

    Catch what is raised inside the unit of work, or the wrong try is forgotten with it.

    Raises:
        InvalidAnswer: AFM and PIN do not belong together, or this PIN needs a new proof first.
    """
    person = pins.judge(work, guard, checked, channel, now)
    if pins.needs_code(work, person.id):
        raise InvalidAnswer(
            "pin-blocked",
            _("This PIN was tried too often and needs a new proof: the national login on our website, or the counter."),
        )
    return proving.record(work, person.id, How.PIN, channel, session, now)
