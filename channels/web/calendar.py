"""What takes place, as an iCalendar (RFC 5545) that calendars subscribe to."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

import icalendar

from core.announcements.kinds import KIND_NAMES, Stage
from core.announcements.tables import Announcement
from core.announcements.told import Told
from core.languages import tongue
from core.municipalities.model import Municipality
from core.text import Many, Tongue, _

# How often a calendar should ask again (RFC 7986, section 5.7).
AGAIN = timedelta(hours=1)
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Dated = tuple[Told, Announcement, datetime]


def calendar(town: Municipality, language: str, dates: Sequence[Dated]) -> bytes:
    """The whole calendar. All of its times are in UTC, which every calendar shows in its reader's own: no zone is needed."""
    say = tongue(language, zone=town.zone)
    made = icalendar.Calendar()
    made.add("prodid", "-//Thyrida//News//EL")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    name = say(_("Events and interruptions – {town}", town=town.name))
    made.add("name", name, parameters={"LANGUAGE": language})
    made.add("x-wr-calname", name)
    made.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    for told, one, changed in dates:
        made.add_component(_event(town, told, one, changed, say))
    return bytes(made.to_ical())


def _event(town: Municipality, told: Told, one: Announcement, changed: datetime, say: Tongue) -> icalendar.Event:
    """One date. Its UID stays for ever; each version that is published is the next in its SEQUENCE.

    A calendar that is published without a METHOD has in DTSTAMP when it was last revised (section 3.8.7.2), so that the same
    content is the same bytes, whenever it is asked for.
    """
    event, own = icalendar.Event(), {"LANGUAGE": told.language}
    assert one.begins_at is not None, "only what has a time is in a calendar"
    event.add("uid", str(uuid5(NAMESPACE_URL, f"thyrida:{town.key}:{told.id}")))
    event.add("dtstamp", _whole(changed))
    event.add("last-modified", _whole(changed))
    event.add("created", _whole(told.published_at))
    event.add("sequence", told.version)
    event.add("dtstart", _whole(one.begins_at))
    if one.ends_at is not None and one.ends_at > one.begins_at:
        event.add("dtend", _whole(one.ends_at))
    event.add("summary", _clean(told.title.best(told.language)[0]), parameters=own)
    before = (*told.marks, *([told.only] if told.only else []))
    event.add("description", _clean(say(Many((*before, told.body.best(told.language)[0]), by="\n\n"))), parameters=own)
    where = ", ".join(say(place) for place in (told.place, told.area) if place)
    if where:
        event.add("location", _clean(where))
    event.add("categories", [say(KIND_NAMES[told.kind]), *(say(topic.name) for topic in told.topics)])
    event.add("url", told.address)
    event.add("status", "CANCELLED" if told.standing is Stage.WITHDRAWN else "CONFIRMED")
    # Nobody is busy because the town has a feast, or no water.
    event.add("transp", "TRANSPARENT")
    return event


def _whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _clean(words: str) -> str:
    return _UNWRITABLE.sub("", words.replace("\r\n", "\n"))
