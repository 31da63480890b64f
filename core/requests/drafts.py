"""What a clerk was typing on a request's page, kept until it is sent, thrown away, or a week old.

A draft is the person's own: nobody else reads it. It is kept when its form is refused, and by the page while they type.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from core.model import table_of
from core.ports import Work
from core.requests.sharing import DraftRow

KEPT_FOR = timedelta(days=7)
# Of one field and of a whole form, in characters; what the page itself sends along is no draft.
LONGEST_FIELD, LONGEST = 4000, 12000
UNKEPT = frozenset({"csrf_token", "seen", "turn", "from", "sure", "action", "attachment", "message"})
# What is chosen and not written: kept for the form it stands in, with words only, and never read out, for it is a key of ours.
CHOSEN = frozenset(
    {"outcome", "department", "departments", "body", "service", "until", "document", "reasons", "person", "paper", "solved"}
)
_ROW = table_of(DraftRow)


@dataclass(frozen=True, slots=True)
class Draft:
    """One form as it was left; `seen_seq` is the last event that its writer had seen."""

    action: str
    fields: Mapping[str, str]
    seen_seq: int
    saved_at: datetime

    @property
    def words(self) -> str:
        """What was written, for reading."""
        return written(self.fields)


def keep(
    work: Work, request_id: int, account_id: int, action: str, fields: Mapping[str, str], seen_seq: int, now: datetime
) -> bool:
    """Keep a form over whatever was kept of it. An empty one is dropped instead, and gives False."""
    typed = _typed(fields)
    if not typed:
        drop(work, request_id, account_id, action)
        return False
    work.insert(
        _ROW,
        {
            "request_id": request_id,
            "account_id": account_id,
            "action": action[:40],
            "fields": typed,
            "seen_seq": seen_seq,
            "saved_at": now,
        },
        replaces=True,
    )
    return True


def of(work: Work, request_id: int, account_id: int, now: datetime) -> tuple[Draft, ...]:
    """What this person left unsent on a request's page, the newest first."""
    row = DraftRow
    rows = work.execute(
        select(row.action, row.fields, row.seen_seq, row.saved_at)
        .where(row.request_id == request_id, row.account_id == account_id, row.saved_at > now - KEPT_FOR)
        .order_by(row.saved_at.desc(), row.action)
    )
    return tuple(Draft(one.action, one.fields, one.seen_seq, one.saved_at) for one in rows)


def drop(work: Work, request_id: int, account_id: int, action: str) -> None:
    """It was sent, or is wanted no more."""
    row = DraftRow
    work.execute(delete(row).where(row.request_id == request_id, row.account_id == account_id, row.action == action))


def sweep(work: Work, now: datetime) -> int:
    """Throw away what nobody came back to within a week. Gives how many."""
    return work.execute(delete(DraftRow).where(DraftRow.saved_at <= now - KEPT_FOR)).rowcount


def written(fields: Mapping[str, str]) -> str:
    """What somebody wrote in a form, for reading: its longest field first, which is what they would miss."""
    said = (value for name, value in _typed(fields).items() if name not in CHOSEN)
    return "\n".join(sorted(said, key=len, reverse=True))


def _typed(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields that somebody filled, each cut at its longest; {} where nothing was written in words."""
    kept: dict[str, str] = {}
    room = LONGEST
    for name, value in fields.items():
        clean = value.replace("\x00", "")[: min(LONGEST_FIELD, room)]
        if name not in UNKEPT and clean.strip():
            kept[name[:40]] = clean
            room -= len(clean)
    return kept if kept.keys() - CHOSEN else {}
