"""The files that go with an announcement: papers as they are, pictures drawn again and said in words."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import delete, func, select

from core.announcements.kinds import PUBLIC
from core.announcements.tables import Announcement, AnnouncementFile
from core.errors import Conflict, InvalidAnswer, NotFound
from core.model import new_id
from core.municipalities.model import Municipality
from core.ports import Storage, Work
from core.requests.pictures import ENDINGS, cleaned
from core.text import _

MOST, LONGEST_ALT, LONGEST_NAME = 10, 300, 100


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file as pages show it."""

    id: int
    name: str
    alt: str
    media_type: str
    size: int
    storage_key: str

    @property
    def is_picture(self) -> bool:
        return self.media_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class Stored:
    """A file whose bytes are kept already, and that no row names yet."""

    name: str
    media_type: str
    size: int
    key: str


def store(storage: Storage, town: Municipality, name: str, content: bytes) -> Stored:
    """Keep the bytes of a file, outside of any transaction; where no row comes to name them, the sweep takes them away.

    Raises:
        InvalidAnswer: it is empty, too large, damaged, or neither picture nor PDF, whatever its name says.
    """
    media_type, clean = cleaned(name, content)
    digest = hashlib.sha256(clean).hexdigest()
    key = f"{town.key}/announcements/{digest[:40]}{ENDINGS[media_type]}"
    storage.put(key, clean)
    stem = name.rpartition(".")[0] or name
    return Stored(stem[: LONGEST_NAME - 5] + ENDINGS[media_type], media_type, len(clean), key)


def add(work: Work, announcement_id: int, stored: Stored, alt: str, now: datetime) -> int:
    """Have a stored file go with a draft. Gives its id.

    Raises:
        InvalidAnswer: a picture without words for those who do not see it; or there are too many files.
    """
    alt = " ".join(alt.split())[:LONGEST_ALT]
    if stored.media_type.startswith("image/") and not alt:
        raise InvalidAnswer("alt", _("Say in words what “{name}” shows, for those who do not see it.", name=stored.name))
    row = AnnouncementFile
    held = select(func.count()).select_from(row).where(row.announcement_id == announcement_id)
    if work.execute(held).scalar_one() >= MOST:
        raise InvalidAnswer("files", _("At most {most} files can go with an announcement.", most=MOST))
    made = AnnouncementFile(
        id=new_id(),
        announcement_id=announcement_id,
        name=stored.name,
        alt=alt,
        media_type=stored.media_type,
        size=stored.size,
        storage_key=stored.key,
        at=now,
    )
    work.session.add(made)
    return made.id


def remove(work: Work, announcement_id: int, file_id: int) -> None:
    """Take a file from a draft. Its bytes go with the next sweep, unless another announcement has the same."""
    row = AnnouncementFile
    if not work.execute(delete(row).where(row.id == file_id, row.announcement_id == announcement_id)).rowcount:
        raise Conflict("file", _("This file is not here any more."))


def listed(work: Work, announcement_id: int) -> Sequence[Enclosure]:
    """The files of an announcement in the order in which they came."""
    row = AnnouncementFile
    found = work.session.scalars(select(row).where(row.announcement_id == announcement_id).order_by(row.id))
    return [_enclosure(one) for one in found]


def copy(work: Work, source_id: int, target_id: int, now: datetime) -> None:
    """Have another announcement carry the same files."""
    for one in listed(work, source_id):
        add(work, target_id, Stored(one.name, one.media_type, one.size, one.storage_key), one.alt, now)


def replace(work: Work, source_id: int, target_id: int, now: datetime) -> None:
    """Have one announcement carry the files of another instead of its own. Those that stay keep their addresses."""
    wanted = {(one.storage_key, one.name, one.alt): one for one in listed(work, source_id)}
    for mine in listed(work, target_id):
        if wanted.pop((mine.storage_key, mine.name, mine.alt), None) is None:
            remove(work, target_id, mine.id)
    for one in wanted.values():
        add(work, target_id, Stored(one.name, one.media_type, one.size, one.storage_key), one.alt, now)


def public(work: Work, announcement_id: int, file_id: int) -> Enclosure:
    """A file that anybody may read, because its announcement was let out.

    Raises:
        NotFound: there is none, or it is a draft's, a withdrawn one's or a rehearsal's.
    """
    known = max(announcement_id, file_id) < 2**63
    row = work.session.get(AnnouncementFile, (work.municipality.id, file_id)) if known else None
    owner = work.session.get(Announcement, (work.municipality.id, announcement_id)) if known else None
    if row is None or owner is None or row.announcement_id != owner.id or owner.stage not in PUBLIC or owner.drill:
        raise NotFound("file", _("This file is not here."))
    return _enclosure(row)


def address(announcement_id: int, file: Enclosure) -> str:
    """The path at which citizens read a file of a published announcement."""
    return f"/news/{announcement_id}/files/{file.id}/{quote(file.name)}"


def _enclosure(row: AnnouncementFile) -> Enclosure:
    return Enclosure(row.id, row.name, row.alt, row.media_type, row.size, row.storage_key)
