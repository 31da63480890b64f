"""Promises of everything outside the core. A port has one to three methods, speaks our words and names no vendor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol, runtime_checkable

from sqlalchemy import Connection, CursorResult, Table
from sqlalchemy.orm import Session
from sqlalchemy.sql import Executable

from core.messages.sending import Letter, Sent
from core.municipalities.model import Municipality


class Work(Protocol):
    """One transaction for one municipality: commits on leaving, rolls back on any exception."""

    @property
    def municipality(self) -> Municipality: ...

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql", for the few statements that differ."""

    @property
    def session(self) -> Session:
        """For typed rows; whatever it holds is written before the transaction ends."""

    def execute(self, statement: Executable, values: Any = None) -> CursorResult[*tuple[Any, ...]]:
        """Run one statement, held to the municipality."""

    def insert(self, table: Table, row: Mapping[str, Any], replaces: bool = False) -> None:
        """Write a row before the next statement, at the end at the latest; what the database refuses is said then.

        One that `replaces` is written over the row of the same key, if there is one.
        """

    def insert_each(self, table: Table, row: Mapping[str, Any], column: str, values: Sequence[Any]) -> None:
        """Write a row for each of the values of one column, which are the same in everything else, as `insert` does."""

    def wake(self, what: str, due: datetime) -> None:
        """Say that this transaction makes something due ("messages", "jobs"), and from when; the queue is told at its end."""


class Queue(Protocol):
    """Something is due: have it worked at least once, soon, somewhere. What is due stands in the database's own rows, so a
    word to the queue may come twice, and one that is lost costs a delay and nothing else.
    """

    def name(self, connection: Connection, due: Mapping[str, datetime]) -> None:
        """Say in a transaction, as the last thing of it, what it makes due ("messages", "jobs") and from when.

        Nothing was said if it is rolled back. It breaks no transaction: whatever is said, no other word is in its way.

        Raises:
            Unavailable: the database is away.
        """

    def ring(self) -> None:
        """What was named is committed."""

    def wait(self, seconds: float) -> None:
        """Until something may be due, and at most so long."""


class Clock(Protocol):
    """The only one who is asked for the time."""

    def now(self) -> datetime:
        """This moment, aware, in UTC."""


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Storage(Protocol):
    """Bytes by key: uploads and recordings."""

    def put(self, key: str, content: bytes) -> None:
        """Keep bytes under a key; the same key again replaces them."""

    def get(self, key: str) -> bytes:
        """The bytes of a key.

        Raises:
            NotFound: nothing is kept under it.
        """

    def delete(self, key: str) -> None:
        """Forget a key; one that is unknown is not an error."""


class MessageGateway(Protocol):
    """One way out of the building. `name` is a short word of ours by which its messages and figures are known."""

    @property
    def name(self) -> str: ...

    def send(self, letter: Letter) -> Sent:
        """Hand one message over.

        Raises:
            TryAgain: it was surely not accepted and may be tried later.
            Never: it will never be accepted; the reason says why.
            Uncertain: nobody knows whether it was accepted; it must not be sent again blindly.
        """


@runtime_checkable
class Finds(Protocol):
    """A gateway that can look up what became of a message whose answer was lost."""

    def find(self, letter: Letter, since: datetime) -> Sent | None:
        """How the provider knows this message, if it took it since then; None only if it surely did not.

        Raises:
            TryAgain: it cannot be told now, or not with certainty.
        """


class MediaSource(Protocol):
    """Where recordings and pictures lie until we take them."""

    def fetch(self, source: str, largest: int) -> tuple[str, bytes]:
        """The media type and the bytes of an address, which must be the provider's own.

        Raises:
            Never: it is another host's, redirects, is larger than `largest` bytes, or is gone.
            TryAgain: it does not answer now.
        """

    def delete(self, source: str) -> None:
        """Have it deleted where it lay; one that is gone already is not an error."""


@dataclass(frozen=True, slots=True)
class Known:
    """Who somebody is, as the national register gives it; "" and None where it is silent."""

    afm: str
    last_name: str
    first_name: str
    father_name: str = ""
    mother_name: str = ""
    birth_year: int | None = None


class Identity(Protocol):
    """A national login: the citizen goes there with their browser and comes back with a code, which we exchange."""

    def address(self, state: str, back: str) -> str:
        """Where to send the browser. It comes back to `back` with `code` and the same `state`."""

    def prove(self, code: str, back: str) -> Known:
        """Who came back with this code, which works once.

        Raises:
            NotAllowed: the code is not (or no longer) good.
            Unavailable: the login does not answer, or not in the way it should.
        """

    def leave(self, back: str) -> str:
        """Where to send the browser to end the session there."""


@dataclass(frozen=True, slots=True)
class Registered:
    """What the municipality's own register says of somebody, and on which day it said so."""

    fields: Mapping[str, str]
    as_of: date


class Registry(Protocol):
    """What the municipality already knows of a citizen. It is asked outside of any transaction: it may be far away."""

    def known(self, town: Municipality, register: str, afm: str) -> Registered | None:
        """What one register ("residents", "property", "debts", …) says of a tax number; None where it says nothing.

        Raises:
            Unavailable: it does not answer now.
        """


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed PDF. `sealed_with` is the SHA-256 of the seal's certificate; `qualified` says whether it makes an original."""

    content: bytes
    sealed_with: str
    qualified: bool


class DocumentSigner(Protocol):
    """The municipality's electronic seal (PAdES). It is used in jobs only, never inside a turn or a transaction."""

    def qualified(self, town: Municipality) -> bool:
        """Whether this town's seal is a qualified one; documents of the others say that they are copies for information."""

    def seal(self, town: Municipality, content: bytes, reason: str) -> Sealed:
        """Seal a PDF; `reason` is written into the seal, and names no person.

        Raises:
            Unavailable: the seal's module, key, certificate or time-stamp does not answer.
        """


@dataclass(frozen=True, slots=True)
class Paid:
    """A fee was paid: on which day, and under which number the one who received it knows it."""

    on: date
    receipt: str


class Payments(Protocol):
    """Who receives fees. Asked outside of any transaction."""

    def paid(self, town: Municipality, code: str, cents: int) -> Paid | None:
        """Whether the payment of an RF code has arrived; None while nothing is known of it.

        Raises:
            Unavailable: it does not answer now.
        """
