"""What tests look at of subscriptions: who is told, and the codes and letters that are on their way."""

from sqlalchemy import select

from core.bootstrap import Core
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.people import onetime
from core.people.contact import Reached, Way
from core.people.known import OneTimeCode
from core.requests.revealing import with_codes
from core.subscriptions import asking, confirming
from core.subscriptions.asking import Wish
from core.subscriptions.evidence import Said
from core.subscriptions.tables import Subscriber

MOBILE, LANDLINE, MAIL = "+306912345678", "+302431012345", "eleni@example.org"


def told(core: Core, town: Municipality) -> list[tuple[str, str, str]]:
    """State, way and address of every subscriber, as the statement that tells them reads it."""
    with core.database.reading(town) as work:
        rows = work.session.scalars(select(Subscriber).order_by(Subscriber.id))
        return [(one.state, one.way, one.address) for one in rows]


def subscribers(core: Core, town: Municipality) -> list[Subscriber]:
    with core.database.reading(town) as work:
        return list(work.session.scalars(select(Subscriber).order_by(Subscriber.id)))


def sent(core: Core, town: Municipality) -> list[tuple[str, str, str]]:
    """Way, address and words of every message, as it is handed over."""
    with core.database.reading(town) as work:
        rows = work.session.scalars(select(Message).order_by(Message.id)).all()
        return [(one.way, one.to, with_codes(work, one, core.codes, core.clock.now())) for one in rows]


def code(core: Core, town: Municipality) -> str:
    """The digits of the code that was sent last."""
    with core.database.reading(town) as work:
        found = select(OneTimeCode.id).where(OneTimeCode.message_id.is_not(None)).order_by(OneTimeCode.id.desc()).limit(1)
        return onetime.digits_of(core.codes, town.id, work.execute(found).scalar_one())


def subscribe(core: Core, town: Municipality, *ways: tuple[Way, str], topics: int = asking.ALL_TOPICS) -> int:
    """Somebody who asked for these ways and confirmed each. Gives their id."""
    said, now, id_ = Said("web", "a test"), core.clock.now(), 0
    with core.database.work(town) as work:
        for way in asking.ask(work, Wish(topics, "", "el", tuple(Reached(*one) for one in ways)), said, now):
            id_ = confirming.confirm(work, way, said, now).id
    return id_
