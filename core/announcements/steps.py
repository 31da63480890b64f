"""Every step of an announcement: who did what, when and why."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from core.announcements.tables import Announcement, AnnouncementStep
from core.model import new_id
from core.ports import Work
from core.text import Text, _

# Who does what nobody of the staff does: the clock.
SYSTEM = "system"
LONGEST_WORDS = 1000


class What(StrEnum):
    WRITTEN = "written"
    COPIED = "copied"
    CHANGED = "changed"
    FILE_ADDED = "file-added"
    FILE_REMOVED = "file-removed"
    SUBMITTED = "submitted"
    TAKEN_BACK = "taken-back"
    SENT_BACK = "sent-back"
    APPROVED = "approved"
    MISSED = "missed"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


WHAT_NAMES: dict[What, Text] = {
    What.WRITTEN: _("Written"),
    What.COPIED: _("Begun as a copy"),
    What.CHANGED: _("Changed"),
    What.FILE_ADDED: _("File added"),
    What.FILE_REMOVED: _("File taken away"),
    What.SUBMITTED: _("Given to a second person"),
    What.TAKEN_BACK: _("Taken back to be changed"),
    What.SENT_BACK: _("Sent back by the second person"),
    What.APPROVED: _("Approved"),
    What.MISSED: _("Not published: its time had passed"),
    What.PUBLISHED: _("Published"),
    What.CORRECTED: _("Correction published"),
    What.EXPIRED: _("Over: its validity ended"),
    What.WITHDRAWN: _("Withdrawn"),
    What.DISCARDED: _("Correction discarded"),
}

# Steps that put words into an announcement: whoever took one of them does not approve it.
WRITING = frozenset({What.WRITTEN, What.COPIED, What.CHANGED, What.FILE_ADDED, What.FILE_REMOVED})


def note(work: Work, row: Announcement, what: What, by: str, now: datetime, words: str = "") -> None:
    """Keep a step."""
    words = words.strip()[:LONGEST_WORDS]
    step = AnnouncementStep(id=new_id(), announcement_id=row.id, what=str(what), words=words, version=row.version, by=by, at=now)
    work.session.add(step)


def history(work: Work, announcement_id: int) -> Sequence[AnnouncementStep]:
    """All steps, the latest first."""
    row = AnnouncementStep
    return work.session.scalars(select(row).where(row.announcement_id == announcement_id).order_by(row.id.desc())).all()


def carry_writing(work: Work, source: Announcement, target: Announcement) -> None:
    """Have the steps that put words into an announcement stand in the history of its copy, too."""
    step = AnnouncementStep
    writing = select(step).where(step.announcement_id == source.id, step.what.in_([str(one) for one in WRITING]))
    for one in work.session.scalars(writing.order_by(step.id)).all():
        note(work, target, What(one.what), one.by, one.at, one.words)


def wrote(work: Work, row: Announcement, by: str) -> bool:
    """Whether somebody has put words into this announcement."""
    step = AnnouncementStep
    writing = [str(one) for one in WRITING]
    mine = select(step.id).where(step.announcement_id == row.id, step.by == by, step.what.in_(writing)).limit(1)
    return work.execute(mine).first() is not None
