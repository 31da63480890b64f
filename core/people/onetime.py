"""One-time codes: six digits, sent to somebody or handed over, for ten minutes, once, with five tries.

The digits follow from the server's key and the code's own row: they lie in no table, no outbox and no log.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from core.codes import CodeKey, CodeLength, read_code
from core.errors import InvalidAnswer, NotAllowed
from core.languages import tongue
from core.messages.outbox import CODE, Draft, post
from core.messages.tables import Message
from core.model import new_id
from core.people import guessing
from core.people.contact import Reached, Way, may_be_texted
from core.people.known import OneTimeCode
from core.ports import Work
from core.text import Text, _

LASTS = timedelta(minutes=10)
TRIES = 5
# Codes a day: to one address, asked for from one source, of one municipality (rules: Calls).
TO_ADDRESS, FROM_SOURCE, OF_TOWN = 5, 10, 1000
# Codes a day to one address from one source that only wants to subscribe it.
OF_SOURCE = 3
KEPT = timedelta(days=2)
# Stands for the code in a message until it is handed over.
MARK = "[[······]]"

# What a code proves, or opens.
CONTACT, PIN, CHOOSE_PIN, NEWS = "contact", "pin", "choose-pin", "news"


@dataclass(frozen=True, slots=True)
class Guard:
    """What stands between a code and whoever tries: the server's key, who they seem to be, the day's budget of wrong ones."""

    keys: CodeKey
    source: str
    budget: int


def digits_of(keys: CodeKey, municipality_id: int, row_id: int) -> str:
    """The six digits of a code's row."""
    digest = keys.digest(f"one-time-code/{municipality_id}", str(row_id))
    return f"{int(digest[:15], 16) % 10**CodeLength.ONE_TIME:0{CodeLength.ONE_TIME}d}"


def send(
    work: Work, guard: Guard, to: Reached, purpose: str, language: str, now: datetime, person_id: int | None = None
) -> OneTimeCode:
    """Send a code. The one before, to the same address, is void from now on.

    Raises:
        InvalidAnswer: the number is none that we send codes to, or there were too many today.
    """
    town = work.municipality
    row = count(work, guard, to, purpose, now, person_id)
    row.ended_at = None
    said = _("{town}: your code is {code}. It is valid for 10 minutes.", town=town.short_name, code=MARK)
    say = tongue(language, zone=town.zone)
    subject = say(_("{town}: your code", town=town.name))
    row.message_id = post(work, Draft(to.way, to.address, say(said), language, CODE, subject), now)
    work.session.flush()
    return row


def count(work: Work, guard: Guard, to: Reached, purpose: str, now: datetime, person_id: int | None = None) -> OneTimeCode:
    """Count a code, or what stands for one (a link in a letter), against the day's budgets. Codes sent there before are void.

    The row is a code that nobody can use. Counting alone, where an address is not known, keeps the form from telling so.

    Raises:
        InvalidAnswer: the number is none that we send codes to, or there were too many today.
    """
    town = work.municipality
    if to.way is not Way.EMAIL and not may_be_texted(to.address, town.countries):
        raise InvalidAnswer("number", _("We cannot send a code to this number. Please give a Greek mobile or fixed number."))
    address = contact_of(work, guard.keys, to.address)
    _spend(work, address, guard.source, purpose, now)
    # Of this source alone: whoever types a stranger's number must not end the code that the stranger waits for.
    _void(work, now, OneTimeCode.contact == address, OneTimeCode.purpose == purpose, OneTimeCode.source == guard.source)
    row = _row(purpose, address, person_id, guard.source, now)
    row.ended_at = now
    work.session.add(row)
    work.session.flush()
    return row


def contact_of(work: Work, keys: CodeKey, address: str) -> str:
    """What is kept of the address that a code went to."""
    return keys.digest(f"address/{work.municipality.id}", address)


def open_to(work: Work, keys: CodeKey, address: str, purpose: str, now: datetime) -> OneTimeCode | None:
    """The code that is on its way to an address, for whoever calls again after a call that told it."""
    row = OneTimeCode
    mine = (row.contact == contact_of(work, keys, address), row.purpose == purpose, row.ended_at.is_(None))
    found = work.session.scalars(select(row).where(*mine).order_by(row.id.desc()).limit(1)).first()
    return found if found is not None and is_open(found, now) else None


def hand_over(work: Work, keys: CodeKey, person_id: int, now: datetime) -> str:
    """A code that a clerk hands to the person in front of them, with which they choose a PIN."""
    _void(work, now, OneTimeCode.person_id == person_id, OneTimeCode.purpose == CHOOSE_PIN)
    row = _row(CHOOSE_PIN, "", person_id, "", now)
    work.session.add(row)
    work.session.flush()
    return digits_of(keys, work.municipality.id, row.id)


