"""Having an address prove itself: a code by text or call, a link by e-mail. All of it counts in the budget of codes."""

from datetime import datetime

from core.errors import InvalidAnswer
from core.messages.outbox import post
from core.municipalities.model import Municipality
from core.people import consent, onetime
from core.people.contact import Reached, Way, takes_texts
from core.people.known import OneTimeCode
from core.people.onetime import Guard
from core.ports import Work
from core.subscriptions import finding
from core.subscriptions.confirming import confirm
from core.subscriptions.evidence import Said
from core.subscriptions.links import letter
from core.subscriptions.tables import Subscriber, SubscriberWay
from core.text import _


def shows_texts(number: str, town: Municipality) -> bool:
    """Whether a code can be read at this number, or has to be heard."""
    return takes_texts(number, town.countries)


def send_code(work: Work, guard: Guard, to: Reached, language: str, now: datetime) -> OneTimeCode:
    """Send a code to an address. A number that said STOP is called: nothing that we start goes there by text.

    Raises:
        InvalidAnswer: no code goes there, or too many were sent today.
    """
    if to.way is Way.TEXT and not consent.allowed(work, Way.TEXT, to.address):
        to = Reached(Way.CALL, to.address)
    return onetime.send(work, guard, to, onetime.NEWS, language, now)


def send_link(work: Work, guard: Guard, way: SubscriberWay, language: str, site: str, now: datetime) -> None:
    """Send the letter with the link that confirms a way.

    Raises:
        InvalidAnswer: too many codes were sent today.
    """
    onetime.count(work, guard, Reached(Way.EMAIL, way.address), onetime.NEWS, now)
    post(work, letter(work.municipality, way, language, site), now)


def send_if_known(work: Work, guard: Guard, to: Reached, language: str, now: datetime) -> int:
    """Send a code where the address has a subscription; where it has none, only count one, so that nobody learns which.

    Gives the code's id either way.

    Raises:
        InvalidAnswer: no code goes there, or too many were sent today.
    """
    if finding.by_address(work, to.address) is None:
        return onetime.count(work, guard, to, onetime.NEWS, now).id
    return send_code(work, guard, to, language, now).id


def check(work: Work, guard: Guard, code_id: int, address: str, words: str, now: datetime) -> None:
    """Take a code that was read back as proof of an address. Catch what is raised inside the unit of work (core.people.onetime).

    Raises:
        InvalidAnswer: it is wrong, over, or was sent elsewhere.
    """
    row = onetime.check(work, guard, code_id, words, now)
    if row.purpose != onetime.NEWS or row.contact != onetime.contact_of(work, guard.keys, address):
        raise InvalidAnswer("code-wrong", _("That is not the code that we sent. Look at it again, or ask for a new one."))


def confirm_by_code(
    work: Work, guard: Guard, way: SubscriberWay, code_id: int, words: str, said: Said, now: datetime
) -> Subscriber:
    """Confirm a way with the code that was sent to its address.

    Raises:
        InvalidAnswer: as in check.
    """
    check(work, guard, code_id, way.address, words, now)
    return confirm(work, way, said, now)
