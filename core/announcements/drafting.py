"""Drafts: begun, changed, copied, and thrown away. Two who write at once are told of each other, and nothing is lost."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select, update

from core.announcements import files
from core.announcements.checking import unkept
from core.announcements.kinds import PUBLIC, Kind, Stage
from core.announcements.steps import What, carry_writing, note
from core.announcements.tables import Announcement, AnnouncementFile, AnnouncementStep
from core.announcements.written import Written, of, put
from core.errors import Conflict, InvalidAnswer, NotFound
from core.model import new_id
from core.ports import Work
from core.text import _


def begin(work: Work, written: Written, account: int, now: datetime) -> Announcement:
    """Begin a draft; `account` is its author.

    Raises:
        InvalidAnswer: it has no title, or is too long to be kept; its code is the field's name.
    """
    return _begun(work, written, account, now, What.WRITTEN)


def change(work: Work, announcement_id: int, written: Written, revision: int, account: int, now: datetime) -> Announcement:
    """Keep a draft as it is written now. `revision` is the one that was shown to whoever changed it.

    Raises:
        Conflict: "revision" if somebody else has changed it since; "stage" if it is no draft any more.
        InvalidAnswer: as in `begin`.
        NotFound: there is no such announcement.
    """
    row = draft(work, announcement_id)
    if row.revision != revision:
        raise Conflict("revision", _("A colleague has changed this meanwhile. Compare both, and keep it again."))
    refuse_unkept(work, written)
    put(row, written)
    touched(row, now)
    note(work, row, What.CHANGED, f"staff:{account}", now)
    return row


def duplicate(work: Work, announcement_id: int, account: int, now: datetime) -> Announcement:
    """Begin a draft as a copy of an announcement, with its files and without its dates.

    Raises:
        NotFound: there is no such announcement.
        Conflict: it is an emergency, which is not written here.
    """
    source = held(work, announcement_id)
    row = _begun(work, _undated(of(source)), account, now, What.COPIED, source)
    work.session.flush()
    files.copy(work, source.id, row.id, now)
    return row


def correct(work: Work, announcement_id: int, account: int, now: datetime) -> Announcement:
    """Begin the correction of a published announcement: a draft that replaces it once a second person lets it out.

    Raises:
        Conflict: it is not published now, or somebody is correcting it already ("correcting").
        NotFound: there is no such announcement.
    """
    source = held(work, announcement_id)
    if source.stage not in PUBLIC:
        raise Conflict("stage", _("Only what is published can be corrected."))
    if correction(work, announcement_id) is not None:
        raise Conflict("correcting", _("Somebody is correcting this already."))
    row = _begun(work, of(source), account, now, What.COPIED)
    row.corrects_id, row.publish_at, row.version = source.id, None, source.version
    work.session.flush()
    files.copy(work, source.id, row.id, now)
    return row


def correction(work: Work, announcement_id: int) -> Announcement | None:
    """The draft that corrects an announcement, if there is one."""
    row = Announcement
    return work.session.scalars(select(row).where(row.corrects_id == announcement_id).limit(1)).first()


def discard(work: Work, announcement_id: int, by: str, now: datetime) -> None:
    """Throw a draft away that was never published. That a correction was discarded stays with what it was to correct.

    Raises:
        Conflict: it is no draft.
    """
    row = draft(work, announcement_id)
    if row.corrects_id is not None:
        note(work, one(work, row.corrects_id), What.DISCARDED, by, now)
    elif row.version:
        raise Conflict("stage", _("This was published once, and stays."))
    drop(work, row)


def drop(work: Work, row: Announcement) -> None:
    """Delete a draft's own rows. Files' bytes go with the next sweep."""
    work.session.flush()
    for table in (AnnouncementFile, AnnouncementStep):
        work.execute(delete(table).where(table.announcement_id == row.id))
    work.session.expunge(row)
    work.execute(delete(Announcement).where(Announcement.id == row.id))


def hand_steps(work: Work, source_id: int, target_id: int) -> None:
    """Have the steps of a correction stand in the history of what it corrected."""
    work.session.flush()
    step = AnnouncementStep
    work.execute(update(step).where(step.announcement_id == source_id).values(announcement_id=target_id))


def one(work: Work, announcement_id: int, lock: bool = False) -> Announcement:
    """An announcement by its id.

    Raises:
        NotFound: this town has none.
    """
    known = announcement_id < 2**63
    key = (work.municipality.id, announcement_id)
    found = work.session.get(Announcement, key, with_for_update=lock or None) if known else None
    if found is None or found.drill:
        raise NotFound("announcement", _("There is no such announcement."))
    return found


def draft(work: Work, announcement_id: int) -> Announcement:
    """A draft, locked, to be changed.

    Raises:
        Conflict: it is no draft now.
        NotFound: this town has none.
    """
    row = held(work, announcement_id)
    if row.stage != Stage.DRAFT:
        raise Conflict("stage", _("This is no draft any more. Take it back to change it, or correct what is published."))
    return row


def held(work: Work, announcement_id: int) -> Announcement:
    """An announcement of this room, locked, for something to be done with it.

    Raises:
        Conflict: it is an emergency, for which other rules hold.
        NotFound: this town has none.
    """
    row = one(work, announcement_id, lock=True)
    if row.kind == Kind.EMERGENCY:
        raise Conflict("emergency", _("Emergencies are written on their own page."))
    return row


def touched(row: Announcement, now: datetime) -> None:
    """Note that a draft was changed."""
    row.revision += 1
    row.updated_at = now


def refuse_unkept(work: Work, written: Written) -> None:
    """Raises InvalidAnswer with the first thing for which it cannot be kept; its code is the field's name."""
    found = next(unkept(work.municipality, written), None)
    if found is not None:
        raise InvalidAnswer(found.field, found.sentence)


def _begun(
    work: Work, written: Written, account: int, now: datetime, what: What, source: Announcement | None = None
) -> Announcement:
    refuse_unkept(work, written)
    row = Announcement(
        id=new_id(),
        stage=str(Stage.DRAFT),
        version=0,
        published_at=None,
        ended_at=None,
        corrected_at=None,
        author_id=account,
        approved_by=None,
        approved_at=None,
        created_at=now,
        updated_at=now,
        told_up_to=0,
        told_at=None,
        drill=False,
        revision=1,
        corrects_id=None,
    )
    put(row, written)
    work.session.add(row)
    work.session.flush()
    if source is not None:
        # Whoever wrote the words wrote those of the copy, too: a second person lets them out.
        carry_writing(work, source, row)
    note(work, row, what, f"staff:{account}", now)
    return row


def _undated(written: Written) -> Written:
    return replace(written, begins_at=None, ends_at=None, valid_until=None, publish_at=None, tells_again=True)
