"""Whom an announcement is for, and the one statement that writes a message for each of them.

Everything is decided where the rows are: who wants it, by which of their ways, in which language's form. No subscriber's row
comes to this process, so that a million need no more memory than ten. A statement is made once for its shape and used for every
batch: the wall looks through it once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Insert, and_, bindparam, case, exists, func, insert, literal, null, or_, select
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

Condition = ColumnElement[bool]

_MESSAGE, _SUBSCRIBER = table_of(Message), table_of(Subscriber)
_S, _W = _SUBSCRIBER.c, table_of(SubscriberWay).c
_ACTIVE = str(Standing.ACTIVE)

_FOLLOWING = select(_S.id).where(_S.state == _ACTIVE, _S.id > bindparam("t_after")).order_by(_S.id).limit(bindparam("t_count"))
_UPTO = select(func.max(_FOLLOWING.subquery().c.id))


@dataclass(frozen=True, slots=True)
class Shape:
    """What a statement is made of beside its values. `forms` are (way, language), the town's own language first."""

    by_district: bool
    by_topic: bool
    is_later: bool
    forms: tuple[tuple[str, str], ...]
    by_every_way: bool


@dataclass(frozen=True)
class Audience:
    """Whom one version of an announcement is for, and what each of them gets."""

    shape: Shape
    values: Mapping[str, Any]

    def write(self, work: Work, after: int, until: int, first_id: int, now: datetime) -> None:
        """Write a message for each subscriber after one and up to another who wants it and can be told.

        Ids go up from `first_id`, in the order of the subscribers.
        """
        stretch = {"t_after": after, "t_until": until, "t_before": first_id - 1, "t_now": now}
        work.execute(_statement(self.shape), {**self.values, **stretch})


def audience(work: Work, one: Announcement) -> Audience:
    """The audience of the version that an announcement has now."""
    own = (AnnouncementForm.announcement_id == one.id, AnnouncementForm.version == one.version)
    made = {(form.way, form.language): form.id for form in work.session.scalars(select(AnnouncementForm).where(*own))}
    languages = list(work.municipality.languages)
    # Where somebody reads a language that has no form, the first one of their way counts: the town's own.
    forms = sorted(made, key=lambda one: (languages.index(one[1]) if one[1] in languages else len(languages), one))
    ways = [way for way in one.ways if any(way == formed for formed, _language in forms)]
    is_emergency = one.kind == Kind.EMERGENCY
    shape = Shape(
        by_district=bool(one.districts),
        by_topic=not is_emergency,
        is_later=one.version > 1,
        forms=tuple(forms),
        by_every_way=set(ways) >= {str(way) for way in WAYS},
    )
    values = {
        "t_announcement": one.id,
        "t_districts": ["", *one.districts],
        "t_topics": one.topics,
        "t_ways": ways,
        "t_drill": one.drill,
        "t_purpose": "emergency" if is_emergency else "announcement",
        "t_priority": int(Priority.EMERGENCY if is_emergency else Priority.BULK),
        **{f"t_form_{at}": made[form] for at, form in enumerate(forms)},
    }
    needed = _statement(shape).compile().params
    return Audience(shape, {name: value for name, value in values.items() if name in needed})


def upto(work: Work, after: int, count: int) -> int | None:
    """The last of so many subscribers who follow one; None where nobody does.

    They are counted whether or not they want this announcement: a batch takes its time even where few do.
    """
    found: int | None = work.execute(_UPTO, {"t_after": after, "t_count": count}).scalar()
    return found


@lru_cache(maxsize=64)
def _statement(shape: Shape) -> Insert:
    to = _told(shape).subquery()
    now, empty, none = _bound("t_now", "due_at"), literal(""), null()
    values: dict[str, ColumnElement[Any]] = {
        "id": func.row_number().over(order_by=to.c.id) + bindparam("t_before", type_=BigInteger()),
        "way": to.c.way,
        "to": to.c.address,
        "language": to.c.language,
        "form_id": _form(shape, to.c.way, to.c.language),
        "subscriber_id": to.c.id,
        "district": to.c.district,
        **dict.fromkeys(("request_id", "leased_until", "provider_id", "next_id"), none),
        **dict.fromkeys(("subject", "body", "reason", "gateway"), empty),
        **dict.fromkeys(("attempts", "parts"), literal(0)),
        **dict.fromkeys(("due_at", "created_at", "updated_at"), now),
        "purpose": _bound("t_purpose", "purpose"),
        "state": literal(str(MessageState.QUEUED)),
        "priority": _bound("t_priority", "priority"),
        "announcement_id": _bound("t_announcement", "announcement_id"),
        "drill": _bound("t_drill", "drill"),
    }
    return insert(_MESSAGE).from_select(list(values), select(*values.values()))


def _bound(name: str, column: str) -> ColumnElement[Any]:
    return bindparam(name, type_=_MESSAGE.c[column].type)


def _told(shape: Shape) -> Any:
    """Id, language, district, way and address of each. Their first way stands in their own row; the others are only looked
    up where the announcement does not name the first.
    """
    way, address, reachable = _reached() if not shape.by_every_way else (_S.way, _S.address, and_(True))
    columns = (_S.id, _S.language, _S.district, way.label("way"), address.label("address"))
    stretch = (_S.state == _ACTIVE, _S.id > bindparam("t_after"), _S.id <= bindparam("t_until"))
    return select(*columns).where(*stretch, _wanted(shape), reachable)


def _wanted(shape: Shape) -> Condition:
    """Who wants it now: of its districts, if it names any, and with one of its topics, if it is no emergency.

    A later version is also for whoever was told an earlier one, whatever they want or wherever they live by now: somebody who
    was told that the water is cut must hear that it is not (the same people, and those who came since).
    """
    wants: list[Condition] = []
    if shape.by_district:
        wants.append(_S.district.in_(bindparam("t_districts", expanding=True)))
    if shape.by_topic:
        wants.append(_S.topics.op("&")(bindparam("t_topics", type_=BigInteger())) != 0)
    if not shape.is_later:
        return and_(True, *wants)
    was_told = (_MESSAGE.c.announcement_id == bindparam("t_announcement"), _MESSAGE.c.subscriber_id == _S.id)
    return or_(and_(True, *wants), exists().where(*was_told))


def _reached() -> tuple[ColumnElement[Any], ColumnElement[Any], Condition]:
    """The first of their ways that the announcement names, its address, and whether there is one."""
    named: Any = bindparam("t_ways", expanding=True)
    first = _S.way.in_(named)
    theirs = (_W.subscriber_id == _S.id, _W.state == _ACTIVE, _W.way.in_(named))
    following = select(_W.way).where(*theirs).order_by(_W.rank).limit(1)
    way = case((first, _S.way), else_=following.scalar_subquery())
    address = case((first, _S.address), else_=following.with_only_columns(_W.address).scalar_subquery())
    return way, address, or_(first, exists().where(*theirs))


def _form(shape: Shape, way: Any, language: Any) -> ColumnElement[int]:
    ids = [bindparam(f"t_form_{at}", type_=BigInteger()) for at, _form in enumerate(shape.forms)]
    exact = [(and_(way == one, language == spoken), id_) for (one, spoken), id_ in zip(shape.forms, ids, strict=True)]
    others = {one: id_ for (one, _spoken), id_ in reversed(list(zip(shape.forms, ids, strict=True)))}
    return case(*exact, *((way == one, id_) for one, id_ in others.items()))