def handed_over(work: Work, person_id: int) -> int:
    """The id of the code that was last handed over to a person, 0 if none is open."""
    mine = (OneTimeCode.person_id == person_id, OneTimeCode.purpose == CHOOSE_PIN, OneTimeCode.ended_at.is_(None))
    return work.execute(select(OneTimeCode.id).where(*mine).order_by(OneTimeCode.id.desc()).limit(1)).scalar() or 0


def check(work: Work, guard: Guard, code_id: int, words: str, now: datetime) -> OneTimeCode:
    """Take a code that was read back. It is used up; a wrong one costs a try.

    Catch what is raised inside the unit of work, or the wrong try is forgotten with it.

    Raises:
        InvalidAnswer: it is wrong, too old, used, or was tried too often.
    """
    code = read_code(words, CodeLength.ONE_TIME)
    row = work.session.get(OneTimeCode, (work.municipality.id, code_id), with_for_update=True) if code_id else None
    guess = guessing.Guess("one-time", "", guard.source)
    try:
        guessing.admit(work, guess, now, guard.budget)
    except NotAllowed as error:
        raise InvalidAnswer(error.code, error.sentence) from error
    if row is not None and not is_open(row, now):
        raise InvalidAnswer("code-over", _("This code is not valid any more. Ask for a new one."))
    if row is None or code != digits_of(guard.keys, work.municipality.id, row.id):
        guessing.wrong(work, guess, now)
        raise InvalidAnswer("code-wrong", _wrong(row, now))
    row.ended_at = now
    return row


def _wrong(row: OneTimeCode | None, now: datetime) -> Text:
    if row is not None:
        row.tries += 1
        if row.tries >= TRIES:
            row.ended_at = now
            return _("That is not the code, and it was tried five times. Ask for a new one.")
    return _("That is not the code that we sent. Look at it again, or ask for a new one.")


def is_open(row: OneTimeCode, now: datetime) -> bool:
    return row.ended_at is None and row.expires_at > now and row.tries < TRIES


def of_message(work: Work, message_id: int) -> OneTimeCode | None:
    """The code that a message carries."""
    return work.session.scalars(select(OneTimeCode).where(OneTimeCode.message_id == message_id)).first()


def revealed(work: Work, row: Message, keys: CodeKey, now: datetime) -> str:
    """A message's body with its code, for the moment of handing over; "" where the code is over by then."""
    code = of_message(work, row.id)
    if code is None or not is_open(code, now):
        return ""
    return row.body.replace(MARK, digits_of(keys, work.municipality.id, code.id))


def _row(purpose: str, contact: str, person_id: int | None, source: str, now: datetime) -> OneTimeCode:
    return OneTimeCode(
        id=new_id(),
        purpose=purpose,
        contact=contact,
        person_id=person_id,
        message_id=None,
        source=source,
        tries=0,
        created_at=now,
        expires_at=now + LASTS,
        ended_at=None,
    )


def _void(work: Work, now: datetime, *whose: object) -> None:
    ended = update(OneTimeCode).where(*whose, OneTimeCode.ended_at.is_(None)).values(ended_at=now)  # type: ignore[arg-type]
    work.execute(ended.execution_options(synchronize_session=False))


def _spend(work: Work, address: str, source: str, purpose: str, now: datetime) -> None:
    """Refuse what is too much for a day, whoever it is; it does not tell whether anybody is known.

    Raises:
        InvalidAnswer: too many codes, to this address, from this source, or in this town.
    """
    work.execute(delete(OneTimeCode).where(OneTimeCode.created_at < now - KEPT).execution_options(synchronize_session=False))
    row, today = OneTimeCode, OneTimeCode.created_at > now - timedelta(days=1)
    sent = select(func.count()).select_from(row).where(today, row.contact != "")
    # Anybody may type any number to subscribe: that spends nothing of what somebody needs to prove who they are.
    there = sent.where(row.contact == address, row.purpose == NEWS if purpose == NEWS else row.purpose != NEWS)
    mine = there.where(row.source == source)
    if work.execute(there).scalar_one() >= TO_ADDRESS or (purpose == NEWS and work.execute(mine).scalar_one() >= OF_SOURCE):
        raise InvalidAnswer("codes-address", _("We sent this address many codes today. Try tomorrow, or ask the town hall."))
    if work.execute(sent.where(row.source == source)).scalar_one() >= FROM_SOURCE:
        raise InvalidAnswer("codes-source", _("You asked for many codes today. Try tomorrow, or ask the town hall."))
    if work.execute(sent).scalar_one() >= OF_TOWN:
        raise InvalidAnswer("codes-spent", _("Codes cannot be sent at this moment. Please ask the town hall."))
