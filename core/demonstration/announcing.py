"""The demonstration's announcements: written by its editor, let out by its supervisor, with the real steps, only earlier."""

import tomllib
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from core.announcements import approving, drafting, files
from core.announcements.files import Stored
from core.announcements.tables import Announcement
from core.announcements.topics import mask
from core.announcements.written import PARTS, Written
from core.demonstration.papers import Shelf
from core.municipalities.model import Municipality
from core.ports import Work
from core.staff.roles import Role

NEWS = Path(__file__).with_name("news")
WAYS = ("text", "call", "email")
# Between an editor's last word and the supervisor's look.
LOOK = timedelta(minutes=25)


def announce(work: Work, staff: Mapping[Role, int], shelf: Shelf, now: datetime, site: str) -> None:
    """Write a town's announcements, and let out those that are to be seen; earliest first, as they would have come."""
    town = work.municipality
    found = tomllib.loads((NEWS / f"{town.key}.toml").read_text("utf-8"))["announcement"]
    for one in sorted(found, key=lambda one: -int(one["days"])):
        row = drafting.begin(work, _written(town, one, now), staff[Role.EDITOR], _moment(town, one, now))
        if "picture" in one:
            photo = shelf.photo()
            files.add(
                work, row.id, Stored(photo.name, photo.media_type, photo.size, photo.storage_key), one["picture"], row.created_at
            )
        _let_out(work, row, one.get("stage", "published"), staff, site)


def _let_out(work: Work, row: Announcement, stage: str, staff: Mapping[Role, int], site: str) -> None:
    editor, supervisor, at = staff[Role.EDITOR], staff[Role.SUPERVISOR], row.created_at
    if stage == "draft":
        return
    approving.submit(work, row.id, row.revision, f"staff:{editor}", at + LOOK / 5)
    if stage == "published":
        approving.approve(work, row.id, row.revision, supervisor, at + LOOK, site)


def _written(town: Municipality, one: Mapping[str, Any], now: datetime) -> Written:
    begins = _day(town, one.get("begins"), now)
    return Written(
        kind=one["kind"],
        texts={code: {part: one[code].get(part, "").strip() for part in PARTS} for code in ("el", "en") if code in one},
        topics=mask(one["topics"]),
        districts=tuple(one.get("districts", ())),
        ways=WAYS,
        place=one.get("place", ""),
        begins_at=begins,
        ends_at=begins + timedelta(hours=one["hours"]) if begins is not None and "hours" in one else None,
        valid_until=_day(town, one.get("valid"), now),
    )


def _moment(town: Municipality, one: Mapping[str, Any], now: datetime) -> datetime:
    """The hour of that day on the town's clock; today's are an hour ago at the latest."""
    day = town.today(now) - timedelta(days=one["days"])
    return min(town.midnight(day) + timedelta(hours=one["hour"]), now - timedelta(hours=1))


def _day(town: Municipality, said: Any, now: datetime) -> datetime | None:
    """[days from today, hour] as a moment."""
    if said is None:
        return None
    days, hour = said
    on = town.local(town.midnight(town.today(now) + timedelta(days=days)))
    return datetime.combine(on.date(), time.fromisoformat(hour), on.tzinfo)
