"""The second person: a draft is given to them, and they let it out or send it back; never who wrote in it themselves."""

from datetime import datetime

from core.announcements import files, publishing
from core.announcements.checking import Finding, wrong
from core.announcements.drafting import draft, held
from core.announcements.kinds import Stage
from core.announcements.steps import What, note, wrote
from core.announcements.tables import Announcement
from core.announcements.written import of
from core.errors import Conflict, InvalidAnswer, NotAllowed
from core.ports import Work
from core.text import _

BACK = (Stage.REVIEW, Stage.SCHEDULED)


def submit(work: Work, announcement_id: int, revision: int, by: str, now: datetime) -> Announcement:
    """Give a draft to a second person.

    Raises:
        InvalidAnswer: something in it must be put right first; its code is the field's name.
        Conflict: it was changed meanwhile, or is no draft.
    """
    row = draft(work, announcement_id)
    _refuse_changed(row, revision)
    found = next(wrong(work.municipality, of(row), now, files.listed(work, row.id), what_of(row)), None)
    if found is not None:
        raise InvalidAnswer(found.field, found.sentence)
    row.stage, row.updated_at = str(Stage.REVIEW), now
    note(work, row, What.SUBMITTED, by, now)
    return row


def take_back(work: Work, announcement_id: int, by: str, now: datetime) -> None:
    """Make a draft again of what waits for a second person or for its time, to change it.

    Raises:
        Conflict: it does not wait: it is a draft, or was published meanwhile.
    """
    _back(work, announcement_id, by, now, What.TAKEN_BACK, "")


def send_back(work: Work, announcement_id: int, reason: str, by: str, now: datetime) -> None:
    """The second person sends it back to whoever wrote it, and says why.

    Raises:
        InvalidAnswer: without a reason.
        Conflict: it does not wait.
    """
    if not reason.strip():
        raise InvalidAnswer("words", _("Say what is to be changed."))
    _back(work, announcement_id, by, now, What.SENT_BACK, reason)


def approve(work: Work, announcement_id: int, revision: int, account: int, now: datetime, site: str = "") -> Announcement:
    """Let it out: now, or at the moment for which it is scheduled. Gives what is public then: of a correction the corrected one.

    `revision` is the one that the second person has looked at; `site` the address of the town's own site, for its forms.

    Raises:
        NotAllowed: who wrote in it does not approve it too (rules: Staff).
        InvalidAnswer: something in it is wrong by now, as an end that has passed meanwhile.
        Conflict: it does not wait for a second person, or was changed meanwhile.
    """
    row, by = held(work, announcement_id), f"staff:{account}"
    if row.stage != Stage.REVIEW:
        raise Conflict("stage", _("This does not wait for a second person any more."))
    if row.author_id == account or wrote(work, row, by):
        raise NotAllowed("author", _("You have written in this yourself: another supervisor lets it out."))
    _refuse_changed(row, revision)
    # A moment that passed while it waited keeps nobody: it goes out at once.
    late = row.publish_at is not None and row.publish_at <= now
    found = next((one for one in _wrong_now(work, row, now) if not (late and one.code == "publish")), None)
    if found is not None:
        raise InvalidAnswer(found.field, found.sentence)
    row.approved_by, row.approved_at, row.updated_at = account, now, now
    note(work, row, What.APPROVED, by, now)
    if row.publish_at is not None and not late:
        row.stage = str(Stage.SCHEDULED)
        return row
    return publishing.release(work, row, by, now, site)


def what_of(row: Announcement) -> str:
    """What letting this draft out would be: a first version, or a correction."""
    return "corrected" if row.corrects_id is not None else "published"


def _wrong_now(work: Work, row: Announcement, now: datetime) -> list[Finding]:
    return list(wrong(work.municipality, of(row), now, files.listed(work, row.id), what_of(row)))


def _back(work: Work, announcement_id: int, by: str, now: datetime, what: What, words: str) -> None:
    row = held(work, announcement_id)
    if row.stage not in BACK:
        raise Conflict("stage", _("This does not wait any more: look at what became of it."))
    row.stage, row.approved_by, row.approved_at, row.updated_at = str(Stage.DRAFT), None, None, now
    note(work, row, what, by, now, words)


def _refuse_changed(row: Announcement, revision: int) -> None:
    if row.revision != revision:
        raise Conflict("revision", _("A colleague has changed this meanwhile. Look at it once more."))
