"""Whom an announcement is for, and the one statement that writes a message for each of them.

Everything is decided where the rows are: who wants it, by which of their ways, in which language's form. No subscriber's row
comes to this process, so that a million need no more memory than ten.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Insert, and_, case, exists, func, insert, literal, null, or_, select
from sqlalchemy.sql.elements import ColumnElement

from core.announcements.forms import WAYS
from core.announcements.kinds import Kind
from core.announcements.tables import Announcement, AnnouncementForm
from core.messages.outbox import MessageState, Priority
from core.messages.tables import Message
from core.model import table_of
from core.ports import Work
from core.subscriptions.states import Standing
from core.subscriptions.tables import Subscriber, SubscriberWay

# The form of a version, by way and language.
Forms = Mapping[tuple[str, str], int]
Condition = ColumnElement[bool]

_MESSAGE = table_of(Message)


def forms_of(work: Work, one: Announcement) -> Forms:
    """The forms of an announcement's present version."""
    own = (AnnouncementForm.announcement_id == one.id, AnnouncementForm.version == one.version)
    return {(form.way, form.language): form.id for form in work.session.scalars(select(AnnouncementForm).where(*own))}


def upto(work: Work, after: int, count: int) -> int | None:
    """The last of so many subscribers who follow one; None where nobody does.

    They are counted whether or not they want this announcement: a batch takes its time even where few do.
    """
    some = select(Subscriber.id).where(Subscriber.state == Standing.ACTIVE, Subscriber.id > after)
    found: int | None = work.execute(select(func.max(some.order_by(Subscriber.id).limit(count).subquery().c.id))).scalar()
    return found


def wanted(one: Announcement) -> Condition:
    """Who wants it now: of its districts, if it names any, and with one of its topics, if it is no emergency.

    A later version is also for whoever was told an earlier one, whatever they want or wherever they live by now: somebody who
    was told that the water is cut must hear that it is not (the same people, and those who came since).
    """
    wants: list[Condition] = []
    if one.districts:
        wants.append(Subscriber.district.in_(["", *one.districts]))
    if one.kind != Kind.EMERGENCY:
        wants.append(Subscriber.topics.op("&")(one.topics) != 0)
    wants_it = and_(True, *wants)
    if one.version <= 1:
        return wants_it
    return or_(wants_it, exists().where(Message.announcement_id == one.id, Message.subscriber_id == Subscriber.id))


def messages(one: Announcement, forms: Forms, language: str, after: int, until: int, first_id: int, now: datetime) -> Insert:
    """The statement that writes a message for each subscriber after one and up to another who wants it and can be told.

    Ids go up from `first_id`, in the order of the subscribers. Who reads a language in which there is no form gets that of
    `language`.
    """
    ways = [way for way in one.ways if any(made == way for made, _language in forms)]
    to = _told(one, ways, after, until).subquery()
    priority = Priority.EMERGENCY if one.kind == Kind.EMERGENCY else Priority.BULK
    values: dict[str, Any] = {
        "id": func.row_number().over(order_by=to.c.id) + (first_id - 1),
        "way": to.c.way,
        "to": to.c.address,
        "language": to.c.language,
        "form_id": _form(to.c.way, to.c.language, forms, language),
        "subscriber_id": to.c.id,
        "district": to.c.district,
        **dict.fromkeys(("request_id", "leased_until", "provider_id", "next_id"), null()),
        **dict.fromkeys(("subject", "body", "reason", "gateway"), ""),
        **dict.fromkeys(("attempts", "parts"), 0),
        **dict.fromkeys(("due_at", "created_at", "updated_at"), now),
        "purpose": "emergency" if priority is Priority.EMERGENCY else "announcement",
        "state": str(MessageState.QUEUED),
        "priority": int(priority),
        "announcement_id": one.id,
        "drill": one.drill,
    }
    return insert(_MESSAGE).from_select(list(values), select(*(_typed(name, value) for name, value in values.items())))


def _typed(name: str, value: Any) -> ColumnElement[Any]:
    return value if isinstance(value, ColumnElement) else literal(value, _MESSAGE.c[name].type)


def _told(one: Announcement, ways: list[str], after: int, until: int) -> Any:
    """Id, language, district, way and address of each. Their first way stands in their own row; the others are only looked
    up where the announcement does not name the first.
    """
    stretch = (Subscriber.state == Standing.ACTIVE, Subscriber.id > after, Subscriber.id <= until)
    way: Any = Subscriber.way
    address: Any = Subscriber.address
    if set(ways) >= set(WAYS):
        reachable: Condition = and_(True)
    else:
        first = Subscriber.way.in_(ways)
        of_theirs = (
            SubscriberWay.subscriber_id == Subscriber.id,
            SubscriberWay.state == Standing.ACTIVE,
            SubscriberWay.way.in_(ways),
        )
        following = select(SubscriberWay).where(*of_theirs).order_by(SubscriberWay.rank).limit(1)
        way = case((first, way), else_=following.with_only_columns(SubscriberWay.way).scalar_subquery())
        address = case((first, address), else_=following.with_only_columns(SubscriberWay.address).scalar_subquery())
        reachable = or_(first, exists().where(*of_theirs))
    columns = (Subscriber.id, Subscriber.language, Subscriber.district, way.label("way"), address.label("address"))
    return select(*columns).where(*stretch, wanted(one), reachable)


def _form(way: Any, theirs: Any, forms: Forms, language: str) -> ColumnElement[int]:
    exact = [(and_(way == one, theirs == spoken), literal(id_, BigInteger())) for (one, spoken), id_ in forms.items()]
    others = [(way == one, literal(id_, BigInteger())) for (one, spoken), id_ in forms.items() if spoken == language]
    return case(*exact, *others)
