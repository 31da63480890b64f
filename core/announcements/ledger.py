"""The reach ledger: of each announcement and district, who was reached, who was not, why, and what was tried next.

Every subscriber who was told has one message that no other follows (`next_id` is null); these add up to the subscribers. Those
before it were tried in vain, and are counted apart, each with the way that was tried instead. A version that corrected or
withdrew the announcement may have told the same people again, so each version is counted by itself.

Figures are live, out of two grouped queries, until the telling is over; then they are frozen (core.announcements.freezing) and
stay the same when the messages go.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from core.announcements.kinds import Stage
from core.announcements.reachtables import FrozenRow, ReachRow
from core.announcements.tables import Announcement, AnnouncementForm
from core.messages.outbox import MessageState
from core.messages.tables import Message
from core.ports import Work


class Reach(StrEnum):
    """How far somebody was reached. HANDED: the network took the message, and no receipt has come."""

    REACHED = "reached"
    HANDED = "handed"
    WAITING = "waiting"
    UNCERTAIN = "uncertain"
    MISSED = "missed"


_REACH: Mapping[MessageState, Reach] = {
    MessageState.QUEUED: Reach.WAITING,
    MessageState.LEASED: Reach.WAITING,
    MessageState.SENDING: Reach.WAITING,
    MessageState.ACCEPTED: Reach.HANDED,
    MessageState.UNCERTAIN: Reach.UNCERTAIN,
    MessageState.DELIVERED: Reach.REACHED,
    MessageState.UNDELIVERED: Reach.MISSED,
    MessageState.FAILED: Reach.MISSED,
    MessageState.STOPPED: Reach.MISSED,
    MessageState.BY_HAND: Reach.MISSED,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """So many people of a district whose last message (or, with `next_way`, an earlier one) ended like this."""

    version: int
    district: str
    way: str
    state: str
    reason: str
    next_way: str
    count: int

    @property
    def is_last(self) -> bool:
        return not self.next_way

    @property
    def reach(self) -> Reach:
        return _REACH[MessageState(self.state)]


@dataclass(frozen=True)
class Ledger:
    """All figures of an announcement. `frozen_at` is the moment of which they are, None where they are live."""

    figures: Sequence[Figure]
    frozen_at: datetime | None = None
    versions: Sequence[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "versions", sorted({one.version for one in self.figures}))

    def of(self, version: int) -> "Ledger":
        """The figures of one version alone."""
        return Ledger([one for one in self.figures if one.version == version], self.frozen_at)

    @property
    def told(self) -> int:
        """How many people were told, or tried to: each of them once a version."""
        return sum(one.count for one in self.figures if one.is_last)

    @property
    def is_settled(self) -> bool:
        """Whether nothing can change any more by itself: no message waits, and each has its receipt."""
        return all(one.reach in (Reach.REACHED, Reach.MISSED) for one in self.figures if one.is_last)

    def totals(self) -> Mapping[Reach, int]:
        """How many people were reached how far; the sum is `told`."""
        return _summed(self.figures)

    def by_district(self) -> Mapping[str, Mapping[Reach, int]]:
        """The same for each district ("" is who asked for the whole town's), in the order of their keys."""
        keys = sorted({one.district for one in self.figures})
        return {key: _summed(one for one in self.figures if one.district == key) for key in keys}


def _summed(figures: Iterable[Figure]) -> Mapping[Reach, int]:
    found: Counter[Reach] = Counter(dict.fromkeys(Reach, 0))
    for one in figures:
        if one.is_last:
            found[one.reach] += one.count
    return found


def ledger(work: Work, announcement_id: int) -> Ledger:
    """The figures of an announcement: the frozen ones where there are any, else those of this moment.

    While a correction is told they are live again. What was frozen of a version whose messages are gone stays as it was.
    """
    one = Announcement
    frozen_at = work.execute(select(FrozenRow.frozen_at).where(FrozenRow.announcement_id == announcement_id)).scalar()
    if frozen_at is None:
        return live(work, announcement_id)
    told = work.execute(select(one.told_at, one.stage).where(one.id == announcement_id)).one()
    kept = Ledger(_frozen(work, announcement_id), frozen_at)
    if told.stage == Stage.PUBLISHED and (told.told_at is None or told.told_at > frozen_at):
        return counted_anew(kept, live(work, announcement_id))
    return kept


def live(work: Work, announcement_id: int) -> Ledger:
    """The figures of this moment, out of the outbox."""
    form = AnnouncementForm
    forms = work.execute(select(form.id, form.version).where(form.announcement_id == announcement_id))
    versions = {row.id: row.version for row in forms}
    counted: Counter[tuple[int, str, str, str, str, str]] = Counter()
    for form_id, *rest, count in [*_ends(work, announcement_id), *_tries(work, announcement_id)]:
        district, way, state, reason, next_way = rest
        counted[versions.get(form_id, 0), district, way, state, reason, next_way] += count
    return Ledger([Figure(*key, count) for key, count in sorted(counted.items())])


def frozen(work: Work, announcement_id: int) -> Ledger:
    """What was frozen of an announcement, if anything was."""
    return Ledger(_frozen(work, announcement_id))


def counted_anew(kept: Ledger, found: Ledger) -> Ledger:
    """What was found now; of a version of which fewer people are found than were kept, whose messages are gone, what was kept."""
    figures: list[Figure] = []
    for version in sorted({*kept.versions, *found.versions}):
        before, after = kept.of(version), found.of(version)
        figures += after.figures if after.told >= before.told else before.figures
    return Ledger(figures)


def _frozen(work: Work, announcement_id: int) -> Sequence[Figure]:
    row = ReachRow
    columns = (row.version, row.district, row.way, row.state, row.reason, row.next_way, row.count)
    return [
        Figure(*one) for one in work.execute(select(*columns).where(row.announcement_id == announcement_id).order_by(*columns))
    ]


def _ends(work: Work, announcement_id: int) -> Sequence[tuple[int, str, str, str, str, str, int]]:
    """The last message to each person."""
    row = Message
    told = (row.form_id, row.district, row.way, row.state, row.reason)
    asked = select(*told, func.count()).where(row.announcement_id == announcement_id, row.next_id.is_(None)).group_by(*told)
    return [(form_id or 0, *rest, "", count) for form_id, *rest, count in work.execute(asked)]  # type: ignore[misc]


def _tries(work: Work, announcement_id: int) -> Sequence[tuple[int, str, str, str, str, str, int]]:
    """What was tried before it in vain, and by which way it went on."""
    row, later = Message, aliased(Message)
    told = (row.form_id, row.district, row.way, row.state, row.reason, later.way)
    asked = (
        select(*told, func.count())
        .join(later, (later.municipality_id == row.municipality_id) & (later.id == row.next_id))
        .where(row.announcement_id == announcement_id, row.next_id.is_not(None))
        .group_by(*told)
    )
    return [(form_id or 0, *rest, count) for form_id, *rest, count in work.execute(asked)]  # type: ignore[misc]
