"""What feeds and calendars hold, and when what they hold last changed."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select

from core.announcements.kinds import Kind, Stage
from core.announcements.reading import TOLD, holding
from core.announcements.tables import Announcement
from core.announcements.wanted import Wanted, matching
from core.ports import Work

# A feed tells the newest changes; a reader that asks once a day misses none of so many.
MOST = 50
# What takes place is kept in calendars for a while after it is over, so that what was withdrawn is still told there.
KEPT = timedelta(days=90)
MOST_DATES = 500
# Kinds that take place somewhere at some time.
DATED = (Kind.EVENT, Kind.INTERRUPTION, Kind.EMERGENCY)


def changed_at(one: Announcement) -> datetime:
    """When it last became something else: published, corrected, withdrawn."""
    moments = (one.published_at, one.corrected_at, one.ended_at if one.stage == Stage.WITHDRAWN else None)
    return max(moment for moment in moments if moment is not None)


def news(work: Work, wanted: Wanted, now: datetime) -> list[Announcement]:
    """What holds, and what was withdrawn, which whoever read it must learn; the last changed first."""
    asked = [or_(_all(holding(now)), _told(Stage.WITHDRAWN)), *matching(wanted)]
    newest = select(Announcement).where(*asked).order_by(Announcement.published_at.desc(), Announcement.id.desc())
    found = list(work.session.scalars(newest.limit(MOST)))
    return sorted(found, key=lambda one: (changed_at(one), one.id), reverse=True)


def dates(work: Work, wanted: Wanted, now: datetime) -> list[Announcement]:
    """What takes place, or took place lately, by its time; with what was withdrawn, which calendars show as cancelled."""
    ends = func.coalesce(Announcement.ends_at, Announcement.begins_at)
    asked = [_told(*TOLD), Announcement.kind.in_(DATED), Announcement.begins_at.is_not(None), ends >= now - KEPT]
    in_order = (Announcement.begins_at, Announcement.id)
    return list(work.session.scalars(select(Announcement).where(*asked, *matching(wanted)).order_by(*in_order).limit(MOST_DATES)))


def last_change(work: Work, now: datetime) -> datetime | None:
    """When anything that is read changed last, also by becoming over; None where nothing was ever told."""
    over = select(func.max(Announcement.valid_until)).where(_told(*TOLD), Announcement.valid_until <= now)
    moments = (Announcement.published_at, Announcement.corrected_at, Announcement.ended_at)
    latest = work.session.execute(select(*(func.max(one) for one in moments)).where(_told(*TOLD))).one()
    return max((one for one in (*latest, work.session.scalar(over)) if one is not None), default=None)


def _told(*stages: Stage) -> ColumnElement[bool]:
    return _all([Announcement.drill.is_(False), Announcement.published_at.is_not(None), Announcement.stage.in_(stages)])


def _all(conditions: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    first, *others = conditions
    for one in others:
        first &= one
    return first
