"""Letting an announcement out: its forms are made and its subscribers are told, in the transaction that publishes it."""

from collections.abc import Callable
from datetime import datetime

from core.announcements import forms
from core.announcements.kinds import Stage
from core.announcements.tables import Announcement, AnnouncementVersion
from core.announcements.telling import TELL
from core.messages.jobs import enqueue
from core.model import new_id
from core.ports import Work


def publish(
    work: Work,
    announcement: Announcement,
    by: str,
    now: datetime,
    what: str = "published",
    words: str = "",
    *,
    make: Callable[[Work, Announcement], None] = forms.make,
    tell: str = TELL,
) -> None:
    """Make it readable, keep the version as it is, and have its subscribers told by the ways that it names.

    `make` writes its forms, and `tell` is the kind of job that tells people: emergencies have their own of both.
    """
    announcement.version += 1
    announcement.stage = str(Stage.PUBLISHED)
    announcement.published_at = announcement.published_at or now
    announcement.updated_at = now
    announcement.told_up_to, announcement.told_at = 0, None
    work.session.add(
        AnnouncementVersion(
            id=new_id(),
            announcement_id=announcement.id,
            version=announcement.version,
            what=what,
            words=words,
            content=content(announcement),
            by=by,
            at=now,
        )
    )
    work.session.flush()
    make(work, announcement)
    if announcement.ways:
        enqueue(work, tell, {"announcement": announcement.id, "version": announcement.version}, now)


def content(announcement: Announcement) -> dict[str, object]:
    """What a version keeps: everything that was said, nothing of how it was sent."""
    return {
        "kind": announcement.kind,
        "texts": announcement.texts,
        "topics": announcement.topics,
        "districts": announcement.districts,
        "area": announcement.area,
        "place": announcement.place,
    }
