"""What is handed to a gateway, and the three things it can say besides "accepted"."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with an e-mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """One message on its way out. By `town` and `id` what a provider reports of it is known again; `sender` is the town's
    number or mail address. `unsubscribe` is the path at the town's site that ends such letters, "" where they cannot be ended.
    """

    id: int
    town: str
    sender: str
    to: str
    subject: str
    body: str
    language: str
    purpose: str = ""
    enclosed: tuple[Enclosed, ...] = ()
    unsubscribe: str = ""
    # Which try it is; 0 where nobody counts them.
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class Sent:
    """Accepted, under the provider's id."""

    provider_id: str
    parts: int = 1


class NotSent(Exception):
    """Not accepted; `reason` is the provider's code or a short word of ours, never its prose.

    `config`: not this message is at fault, but how our account or sender is set up; an administrator is told.
    """

    def __init__(self, reason: str, *, config: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.config = config


class TryAgain(NotSent):
    """Surely not accepted: it may be tried again later, or by another gateway at once.

    `after`: the provider said how long to wait. `busy`: it lives, but takes no more at this moment.
    """

    def __init__(self, reason: str, *, after: timedelta | None = None, busy: bool = False) -> None:
        super().__init__(reason)
        self.after = after
        self.busy = busy


class Never(NotSent):
    """It will never be accepted like this."""


class OptedOut(Never):
    """The provider knows that this address said STOP."""


class Uncertain(NotSent):
    """Perhaps accepted. Sending again could tell somebody twice, so nobody does so blindly."""
