"""What was public when: every version as it was, the latest first."""

from collections.abc import Sequence

from sqlalchemy import select

from core.announcements.tables import AnnouncementVersion
from core.ports import Work
from core.text import Sentence, _

VERSION_NAMES: dict[str, Sentence] = {
    "published": _("published"),
    "corrected": _("corrected"),
    "updated": _("updated"),
    "withdrawn": _("withdrawn by the town hall"),
}


def versions(work: Work, announcement_id: int) -> Sequence[AnnouncementVersion]:
    """All versions of an announcement, the latest first."""
    row = AnnouncementVersion
    return work.session.scalars(select(row).where(row.announcement_id == announcement_id).order_by(row.version.desc())).all()
