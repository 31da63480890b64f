"""Choosing a PIN: after the national login, or with a one-time code that a clerk handed over at the counter."""

from dataclasses import dataclass
from datetime import datetime

from core.adapters.database import Database
from core.dialogue import asked
from core.dialogue.answers import Heard, Situation
from core.dialogue.kinds.phone import read_phone
from core.errors import InvalidAnswer
from core.municipalities.model import Municipality
from core.people import onetime, persons, pins
from core.people.contact import Reached, Way, takes_texts
from core.people.known import Person
from core.people.onetime import Guard
from core.people.pins import Pins
from core.ports import Work
from core.text import _


@dataclass(frozen=True, slots=True)
class Handed:
    """What somebody brings from the counter: their AFM, and the code that the clerk gave them, as typed."""

    afm: str
    code: str


def by_login(
    database: Database, hashes: Pins, town: Municipality, person: Person, pin: str, again: str, channel: str, now: datetime
) -> None:
    """Keep the PIN of somebody who has just signed in with the national login.

    Raises:
        InvalidAnswer: it is no PIN, is too easily guessed, or the two typed ones differ.
    """
    read = pins.read_new(pin, again, person.birth_year, town.today(now))
    kept = hashes.hash(town, person.id, read)
    with database.work(town) as work:
        pins.keep(work, person.id, kept, "citizen", channel, now)


def by_code(
    database: Database,
    hashes: Pins,
    town: Municipality,
    handed: Handed,
    guard: Guard,
    pin: str,
    again: str,
    channel: str,
    now: datetime,
) -> None:
    """Keep the PIN of somebody who brings a code from the counter. A wrong code is counted, whatever else was wrong.

    Raises:
        InvalidAnswer: AFM and code do not belong together, or the PIN is none to keep.
    """
    situation = Situation(town, now)
    afm = str(asked.AFM.kind.read(asked.AFM, Heard(handed.afm), situation).value)
    with database.reading(town) as work:
        person = persons.by_identifier(work, guard.keys, persons.AFM, afm)
        born = person.birth_year if person else None
    # Before the code is used up: a PIN that is refused costs nobody their code.
    read = pins.read_new(pin, again, born, town.today(now))
    kept = hashes.hash(town, person.id if person else 0, read)
    refused: InvalidAnswer | None = None
    with database.work(town) as work:
        code_id = onetime.handed_over(work, person.id) if person else 0
        try:
            onetime.check(work, guard, code_id, handed.code, now)
        except InvalidAnswer as error:
            # Inside the transaction, so that the wrong try is kept.
            refused = error
        else:
            assert person is not None, "a code that was handed over is somebody's"
            pins.keep(work, person.id, kept, "citizen", channel, now)
    if refused is not None:
        if refused.code in ("code-wrong", "code-over"):
            raise InvalidAnswer("handed-over", _("AFM and code do not belong together, or the code is too old.")) from refused
        raise refused


def read_number(words: str, town: Municipality) -> str:
    """A telephone number for codes, in E.164.

    Raises:
        InvalidAnswer: it is none that we call.
    """
    return read_phone(words, town.countries)


def send_to(work: Work, guard: Guard, number: str, person_id: int, language: str, now: datetime) -> tuple[int, Way]:
    """Send a code to the telephone that somebody wants codes to go to. Gives the code's id and the way it went.

    Raises:
        InvalidAnswer: no code goes there, or too many were sent today.
    """
    way = Way.TEXT if takes_texts(number, work.municipality.countries) else Way.CALL
    return onetime.send(work, guard, Reached(way, number), onetime.CONTACT, language, now, person_id).id, way
