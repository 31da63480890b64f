"""Handing a batch over, one message after the other, with one transaction between two of them."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta

from core.adapters.database import Database
from core.messages import breaker, costs, leftovers, limits, lines, marking
from core.messages.answers import Answer, note_failure, write
from core.messages.ending import end
from core.messages.leasing import Batch
from core.messages.limits import Limits
from core.messages.preparing import Ready
from core.messages.sending import Letter, NotSent, Sent, TryAgain, Uncertain
from core.messages.states import MessageState, Priority
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.operations import logs
from core.operations.counting import Counts
from core.ports import Clock, MessageGateway, Work

LOG = logging.getLogger("thyrida.delivery")
# Seconds after which a batch is broken off and given back, so that what goes first does not wait for it.
AT_MOST = 1.0

# A letter with what is enclosed; asked outside of any transaction, and raises what a gateway would.
WithFiles = Callable[[Municipality, Letter], Letter]


@dataclass
class Desk:
    """What handing over needs of the installation. `owed` are answers that are still to be written: a database that goes away
    must not make us forget what a gateway said.
    """

    database: Database
    clock: Clock
    counts: Counts
    limits: Limits
    lease: timedelta
    with_files: WithFiles
    owed: list[Answer] = field(default_factory=list)

    @contextmanager
    def transaction(self, town: Municipality) -> Iterator[tuple[Work, bool]]:
        """A transaction that begins with the answers owed to this town; with it, whether their line may be used on."""
        with self.database.work(town) as work:
            now, usable = self.clock.now(), True
            written = [answer for answer in self.owed if answer.town_id == town.id]
            for answer in written:
                usable = write(work, answer, now) and usable
            yield work, usable
        for answer in written:
            # By now another thread may have written it, too.
            with suppress(ValueError):
                self.owed.remove(answer)


@dataclass
class Handing:
    """One batch of one town. `steady`: its line was known to work when it was last heard of."""

    desk: Desk
    batch: Batch
    steady: bool = True
    # The line was opened while another gateway took its message: what is left goes by that one, in another batch.
    broke: bool = False

    def hand_over(self, ready: Sequence[Ready]) -> None:
        """Hand these over while there is time and the line works; the rest is given back as it was."""
        begun, self.steady = time.monotonic(), self.batch.steady
        went: set[int] = set()
        for at, one in enumerate(ready):
            if at and time.monotonic() - begun > AT_MOST:
                break
            with self.desk.transaction(self.batch.town) as (work, usable):
                attempt = self._mark(work, one) if usable else None
            if not usable:
                break
            if attempt is not None:
                went.add(one.letter.id)
                self._try(one, attempt)
            if self.broke:
                break
        with self.desk.transaction(self.batch.town) as (work, _usable):
            self._give_back(work, went)

    def _give_back(self, work: Work, went: set[int]) -> None:
        """Those that were not handed over wait again, and their line is not charged for them."""
        left = [at for at, id_ in enumerate(self.batch.ids) if id_ not in went]
        if not left:
            return
        leftovers.give_back(work, [self.batch.ids[at] for at in left])
        parts = sum(self.batch.parts[at] for at in left) if self.batch.parts else 0
        if parts:
            now, way, gateway = self.desk.clock.now(), self.batch.lane.way, self.batch.gateways[0]
            line = lines.one(work, way, gateway.name, now)
            line.free_at = limits.refunded(line.free_at, self.desk.limits.rate(way), parts)
            if self.batch.lane.priority == Priority.BULK:
                costs.charge(line, -parts, work.municipality.today(now))

    def _mark(self, work: Work, one: Ready) -> int | None:
        now, id_ = self.desk.clock.now(), one.letter.id
        way, gateway = self.batch.lane.way, self.batch.gateways[0].name
        attempt = marking.mark(work, id_, way, one.announces, gateway, now, self.desk.lease)
        if attempt is None:
            row = work.session.get(Message, (work.municipality.id, id_), with_for_update=True)
            if row is not None and row.state == MessageState.LEASED:
                # It is still ours, so its citizen has said STOP since the batch was looked at.
                end(work, row, MessageState.STOPPED, "stop", now)
        return attempt

    def _try(self, one: Ready, attempt: int) -> None:
        """By the first gateway; and by the next ones, as long as each surely did not accept it."""
        answer = self._ask(self.batch.gateways[0], one, attempt)
        for other in self.batch.gateways[1:]:
            if not answer.turns or not self._turn(answer, other):
                break
            answer = self._ask(other, one, attempt)

    def _ask(self, gateway: MessageGateway, one: Ready, attempt: int) -> Answer:
        letter, first = replace(one.letter, attempt=attempt), gateway is self.batch.gateways[0]
        answer = Answer(
            self.batch.town.id, letter.id, self.batch.lane.way, letter.to, gateway.name, attempt, one.parts,
            steady=self.steady and first,
        )  # fmt: skip
        with logs.about(message=letter.id):
            answer = self._said(answer, gateway, letter)
        self.desk.owed.append(answer)
        if first:
            self.steady = isinstance(answer.said, Sent)
        self.desk.counts.add("gateway", answer.word)
        return answer

    def _said(self, answer: Answer, gateway: MessageGateway, letter: Letter) -> Answer:
        try:
            letter = self.desk.with_files(self.batch.town, letter)
        except NotSent as error:
            return replace(answer, said=error, ours=True)
        except Exception as error:
            # A defect of ours, before anything was handed over: it surely did not go.
            LOG.error("enclosing failed", exc_info=error)
            return replace(answer, said=TryAgain("file"), ours=True)
        try:
            return replace(answer, said=gateway.send(letter))
        except NotSent as error:
            return replace(answer, said=error)
        except Exception as error:
            # A defect, ours or a library's: nobody knows whether it went, and the other messages must still go.
            LOG.error("gateway failed", exc_info=error)
            return replace(answer, said=Uncertain(type(error).__name__))

    def _turn(self, answer: Answer, other: MessageGateway) -> bool:
        """Turn to another gateway with what this one did not accept, if that one works and has room."""
        desk, way = self.desk, self.batch.lane.way
        with desk.database.work(self.batch.town) as work:
            now = desk.clock.now()
            if not marking.turn(work, answer.message_id, answer.attempt, other.name, now, desk.lease):
                return False
            line, rate = lines.one(work, way, other.name, now), desk.limits.rate(way)
            turned = not breaker.is_open(line, now) and limits.room(line.free_at, rate, now) != 0
            if turned:
                if breaker.is_half_open(line, now):
                    breaker.begin_trying(line, now)
                line.free_at = limits.charged(line.free_at, rate, answer.parts, now)
                failed = note_failure(work, answer, now)
                self.broke = self.broke or breaker.is_open(failed, now)
            else:
                marking.turn(work, answer.message_id, answer.attempt, answer.gateway, now, desk.lease)
        if turned:
            desk.owed.remove(answer)
        return turned
