"""The end of an announcement: withdrawn by a supervisor with a reason, or over when its validity ends."""

from datetime import datetime

from core.announcements import briefs, drafting, publishing, scripts
from core.announcements import written as contents
from core.announcements.kinds import PUBLIC, Stage
from core.announcements.steps import SYSTEM, What, note
from core.announcements.tables import Announcement
from core.errors import Conflict, InvalidAnswer
from core.people.contact import Way
from core.ports import Work
from core.text import Sentence, _, plural


def withdraw(
    work: Work, announcement_id: int, reason: str, by: str, now: datetime, *, tells: bool = False, site: str = ""
) -> Announcement:
    """Withdraw what was published: it is read no more, and what is still queued of it is stopped.

    With `tells`, subscribers are told that it is withdrawn, and why. A correction that somebody was writing is gone.

    Raises:
        InvalidAnswer: without a reason, or with one that fits no text message or call that would be sent.
        Conflict: it is not published.
    """
    if not reason.strip():
        raise InvalidAnswer("words", _("Say why it is withdrawn."))
    row = drafting.held(work, announcement_id)
    if row.stage not in PUBLIC:
        raise Conflict("stage", _("Only what is published can be withdrawn."))
    if tells and (letters := _too_long(work, row, reason.strip())):
        raise InvalidAnswer("words", _shorten(letters))
    correction = drafting.correction(work, announcement_id)
    if correction is not None:
        drafting.hand_steps(work, correction.id, row.id)
        drafting.drop(work, correction)
    publishing.publish(work, row, by, now, "withdrawn", reason.strip(), site=site, tells=tells)
    row.ended_at = now
    row.revision += 1
    note(work, row, What.WITHDRAWN, by, now, reason)
    return row


def _too_long(work: Work, row: Announcement, reason: str) -> int:
    """By how many letters the reason is too long for the ways by which it would be told."""
    town, one = work.municipality, contents.of(row)
    made = {Way.TEXT: (briefs.brief, briefs.over), Way.CALL: (scripts.script, scripts.over)}
    return max(
        (over(form(town, one, code, "withdrawn", reason)) for way, (form, over) in made.items() if way in row.ways
         for code in town.languages),
        default=0,
    )  # fmt: skip


def _shorten(letters: int) -> Sentence:
    return plural(
        "With this reason the message is {count} letter too long. Shorten the reason.",
        "With this reason the message is {count} letters too long. Shorten the reason.",
        letters,
    )


def expire(work: Work, row: Announcement, now: datetime) -> None:
    """Its validity has ended: it stays readable, and is news no more."""
    row.stage, row.ended_at, row.updated_at = str(Stage.EXPIRED), row.valid_until or now, now
    note(work, row, What.EXPIRED, SYSTEM, now)
