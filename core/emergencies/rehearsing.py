"""Delivering a rehearsal: to gateways that lead nowhere, and that no real one can stand in for.

A rehearsal's delivery takes `Rehearsal` and nothing else. Nobody can derive from that class, and an object of another is
refused when the delivery is made: there is no branch that a mistake could take to a real gateway.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, final

import phonenumbers
from sqlalchemy import select

from core.adapters.database import Database
from core.announcements.tables import AnnouncementForm
from core.messages.alphabet import segments
from core.messages.outbox import MessageState
from core.messages.sending import Letter, Never, Sent
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.people import consent
from core.people.contact import Way, may_be_texted
from core.ports import Work

BATCH = 200


@final
class Rehearsal:
    """Takes a letter as a real gateway of its way would, at the pace that a real one is allowed, and lets nothing out.

    Time is counted, not waited for: `seconds` is when the last letter would have been handed over, at `rate` parts a second
    (0: no limit).
    """

    name = "rehearsal"

    def __init_subclass__(cls, **rest: Any) -> None:
        raise TypeError("nothing is derived from the rehearsal's gateway")

    def __init__(self, way: Way, rate: float) -> None:
        self.way, self.rate = way, rate
        self.seconds, self.taken = 0.0, 0

    def send(self, letter: Letter) -> Sent:
        """Take a letter.

        Raises:
            Never: a real gateway would not take it, and why.
        """
        parts = segments(letter.body).count if self.way is Way.TEXT else 1
        if not letter.body:
            raise Never("empty")
        if self.way in (Way.TEXT, Way.CALL) and not _dialled(letter.to):
            raise Never("number")
        if self.way is Way.EMAIL and "@" not in letter.to:
            raise Never("address")
        self.seconds += parts / self.rate if self.rate > 0 else 0.0
        self.taken += 1
        return Sent(f"rehearsal-{letter.id}", parts)


def _dialled(number: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


@dataclass(frozen=True)
class DrillDelivery:
    """Delivers the messages of a rehearsal, of one town, and counts what became of them."""

    database: Database
    gateways: Mapping[Way, Rehearsal]
    failed: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for gateway in self.gateways.values():
            if type(gateway) is not Rehearsal:
                raise TypeError(f"a rehearsal has no use for {type(gateway).__name__}")

    def run(self, town: Municipality, announcement_id: int, now: datetime) -> int:
        """Deliver what waits of this rehearsal, a batch at most. Gives how many were taken."""
        with self.database.work(town) as work:
            due = work.session.scalars(
                select(Message)
                .where(
                    Message.announcement_id == announcement_id,
                    Message.state == MessageState.QUEUED,
                    Message.drill.is_(True),
                )
                .order_by(Message.id)
                .limit(BATCH)
                .with_for_update(skip_locked=True)
            ).all()
            forms = {form.id: form for form in _forms(work, announcement_id)}
            for row in due:
                self._deliver(work, row, forms, now)
            return len(due)

    def _deliver(self, work: Work, row: Message, forms: Mapping[int, AnnouncementForm], now: datetime) -> None:
        way, form, town = Way(row.way), forms.get(row.form_id or 0), work.municipality
        letter = Letter(row.id, town.key, "", row.to, form.subject if form else "", form.body if form else "", row.language)
        row.updated_at, row.gateway = now, Rehearsal.name
        if way is Way.TEXT and not consent.allowed(work, way, row.to):
            self._fail(row, MessageState.STOPPED, "stop")
            return
        if way is Way.TEXT and not may_be_texted(row.to, town.countries):
            self._fail(row, MessageState.BY_HAND, "number")
            return
        try:
            sent = self.gateways[way].send(letter)
        except Never as error:
            self._fail(row, MessageState.FAILED, error.reason)
        else:
            row.state, row.provider_id, row.parts = str(MessageState.ACCEPTED), sent.provider_id, sent.parts

    def _fail(self, row: Message, state: MessageState, reason: str) -> None:
        row.state, row.reason = str(state), reason
        self.failed[reason] = self.failed.get(reason, 0) + 1


def _forms(work: Work, announcement_id: int) -> list[AnnouncementForm]:
    return list(work.session.scalars(select(AnnouncementForm).where(AnnouncementForm.announcement_id == announcement_id)))
