"""What a gateway said of a message, and what is written of it: of the message, and of the line that it went by."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.messages import breaker, lines, marking
from core.messages.ending import end, look_up, wait
from core.messages.faults import BACKOFF, spread
from core.messages.sending import Never, NotSent, OptedOut, Sent, TryAgain, Uncertain
from core.messages.states import MessageState
from core.messages.tables import Line, Message
from core.people import consent
from core.people.contact import Way
from core.ports import Work

# How long a line rests whose provider says "too fast" and not for how long.
BUSY = timedelta(seconds=5)
_UNKNOWN = Uncertain("unanswered")


@dataclass(frozen=True, slots=True)
class Answer:
    """One message's answer: by which line, at which try. `said` is what was raised, where it was not accepted.

    `parts` is what we count ourselves, where the provider does not say. `steady`: the line was known to work, so that nothing
    needs to be written of it when it does. `ours`: no gateway was asked; what was to be enclosed could not be had.
    """

    town_id: int
    message_id: int
    way: Way
    to: str
    gateway: str
    attempt: int
    parts: int
    said: Sent | NotSent = _UNKNOWN
    steady: bool = True
    ours: bool = False

    @property
    def turns(self) -> bool:
        """Whether another gateway of the same way may be asked: this one surely did not accept it, for its own reasons."""
        return not self.ours and (isinstance(self.said, TryAgain) or (isinstance(self.said, Never) and self.said.config))

    @property
    def word(self) -> str:
        """For the figures: what was said, in one word."""
        if isinstance(self.said, Sent):
            return str(MessageState.ACCEPTED)
        if isinstance(self.said, TryAgain):
            return "try-again"
        return str(_ends(self.said))


def write(work: Work, answer: Answer, now: datetime) -> bool:
    """Write an answer; a second time does no harm. Gives whether the line may be used on."""
    said = answer.said
    if isinstance(said, Sent):
        marking.accepted(work, answer.message_id, answer.attempt, said, answer.parts, now)
        if not answer.steady:
            breaker.works(lines.one(work, answer.way, answer.gateway, now))
        return True
    row = work.session.get(Message, (work.municipality.id, answer.message_id), with_for_update=True)
    line = note_failure(work, answer, now)
    if isinstance(said, OptedOut):
        # The provider knows of a STOP that we do not: it is one from now on (rules: STOP).
        consent.record(work, answer.way, answer.to, False, "provider", said.reason, now)
    if row is not None and row.attempts == answer.attempt and row.state in marking.OPEN:
        _settle(work, row, said, line, now)
    return not breaker.is_open(line, now)


def _ends(said: NotSent) -> MessageState:
    if isinstance(said, OptedOut):
        return MessageState.STOPPED
    return MessageState.FAILED if isinstance(said, Never) else MessageState.UNCERTAIN


def note_failure(work: Work, answer: Answer, now: datetime) -> Line:
    """What a line is worth after an answer that was no acceptance."""
    said, line = answer.said, lines.one(work, answer.way, answer.gateway, now)
    assert isinstance(said, NotSent)
    if answer.ours:
        return line
    if said.config:
        breaker.fails(line, now, setup=said.reason)
    elif isinstance(said, Never):
        # It refused this message for the message's own sake: so it lives.
        breaker.works(line)
    elif isinstance(said, TryAgain) and said.busy:
        line.free_at = max(line.free_at, now + (said.after or BUSY))
    else:
        breaker.fails(line, now)
    return line


def _settle(work: Work, row: Message, said: NotSent, line: Line, now: datetime) -> None:
    if isinstance(said, TryAgain):
        _again(work, row, said, line, now)
    elif isinstance(said, Never):
        end(work, row, _ends(said), said.reason, now)
    else:
        look_up(row, said.reason, now)


def _again(work: Work, row: Message, said: TryAgain, line: Line, now: datetime) -> None:
    """While the line itself does not work its messages wait, and none fails for it; else each has its tries."""
    if line.down_since is not None:
        wait(row, max(now, line.open_until or now), said.reason, now)
    elif said.busy:
        wait(row, line.free_at, said.reason, now)
    elif row.refused >= len(BACKOFF):
        end(work, row, MessageState.FAILED, said.reason, now)
    else:
        pause = max(spread(BACKOFF[row.refused], row.id), said.after or timedelta())
        row.refused += 1
        wait(row, now + pause, said.reason, now)
