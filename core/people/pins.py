"""PINs: six digits that somebody chose after proving their identity. Kept as argon2id over an HMAC with the server's key.

The hash is made and checked outside of any transaction (rules: Databases); inside, only its verdict is used.
"""

import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from core.codes import CodeKey, CodeLength, read_code
from core.errors import InvalidAnswer, NotAllowed
from core.municipalities.model import Municipality
from core.people import guessing, persons
from core.people.contact import Reached, Way, may_be_texted
from core.people.known import Person, PersonContact, PersonPin
from core.people.onetime import Guard
from core.ports import Work
from core.staff.passwords import Passwords
from core.text import _

# Wrong ones in a row, after which the PIN alone does not do any more (rules: Guessing).
WRONG_IN_A_ROW = 5
_CENTURIES = ("19", "20")

Reading = Callable[[Municipality], AbstractContextManager[Work]]


@dataclass(frozen=True, slots=True)
class Checked:
    """A verdict on a PIN: whose it is (0: nobody has one with that AFM), which hash it was held against, and whether it fits."""

    person: int = 0
    kept: str = ""
    right: bool = False


@dataclass(frozen=True)
class Pins:
    """Hashes and checks PINs, a few at a time."""

    passwords: Passwords
    keys: CodeKey
    reading: Reading

    def hash(self, town: Municipality, person_id: int, pin: str) -> str:
        """The hash to keep. Not inside a transaction.

        Raises:
            Unavailable: too many are being hashed at this moment.
        """
        return self.passwords.hash(self._mixed(town, person_id, pin))

    def look(self, town: Municipality, afm: str, pin: str) -> Checked:
        """Hold a PIN against that of whoever has this AFM. It takes as long where nobody has. Not inside a transaction.

        Raises:
            Unavailable: too many are being checked at this moment.
        """
        with self.reading(town) as work:
            person = persons.by_identifier(work, self.keys, persons.AFM, afm) if afm else None
            row = persons.pin_of(work, person.id) if person else None
            found, kept = (row.id, row.hash) if row else (0, "")
        right = self.passwords.right(kept or None, self._mixed(town, found, pin))
        return Checked(found, kept, right)

    def _mixed(self, town: Municipality, person_id: int, pin: str) -> str:
        return self.keys.digest(f"pin/{town.id}/{person_id}", pin)


def read_new(words: str, again: str, birth_year: int | None, today: date) -> str:
    """The PIN that somebody chose and typed twice.

    Raises:
        InvalidAnswer: it has not six digits, is too easily guessed, or the two differ.
    """
    pin = read_code(words, CodeLength.ONE_TIME)
    if len(set(pin)) <= 2 or pin[:3] == pin[3:] or pin[:2] * 3 == pin:
        raise InvalidAnswer("pin-repeats", _("A PIN that repeats itself is guessed first. Choose another one."))
    steps = {(int(b) - int(a)) % 10 for a, b in itertools.pairwise(pin)}
    if steps in ({1}, {9}):
        raise InvalidAnswer("pin-run", _("A PIN that counts up or down is guessed first. Choose another one."))
    if _dated(pin, birth_year, today):
        raise InvalidAnswer("pin-date", _("A PIN that is a date is guessed first. Choose another one."))
    if "".join(again.split()) != pin:
        raise InvalidAnswer("pin-differs", _("The two are not the same. Type the PIN again, twice."))
    return pin


def _dated(pin: str, birth_year: int | None, today: date) -> bool:
    """Whether it reads as a day of somebody's life: DDMMYY, YYMMDD, MMYYYY, YYYYMM, or with their own year in it."""
    if birth_year is not None and str(birth_year) in pin:
        return True
    for month, year in ((pin[:2], pin[2:]), (pin[4:], pin[:4])):
        if 1 <= int(month) <= 12 and 1900 <= int(year) <= today.year:
            return True
    return any(
        _day(int(f"{century}{year}"), int(month), int(day))
        for year, month, day in ((pin[4:], pin[2:4], pin[:2]), (pin[:2], pin[2:4], pin[4:]))
        for century in _CENTURIES
    )


def _day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def keep(work: Work, person_id: int, kept: str, actor: str, channel: str, now: datetime) -> None:
    """Keep the hash of a person's PIN. The one before, and whatever was wrong with it, is over."""
    row = persons.pin_of(work, person_id, alone=True)
    if row is None:
        work.session.add(PersonPin(id=person_id, hash=kept, set_at=now, wrong_in_a_row=0, needs_code=False))
    else:
        row.hash, row.set_at, row.wrong_in_a_row, row.needs_code = kept, now, 0, False
    persons.note(work, person_id, "pin-set", actor, channel, now)


def judge(work: Work, guard: Guard, checked: Checked, channel: str, now: datetime) -> Person:
    """Take a PIN's verdict: count what is wrong, and give the person where it fits. Their `PersonPin` may still need a code.

    Catch what is raised inside the unit of work, or the wrong try is forgotten with it.

    Raises:
        InvalidAnswer: AFM and PIN do not belong together, or there were too many tries. Who has none is answered alike.
    """
    # Tries at one PIN are counted one after the other: a hundred at once are not a hundred first ones.
    row = persons.pin_of(work, checked.person, alone=True) if checked.person else None
    guess = guessing.Guess("pin", "", guard.source)
    try:
        guessing.admit(work, guess, now, guard.budget)
    except NotAllowed as error:
        raise InvalidAnswer(error.code, error.sentence) from error
    if row is None or not checked.right or row.hash != checked.kept:
        guessing.wrong(work, guess, now)
        if row is not None:
            _count(work, row, channel, now)
        raise InvalidAnswer(
            "pin", _("AFM and PIN do not belong together. A PIN is chosen on our website or at the town hall's counter.")
        )
    if not row.needs_code:
        row.wrong_in_a_row = 0
    return persons.final(work, row.id)


def _count(work: Work, row: PersonPin, channel: str, now: datetime) -> None:
    row.wrong_in_a_row += 1
    if row.wrong_in_a_row >= WRONG_IN_A_ROW and not row.needs_code:
        row.needs_code = True
        persons.note(work, row.id, "pin-blocked", "system", channel, now)


def needs_code(work: Work, person_id: int) -> bool:
    row = persons.pin_of(work, person_id)
    return row is not None and row.needs_code


def lift(work: Work, person_id: int, channel: str, now: datetime) -> None:
    """A code, the national login or the counter has shown that it is them: the PIN alone does again."""
    row = persons.pin_of(work, person_id, alone=True)
    if row is not None and (row.needs_code or row.wrong_in_a_row):
        if row.needs_code:
            persons.note(work, person_id, "pin-lifted", "system", channel, now)
        row.needs_code, row.wrong_in_a_row = False, 0


def code_goes_to(work: Work, person_id: int, by_call: bool = True) -> Reached | None:
    """Where a code reaches a person: the address that they proved last. `by_call` is false while they are on the telephone."""
    rows = sorted(
        (row for row in _contacts(work, person_id) if by_call or row.way != Way.CALL),
        key=lambda row: row.proved_at,
        reverse=True,
    )
    countries = work.municipality.countries
    usable = (row for row in rows if row.way == Way.EMAIL or may_be_texted(row.address, countries))
    row = next(usable, None)
    return Reached(Way(row.way), row.address) if row else None


def _contacts(work: Work, person_id: int) -> list[PersonContact]:
    return list(work.session.scalars(select(PersonContact).where(PersonContact.person_id == person_id)))
