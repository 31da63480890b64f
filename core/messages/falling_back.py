"""The next way: what could not be told by one is told by the next that the citizen allowed.

Of an announcement that is the subscriber's next confirmed way in their own order; of a request, another address that its person
proved to be theirs. The new message is written in the transaction that ends the old one, and the old one names it: so there is
one of it, however often a receipt comes and however many workers act.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from core.announcements.tables import AnnouncementForm
from core.messages.states import CODE
from core.messages.tables import Message, fresh
from core.people import consent
from core.people.contact import Way, may_be_texted
from core.people.known import PersonContact
from core.ports import Work
from core.requests.tables import Request
from core.subscriptions.states import Standing
from core.subscriptions.tables import SubscriberWay

EMERGENCY = "emergency"
# What the message that takes another's place has in common with it.
_KEPT = (
    "subject",
    "body",
    "language",
    "purpose",
    "request_id",
    "priority",
    "announcement_id",
    "subscriber_id",
    "district",
    "drill",
)


@dataclass(frozen=True, slots=True)
class Next:
    """By which way and to which address; of an announcement, with the form that it has there."""

    way: Way
    to: str
    form_id: int | None = None


def fall_back(work: Work, row: Message, now: datetime) -> int | None:
    """Write the message that takes this one's place, where somebody allowed one; gives its id. The caller has locked the row."""
    if row.next_id is not None or row.purpose == CODE:
        return row.next_id
    found = _of_subscriber(work, row) if row.subscriber_id is not None else _of_request(work, row)
    if found is None:
        return None
    own = {name: getattr(row, name) for name in _KEPT}
    following = Message(**fresh(now, **own, way=str(found.way), to=found.to, form_id=found.form_id))
    work.session.add(following)
    row.next_id = following.id
    # A receipt is taken by whoever serves the web: the worker must hear of what follows from it.
    work.wake("messages", now)
    return following.id


def has_next(work: Work, row: Message) -> bool:
    """Whether somebody allowed another way that has not been tried."""
    return row.subscriber_id is not None and _of_subscriber(work, row) is not None


def _of_subscriber(work: Work, row: Message) -> Next | None:
    """The next of the subscriber's ways, each tried once for a version of an announcement."""
    form = work.session.get(AnnouncementForm, (work.municipality.id, row.form_id)) if row.form_id is not None else None
    if form is None or (row.purpose == EMERGENCY and _is_old(work, form)) or _was_told_since(work, row):
        return None
    ways = work.session.scalars(
        select(SubscriberWay)
        .where(SubscriberWay.subscriber_id == row.subscriber_id)
        .order_by(SubscriberWay.rank, SubscriberWay.id)
    ).all()
    for one in _after(ways, row):
        if not consent.allowed(work, Way(one.way), one.address, consent.NEWS) or _stopped(work, one):
            continue
        theirs = _form(work, form, one.way, row.language)
        if theirs is not None:
            return Next(Way(one.way), one.address, theirs)
    return None


def _is_old(work: Work, form: AnnouncementForm) -> bool:
    """Whether there is a newer version. In an emergency everybody is told of it anew, and what was said before is not true."""
    newer = (AnnouncementForm.announcement_id == form.announcement_id, AnnouncementForm.version > form.version)
    return work.execute(select(AnnouncementForm.id).where(*newer).limit(1)).first() is not None


def _was_told_since(work: Work, row: Message) -> bool:
    """Whether they have a later message of the same announcement: what was said before is not said once more."""
    same = (Message.announcement_id == row.announcement_id, Message.subscriber_id == row.subscriber_id)
    return work.execute(select(Message.id).where(*same, Message.id > row.id).limit(1)).first() is not None


def _form(work: Work, tried: AnnouncementForm, way: str, language: str) -> int | None:
    """What the same version says by another way: in the citizen's language, else in the town's first."""
    found = work.execute(
        select(AnnouncementForm.language, AnnouncementForm.id).where(
            AnnouncementForm.announcement_id == tried.announcement_id,
            AnnouncementForm.version == tried.version,
            AnnouncementForm.way == way,
            AnnouncementForm.language.in_((language, work.municipality.languages[0])),
        )
    )
    forms = {row.language: row.id for row in found}
    return forms.get(language, forms.get(work.municipality.languages[0]))


def _after(ways: Sequence[SubscriberWay], row: Message) -> Sequence[SubscriberWay]:
    """Those behind the one that was tried, as far as they count: nobody goes back in the order, so nobody goes round."""
    at = next((at for at, one in enumerate(ways) if (one.way, one.address) == (row.way, row.to)), len(ways))
    return [one for one in ways[at + 1 :] if one.state == Standing.ACTIVE]


def _stopped(work: Work, one: SubscriberWay) -> bool:
    return one.way == str(Way.TEXT) and not consent.allowed(work, Way.TEXT, one.address)


def _of_request(work: Work, row: Message) -> Next | None:
    """Another address of the person whose request it is, by text or e-mail; each tried once for one notice."""
    if row.request_id is None or row.way not in (str(Way.TEXT), str(Way.EMAIL)):
        return None
    request = work.session.get(Request, (work.municipality.id, row.request_id))
    if request is None or request.person_id is None or _is_next(work, row):
        return None
    contacts = work.session.scalars(
        select(PersonContact)
        .where(PersonContact.person_id == request.person_id, PersonContact.way != row.way)
        .order_by(PersonContact.proved_at.desc())
    ).all()
    for one in contacts:
        way = Way(one.way)
        if way is Way.EMAIL or (way is Way.TEXT and _takes_texts(work, one.address)):
            return Next(way, one.address)
    return None


def _takes_texts(work: Work, number: str) -> bool:
    return may_be_texted(number, work.municipality.countries) and consent.allowed(work, Way.TEXT, number)


def _is_next(work: Work, row: Message) -> bool:
    """Whether this one took another's place already: there are two ways, so there is no third."""
    taken = select(Message.id).where(Message.request_id == row.request_id, Message.next_id == row.id)
    return work.execute(taken.limit(1)).first() is not None
