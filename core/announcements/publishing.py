"""Letting an announcement out: its forms are made and its subscribers are told, in the transaction that publishes it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from core.announcements import drafting, files, forms
from core.announcements import written as contents
from core.announcements.kinds import Kind, Stage
from core.announcements.recalling import RECALL
from core.announcements.steps import What, note
from core.announcements.tables import Announcement, AnnouncementVersion
from core.announcements.telling import TELL
from core.announcements.wanted import search_words
from core.messages.jobs import enqueue
from core.messages.outbox import Priority
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
    site: str = "",
    tells: bool = True,
    make: Callable[[Work, Announcement], None] | None = None,
    tell: str = TELL,
) -> None:
    """Let a version out, keep it as it is, and have its subscribers told by the ways that it names.

    `what` says what happens ("published", "corrected", "withdrawn", …) and stands in every form; `words` say why. With
    `tells` everybody is told of this version. Without it nobody is told again; whoever has not been told of the last
    version yet is told of this one instead. `make` writes its forms, and `tell` is the kind of job that tells people:
    emergencies have their own of both.
    """
    first = not announcement.version
    announcement.version += 1
    announcement.stage = str(Stage.WITHDRAWN if what == "withdrawn" else Stage.PUBLISHED)
    announcement.published_at = announcement.published_at or now
    announcement.updated_at = now
    announcement.search = search_words(announcement.texts, announcement.place)
    kept = AnnouncementVersion(
        id=new_id(),
        announcement_id=announcement.id,
        version=announcement.version,
        what=what,
        words=words,
        content=content(announcement),
        by=by,
        at=now,
    )
    work.session.add(kept)
    work.session.flush()
    if make is not None:
        make(work, announcement)
    else:
        forms.make(work, announcement, site, what, words)
    if not first and make is None:
        payload = {"announcement": announcement.id, "version": announcement.version, "stop": tells or what == "withdrawn"}
        enqueue(work, RECALL, payload, now, Priority.EMERGENCY if announcement.kind == Kind.EMERGENCY else Priority.BULK)
    _tell(work, announcement, now, tells or first, tell)


def _tell(work: Work, announcement: Announcement, now: datetime, tells: bool, tell: str) -> None:
    """Begin to tell everybody, or go on where the last version had come to."""
    if tells:
        announcement.told_up_to, announcement.told_at = 0, None
    goes_on = announcement.told_at is None and announcement.stage == Stage.PUBLISHED
    if announcement.ways and (tells or goes_on):
        priority = Priority.EMERGENCY if announcement.kind == Kind.EMERGENCY else Priority.BULK
        enqueue(work, tell, {"announcement": announcement.id, "version": announcement.version}, now, priority)


def release(work: Work, row: Announcement, by: str, now: datetime, site: str = "") -> Announcement:
    """Let an approved draft out; a correction goes into what it corrects and is gone. Gives what is public now."""
    if row.corrects_id is None:
        row.corrected_at = None
        publish(work, row, by, now, site=site)
        note(work, row, What.PUBLISHED, by, now)
        return row
    target = drafting.one(work, row.corrects_id, lock=True)
    written = contents.of(row)
    contents.put(target, written)
    target.corrected_at, target.ended_at = now, None
    target.approved_by, target.approved_at = row.approved_by, row.approved_at
    target.revision += 1
    files.replace(work, row.id, target.id, now)
    drafting.hand_steps(work, row.id, target.id)
    drafting.drop(work, row)
    publish(work, target, by, now, "corrected", site=site, tells=written.tells_again)
    note(work, target, What.CORRECTED, by, now)
    return target


def content(announcement: Announcement) -> dict[str, Any]:
    """What a version keeps: everything that was said, nothing of how it was sent."""
    return contents.content(contents.of(announcement))
