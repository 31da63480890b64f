"""Delivery: takes messages from the outbox and hands each to its gateway, never twice.

A message is leased, checked once more (STOP may have come meanwhile), marked as being sent, handed over outside of any
transaction, and then gets the gateway's word. A worker that dies before the mark leaves a message to lease again; one
that dies after it leaves an uncertain one, which nobody sends again blindly.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from core.adapters.database import Database
from core.announcements.tables import AnnouncementForm
from core.codes import CodeKey
from core.errors import NotFound
from core.messages import style
from core.messages.alphabet import segments, to_gsm_capitals
from core.messages.budget import Budget
from core.messages.outbox import CODE, MessageState
from core.messages.sending import Enclosed, Letter, Never, OptedOut, Sent, TryAgain, Uncertain
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.municipalities.store import Directory
from core.operations import logs
from core.operations.counting import Counts
from core.people import consent
from core.people.contact import Way
from core.ports import Clock, MessageGateway, Work
from core.requests.revealing import with_codes
from core.subscriptions.tokens import token

LOG = logging.getLogger("thyrida.delivery")
LEASE = timedelta(minutes=2)
BATCH = 20
# Waits before the next try; after the last one the message has failed and goes to the desk's list.
BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))
DEFAULT_BUDGET = Budget()
Gateways = Mapping[Way, Sequence[MessageGateway]]


@dataclass(frozen=True)
class Delivery:
    """`gateways` are the real ones by way; `demonstration` takes everything of demonstration towns, whatever is configured."""

    database: Database
    directory: Directory
    clock: Clock
    codes: CodeKey
    gateways: Gateways
    demonstration: MessageGateway
    budget: Budget = DEFAULT_BUDGET
    counts: Counts = field(default_factory=Counts)
    # The files that go with a message, by its purpose; asked outside of any transaction.
    enclose: Mapping[str, Callable[[Municipality, int], tuple[Enclosed, ...]]] = field(default_factory=dict)

    def run(self) -> int:
        """Deliver what is due now, a batch at most. Gives how many messages were taken."""
        self._give_up_expired()
        taken = self._lease()
        for town_id, message_id in taken:
            town = self.directory.by_id(town_id)
            with logs.about(town=town.key, message=message_id):
                self._deliver(town, message_id)
        return len(taken)

    def _lease(self) -> list[tuple[int, int]]:
        now = self.clock.now()
        message = Message
        with self.database.across("the worker's lease of messages and jobs") as work:
            due = work.execute(
                select(message.municipality_id, message.id)
                .where(message.state == MessageState.QUEUED, message.due_at <= now, message.drill.is_(False))
                .order_by(message.priority, message.due_at)
                .limit(BATCH)
                .with_for_update(skip_locked=True)
            ).all()
            for town_id, message_id in due:
                work.execute(
                    update(message)
                    .where(message.municipality_id == town_id, message.id == message_id)
                    .values(state=str(MessageState.LEASED), leased_until=now + LEASE)
                )
        return [(int(town_id), int(message_id)) for town_id, message_id in due]

    def _give_up_expired(self) -> None:
        """Leases of workers that died: what was not being sent yet is queued again, what was is uncertain."""
        now = self.clock.now()
        message = Message
        with self.database.across("the worker's lease of messages and jobs") as work:
            for state, then, reason in (
                (MessageState.LEASED, MessageState.QUEUED, ""),
                (MessageState.SENDING, MessageState.UNCERTAIN, "worker-died"),
            ):
                work.execute(
                    update(message)
                    .where(message.state == state, or_(message.leased_until < now, message.leased_until.is_(None)))
                    .values(state=str(then), reason=reason, leased_until=None, updated_at=now)
                )

    def _deliver(self, town: Municipality, message_id: int) -> None:
        letter, gateway = self._prepare(town, message_id)
        if letter is None or gateway is None:
            return
        try:
            sent = gateway.send(self._with_files(town, letter))
        except TryAgain as error:
            self.counts.add("gateway", "try-again")
            self._later(town, message_id, error.reason)
        except OptedOut as error:
            self._end(town, message_id, MessageState.STOPPED, error.reason)
        except Never as error:
            self._end(town, message_id, MessageState.FAILED, error.reason)
        except Uncertain as error:
            self._end(town, message_id, MessageState.UNCERTAIN, error.reason)
        except Exception as error:
            # A defect, ours or a library's: nobody knows whether it went, and the other messages must still go.
            LOG.error("gateway failed", exc_info=error)
            self._end(town, message_id, MessageState.UNCERTAIN, type(error).__name__)
        else:
            self.counts.add("gateway", "accepted")
            self._accepted(town, message_id, sent)

    def _prepare(self, town: Municipality, message_id: int) -> tuple[Letter | None, MessageGateway | None]:
        """The last look before hand-over: consent, the gateway, the receipt code that was not kept; then "sending"."""
        now = self.clock.now()
        with self.database.work(town) as work:
            # Locked, for another worker may have leased it anew after this one took too long.
            row = work.session.get(Message, (town.id, message_id), with_for_update=True)
            if row is None or row.state != MessageState.LEASED:
                return None, None
            way = Way(row.way)
            gateway = self.demonstration if town.demonstration else next(iter(self.gateways.get(way, ())), None)
            if way is Way.TEXT and not consent.allowed(work, way, row.to):
                row.state, row.reason, gateway = MessageState.STOPPED, "stop", None
            elif gateway is None:
                row.state, row.reason = _by_a_person(row), "no-gateway"
            elif way in (Way.TEXT, Way.CALL) and not self.budget.allows(work, row.to, now):
                row.state, row.reason, gateway = _by_a_person(row), "budget", None
            elif row.purpose == CODE and not with_codes(work, row, self.codes, now):
                # Its code was used, replaced or forgotten meanwhile: nobody waits for it any more.
                row.state, row.reason, gateway = MessageState.FAILED, "code-over", None
            else:
                row.state, row.leased_until, row.gateway = MessageState.SENDING, now + LEASE, gateway.name
                row.attempts += 1
            row.updated_at = now
            if gateway is None:
                return None, None
            return self._letter(work, row, town, way, now), gateway

    def _with_files(self, town: Municipality, letter: Letter) -> Letter:
        """The letter with the files that belong to it. What cannot be read now is sent later.

        Raises:
            TryAgain: a file cannot be read now.
            Never: it must not leave any more.
        """
        found = self.enclose.get(letter.purpose)
        if found is None:
            return letter
        try:
            return replace(letter, enclosed=found(town, letter.id))
        except (NotFound, OSError) as error:
            raise TryAgain("file") from error

    def _letter(self, work: Work, row: Message, town: Municipality, way: Way, now: datetime) -> Letter:
        form = work.session.get(AnnouncementForm, (town.id, row.form_id)) if row.form_id is not None else None
        body = form.body if form else with_codes(work, row, self.codes, now)
        sender = town.email if way is Way.EMAIL else (town.numbers[0] if town.numbers else "")
        return Letter(
            id=row.id,
            town=town.key,
            sender=sender,
            to=row.to,
            subject=form.subject if form else row.subject,
            body=to_gsm_capitals(body) if way is Way.TEXT and style.folds(work, row.purpose) else body,
            language=row.language,
            purpose=row.purpose,
            unsubscribe=f"/news/unsubscribe/{token(self.codes, town, row.subscriber_id)}" if row.subscriber_id else "",
        )

    def _accepted(self, town: Municipality, message_id: int, sent: Sent) -> None:
        now = self.clock.now()
        with self.database.work(town) as work:
            row = work.session.get_one(Message, (town.id, message_id), with_for_update=True)
            row.provider_id, row.parts = sent.provider_id, sent.parts or segments(row.body).count
            # A receipt may have overtaken the answer: what it said is further than "accepted".
            if row.state in (MessageState.SENDING, MessageState.UNCERTAIN):
                row.state, row.leased_until, row.updated_at = MessageState.ACCEPTED, None, now

    def _later(self, town: Municipality, message_id: int, reason: str) -> None:
        now = self.clock.now()
        with self.database.work(town) as work:
            row = work.session.get_one(Message, (town.id, message_id), with_for_update=True)
            if row.state != MessageState.SENDING:
                return
            if row.attempts > len(BACKOFF):
                row.state = MessageState.FAILED
            else:
                row.state, row.due_at = MessageState.QUEUED, now + BACKOFF[row.attempts - 1]
            row.reason, row.leased_until, row.updated_at = reason, None, now

    def _end(self, town: Municipality, message_id: int, state: MessageState, reason: str) -> None:
        """Note how it ended, unless a receipt has overtaken the gateway's answer and knows better."""
        now: datetime = self.clock.now()
        with self.database.work(town) as work:
            row = work.session.get_one(Message, (town.id, message_id), with_for_update=True)
            self.counts.add("gateway", str(state))
            if state is MessageState.STOPPED:
                # The provider knows of a STOP that we do not: it is one from now on (rules: STOP).
                consent.record(work, Way(row.way), row.to, False, "provider", reason, now)
            if row.state == MessageState.SENDING:
                row.state, row.reason, row.leased_until, row.updated_at = state, reason, None, now
        LOG.warning("message not delivered way=%s state=%s reason=%s", row.way, state, reason)


def _by_a_person(row: Message) -> MessageState:
    """What no machine takes is told by a person, but for a code: that is nobody's to read out."""
    return MessageState.FAILED if row.purpose == CODE else MessageState.BY_HAND
