"""What feeds and calendars hold, and when what they hold last changed."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal_column, select
from sqlalchemy.orm import defer

from core.announcements import reading
from core.announcements.kinds import Kind, Stage
from core.announcements.reading import TOLD
from core.announcements.tables import Announcement
from core.announcements.wanted import Shape, Wanted, matching, shape_of, values
from core.model import Moment
from core.ports import Work

# A feed tells the newest changes; a reader that asks once a day misses none of so many.
MOST = 50
# What takes place is kept in calendars for a while after it is over, so that what was withdrawn is still told there.
KEPT = timedelta(days=90)
# Nothing takes longer than that.
LONGEST = timedelta(days=730)
MOST_DATES = 500
# Kinds that take place somewhere at some time.
DATED = (Kind.EVENT, Kind.INTERRUPTION, Kind.EMERGENCY)


def changed_at(one: Announcement) -> datetime:
    """When it last became something else: published, corrected, withdrawn."""
    moments = (one.published_at, one.corrected_at, one.ended_at if one.stage == Stage.WITHDRAWN else None)
    return max(moment for moment in moments if moment is not None)


def news(work: Work, wanted: Wanted, now: datetime) -> list[Announcement]:
    """What holds, and what was withdrawn, which whoever read it must learn; the last changed first.

    Of both the last published ones, which are those that changed last but for corrections.
    """
    withdrawn = work.session.scalars(_withdrawn(shape_of(wanted)), values(wanted))
    found = [*reading.page(work, wanted, now, size=MOST).rows, *withdrawn]
    return sorted(found, key=lambda one: (changed_at(one), one.id), reverse=True)[:MOST]


@cache
def _withdrawn(shape: Shape) -> Select[Announcement]:
    row = Announcement
    found = select(row).options(defer(row.search)).where(_told(Stage.WITHDRAWN), *matching(shape))
    return found.order_by(row.published_at.desc(), row.id.desc()).limit(literal_column(str(MOST)))


def dates(work: Work, wanted: Wanted, now: datetime) -> list[Announcement]:
    """What takes place, or took place lately, by its time; with what was withdrawn, which calendars show as cancelled."""
    return list(work.session.scalars(_dates(shape_of(wanted)), {**values(wanted), "since": now - KEPT, "began": now - LONGEST}))


@cache
def _dates(shape: Shape) -> Select[Announcement]:
    row = Announcement
    ends = func.coalesce(row.ends_at, row.begins_at)
    asked = [_told(*TOLD), row.kind.in_(DATED), ends >= bindparam("since", type_=Moment())]
    # For the index by its begin, which says nothing of its end.
    asked.append(row.begins_at >= bindparam("began", type_=Moment()))
    found = select(row).options(defer(row.search)).where(*asked, *matching(shape))
    return found.order_by(row.begins_at, row.id).limit(literal_column(str(MOST_DATES)))


def last_change(work: Work, now: datetime) -> datetime | None:
    """When anything that is read changed last, also by becoming over; None where nothing was ever told."""
    moments = [work.session.scalar(asked, {"now": now}) for asked in (_changed(), _became_over())]
    return max((one for one in moments if one is not None), default=None)


@cache
def _changed() -> Select[Any]:
    """Every step of what was told sets its `updated_at`: the newest is the first in its index."""
    row = Announcement
    return select(row.updated_at).where(_told(*TOLD)).order_by(row.updated_at.desc()).limit(literal_column("1"))


@cache
def _became_over() -> Select[Any]:
    """What is over by the clock, before the job has noted it."""
    row = Announcement
    over = row.valid_until <= bindparam("now", type_=Moment())
    return select(row.valid_until).where(_told(Stage.PUBLISHED), over).order_by(row.valid_until.desc()).limit(literal_column("1"))


def _told(*stages: Stage) -> ColumnElement[bool]:
    row = Announcement
    return and_(row.drill.is_(False), row.published_at.is_not(None), row.stage.in_(stages))
