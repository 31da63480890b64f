"""What citizens can read: what holds now, emergencies on top and then the newest; and what is over, which keeps its page.

Where one is in the order is said by an announcement's id, never by a count: what is published meanwhile shifts nobody.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import BigInteger, ColumnElement, Select, and_, bindparam, literal_column, or_, select, tuple_
from sqlalchemy.orm import defer

from core.announcements import written
from core.announcements.kinds import Kind, Stage
from core.announcements.tables import Announcement, AnnouncementFile, AnnouncementForm, AnnouncementVersion
from core.announcements.topics import Topic, of_mask
from core.announcements.wanted import Shape, Wanted, matching, shape_of, values
from core.errors import NotFound
from core.model import Moment
from core.people.contact import Way
from core.ports import Work
from core.text import _

# How many stand on one page of the list.
SIZE = 10
# What was told once: each of these keeps its page.
TOLD = (Stage.PUBLISHED, Stage.EXPIRED, Stage.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Page:
    """Some announcements in their order. `more`: others come after the last of them."""

    rows: tuple[Announcement, ...]
    more: bool


def page(work: Work, wanted: Wanted, now: datetime, after: int = 0, size: int = SIZE) -> Page:
    """The announcements that come after one, or the first ones; an id that nobody knows begins anew."""
    last = work.session.get(Announcement, (work.municipality.id, after)) if after else None
    if last is not None and last.published_at is None:
        last = None
    found: list[Announcement] = []
    for urgent in _stretches(wanted, last):
        # A stretch after the one in which the last stood is walked from its beginning.
        within = last if last is not None and urgent in (None, last.kind == Kind.EMERGENCY) else None
        if len(found) <= size:
            found += _walk(work, wanted, now, urgent, within, size + 1)
    return Page(tuple(found[:size]), len(found) > size)


def _stretches(wanted: Wanted, last: Announcement | None) -> list[bool | None]:
    """Emergencies (True), then the others (False), as far as they are wanted and still to come; None: both in one."""
    if wanted.over:
        return [None]
    past = last is not None and last.kind != Kind.EMERGENCY
    return [
        urgent
        for urgent in (True, False)
        if not (urgent and past) and (wanted.kind is None or urgent == (wanted.kind is Kind.EMERGENCY))
    ]


def _walk(
    work: Work, wanted: Wanted, now: datetime, urgent: bool | None, last: Announcement | None, most: int
) -> list[Announcement]:
    """Newest first, along an index: emergencies alone, the others alone, or (None) both."""
    given = {**values(wanted), "now": now}
    if last is not None:
        given |= {"last_at": last.published_at, "last_id": last.id}
    shape = shape_of(wanted)
    # A search for words may look like nobody's else.
    made = _statement if not shape.words else _statement.__wrapped__
    return list(work.session.scalars(made(shape, wanted.over, urgent, last is not None, most), given))


@cache
def _statement(shape: Shape, over: bool, urgent: bool | None, goes_on: bool, most: int) -> Select[Announcement]:
    row = Announcement
    asked = [*holding(over), *matching(shape)]
    if urgent is not None:
        asked.append(row.kind == Kind.EMERGENCY if urgent else row.kind != Kind.EMERGENCY)
    if goes_on:
        last = tuple_(bindparam("last_at", type_=Moment()), bindparam("last_id", type_=BigInteger()))
        asked.append(tuple_(row.published_at, row.id) < last)
    found = select(row).options(defer(row.search)).where(*asked)
    # Written out, since PostgreSQL plans a page differently when it does not know how short it is.
    return found.order_by(row.published_at.desc(), row.id.desc()).limit(literal_column(str(most)))


def holding(over: bool = False) -> list[ColumnElement[bool]]:
    """What makes an announcement one that holds at the moment `now`, or one that is over. A rehearsal is never shown."""
    row, now = Announcement, bindparam("now", type_=Moment())
    shown = [row.drill.is_(False), row.published_at.is_not(None)]
    if not over:
        return [*shown, row.stage == Stage.PUBLISHED, or_(row.valid_until.is_(None), row.valid_until > now)]
    late = and_(row.stage == Stage.PUBLISHED, row.valid_until <= now)
    return [*shown, or_(row.stage.in_([Stage.EXPIRED, Stage.WITHDRAWN]), late)]


def emergencies(work: Work, now: datetime) -> tuple[Announcement, ...]:
    """All emergencies that hold now: they stand on the start page, however many other news there are."""
    return page(work, Wanted(kind=Kind.EMERGENCY), now, size=5).rows


def dangers(work: Work, now: datetime) -> list[Announcement]:
    """The emergencies that hold now and endanger life, the newest first."""
    return [one for one in emergencies(work, now) if written.of(one).warns_of_danger]


def standing(one: Announcement, now: datetime) -> Stage:
    """PUBLISHED while it holds; EXPIRED from its last moment on, also before the clock's job has noted it; or WITHDRAWN."""
    stage = Stage(one.stage)
    if stage is Stage.PUBLISHED and one.valid_until is not None and one.valid_until <= now:
        return Stage.EXPIRED
    return stage


def find(work: Work, announcement_id: int) -> Announcement:
    """One that was told, whether it still holds or not.

    Raises:
        NotFound: there is none, it was never told, or it is a rehearsal.
    """
    one = work.session.get(Announcement, (work.municipality.id, announcement_id))
    if one is None or one.drill or one.published_at is None or one.stage not in TOLD:
        raise NotFound("announcement", _("There is no such announcement. All of them are listed on the page of news."))
    return one


def versions(work: Work, one: Announcement) -> list[AnnouncementVersion]:
    """All versions that were published, the newest first."""
    by = AnnouncementVersion
    return list(work.session.scalars(select(by).where(by.announcement_id == one.id).order_by(by.version.desc(), by.id.desc())))


def files(work: Work, one: Announcement) -> list[AnnouncementFile]:
    by = AnnouncementFile
    return list(work.session.scalars(select(by).where(by.announcement_id == one.id).order_by(by.id)))


def form(work: Work, one: Announcement, way: Way, language: str) -> AnnouncementForm | None:
    """What this version says by a way in a language, where that was made."""
    by = AnnouncementForm
    asked = (by.announcement_id == one.id, by.version == one.version, by.way == way, by.language == language)
    return work.session.scalars(select(by).where(*asked)).first()


def topics_told(work: Work, now: datetime) -> list[Topic]:
    """The topics that there is something to read about, by their numbers."""
    every = 0
    for bits in work.execute(_topics(), {"now": now}).scalars():
        every |= bits
    return list(of_mask(every))


@cache
def _topics() -> Select[int]:
    return select(Announcement.topics).where(*holding()).distinct()
