"""Where requests are kept: the request, its history, what people said about it, its papers, its protocol entry."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.dialogue.service import ServiceForm
from core.model import Base, Municipal, Numbered, belongs_to

_HELD = text("claimed_by IS NOT NULL")
_PLACED, _PINNED, _JOINED = text("place_key <> ''"), text("lat IS NOT NULL"), text("joined_to IS NOT NULL")
_KNOWN = text("person_id IS NOT NULL")
# What is formal and no delay was told of; and what is nobody's matter yet.
_FORMAL = "protocol <> ''"
_OF_UNTOLD = ("municipality_id", "promised_on", "department", "queue_on", "id", "is_open", "protocol")
_OF_POOL = ("municipality_id", "assigned_to", "department", "queue_on", "id", "is_open")


class Request(Numbered, Base):
    """Anything a citizen asked for. What they said is in `Content`; what happened is in `Event`."""

    __tablename__ = "request"

    reference: Mapped[str] = mapped_column(unique=True)
    service: Mapped[str]
    service_version: Mapped[int]
    form: Mapped[str]
    department: Mapped[str]
    state: Mapped[str]
    outcome: Mapped[str]
    channel: Mapped[str]
    language: Mapped[str]
    conversation_id: Mapped[int | None]
    # The telephone number that it came from, if any: a hint of who asks again, never a proof.
    contact: Mapped[str]
    # Where it is, as one line for lists, and the key by which any spelling of it is found (core.requests.places).
    place: Mapped[str]
    place_key: Mapped[str] = mapped_column(server_default="")
    # The point of it, where one is known (WGS 84 degrees), by which others near it are found.
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    # How the citizen is told: a way of core.people.contact, and the address for it ("" where they will ask).
    tell_by: Mapped[str]
    tell_to: Mapped[str]
    protocol: Mapped[str]
    created_at: Mapped[datetime]
    due_on: Mapped[date | None]
    due: Mapped[dict[str, Any] | None]
    claimed_by: Mapped[int | None]
    claimed_until: Mapped[datetime | None]
    asked_until: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    solved: Mapped[bool | None]
    reopened: Mapped[int] = mapped_column(default=0)
    # The district of the town in which its place lies ("" where nobody can tell), by which it is routed.
    district: Mapped[str] = mapped_column(server_default="")
    # Whose matter it is for as long as it lasts; a claim is only who works on it at this moment.
    assigned_to: Mapped[int | None]
    # The routing rule that sent it where it is (core.routing), None where none did.
    routed_by: Mapped[int | None]
    # The request that it was joined with as its duplicate (core.requests.joining).
    joined_to: Mapped[int | None]
    # The day promised in a notice of delay, where one was sent. The law's own day stays in `due_on`.
    promised_on: Mapped[date | None]
    # The other body that answers (a key of the town's directory), and until when we expect to hear from it.
    forwarded_to: Mapped[str] = mapped_column(server_default="")
    watch_on: Mapped[date | None]
    # Where it stands in lists (core.requests.lists.ordering): open or not, and the day by which lists are in order.
    is_open: Mapped[bool] = mapped_column(server_default=true())
    queue_on: Mapped[date]
    # Who asked, where that is known, and how surely (core.dialogue.service.Assurance).
    person_id: Mapped[int | None]
    assurance: Mapped[str] = mapped_column(server_default="none")
    # The head of the request's chain of events, so that a cut tail shows.
    last_seq: Mapped[int]
    last_hash: Mapped[bytes] = mapped_column(LargeBinary)

    contents: Mapped[list["Content"]] = relationship(viewonly=True)
    events: Mapped[list["Event"]] = relationship(viewonly=True, order_by="Event.seq")

    @property
    def is_report(self) -> bool:
        """Whether everything may be told by the reference alone, and "not solved" opens it again (rules: Status, A request)."""
        return self.form == ServiceForm.REPORT

    __table_args__ = (
        Index("ix_request_department", "municipality_id", "is_open", "department", "queue_on", "id"),
        Index("ix_request_town", "municipality_id", "is_open", "queue_on", "id"),
        Index("ix_request_state", "municipality_id", "department", "state", "queue_on", "id"),
        Index("ix_request_assigned", "municipality_id", "assigned_to", "is_open", "queue_on", "id"),
        # These two begin with what is empty in them, since a walk needs it; and they have all that they are asked for, since
        # SQLite reads a row for every column that its index lacks.
        Index(
            "ix_request_untold",
            *_OF_UNTOLD,
            postgresql_where=text(f"is_open AND {_FORMAL}"),
            sqlite_where=text(f"is_open = 1 AND {_FORMAL}"),
        ),
        Index("ix_request_pool", *_OF_POOL, postgresql_where=text("is_open"), sqlite_where=text("is_open = 1")),
        # Few requests are held at a time, and the others are in no such index.
        Index("ix_request_claimed_by", "municipality_id", "claimed_by", postgresql_where=_HELD, sqlite_where=_HELD),
        # Likely duplicates: of the same service at the same place, or close by.
        Index("ix_request_same_place", "municipality_id", "service", "place_key", postgresql_where=_PLACED, sqlite_where=_PLACED),
        Index("ix_request_near", "municipality_id", "service", "lat", postgresql_where=_PINNED, sqlite_where=_PINNED),
        Index("ix_request_joined_to", "municipality_id", "joined_to", postgresql_where=_JOINED, sqlite_where=_JOINED),
        Index(None, "municipality_id", "contact", "id"),
        Index(None, "municipality_id", "conversation_id"),
        # Most requests are nobody's in particular, and those are in no such index.
        Index("ix_request_person", "municipality_id", "person_id", "id", postgresql_where=_KNOWN, sqlite_where=_KNOWN),
    )


class Content(Numbered, Base):
    """What somebody said or wrote about a request: erasable, with its salt, without breaking the chain of events."""

    __tablename__ = "content"

    request_id: Mapped[int]
    kind: Mapped[str]
    body: Mapped[dict[str, Any] | None]
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    retention: Mapped[str]

    __table_args__ = (belongs_to("request", "request_id"), Index(None, "municipality_id", "request_id"))


class Event(Municipal, Base):
    """One line of a request's history. Never changed and never deleted: triggers refuse it on both databases."""

    __tablename__ = "event"

    request_id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    state: Mapped[str]
    code: Mapped[str]
    at: Mapped[datetime]
    actor: Mapped[str]
    channel: Mapped[str]
    content_id: Mapped[int | None]
    content_digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    hash: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (belongs_to("request", "request_id"),)


class ChainDigest(Municipal, Base):
    """One digest a day over the heads of all chains of a municipality, each over the one before."""

    __tablename__ = "chain_digest"

    seq: Mapped[int] = mapped_column(primary_key=True)
    until: Mapped[datetime]
    requests: Mapped[int]
    digest: Mapped[bytes] = mapped_column(LargeBinary)


class ProtocolCounter(Municipal, Base):
    """The last number given in one book in one year."""

    __tablename__ = "protocol_counter"

    book: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class ProtocolEntry(Municipal, Base):
    """One entry of the legal register, in or out. A void entry stays, with its reason. See core.requests.protocol."""

    __tablename__ = "protocol_entry"

    book: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int | None]
    at: Mapped[datetime]
    subject: Mapped[str]
    void_reason: Mapped[str]
    direction: Mapped[str] = mapped_column(server_default="in")
    # The sender of what came in, the recipient of what went out: erasable.
    party: Mapped[str] = mapped_column(server_default="")
    precision: Mapped[str] = mapped_column(server_default="")
    # The number that another body gave it, and which body.
    external: Mapped[str] = mapped_column(server_default="")
    external_by: Mapped[str] = mapped_column(server_default="")
    # The entry of this book that it answers.
    answers_year: Mapped[int | None]
    answers_seq: Mapped[int | None]
    entered_by: Mapped[str] = mapped_column(server_default="")
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[str] = mapped_column(server_default="")
    # By which any spelling of its words is found (core.greek.search_key).
    search_key: Mapped[str] = mapped_column(server_default="")

    __table_args__ = (
        belongs_to("request", "request_id"),
        Index(None, "municipality_id", "request_id"),
        Index(None, "municipality_id", "at"),
    )


class Attachment(Numbered, Base):
    """A photo, paper or recording. Its bytes lie in Storage by `storage_key`; `source` is where a job fetches them."""

    __tablename__ = "attachment"

    conversation_id: Mapped[int | None]
    request_id: Mapped[int | None]
    question: Mapped[str]
    kind: Mapped[str]
    media_type: Mapped[str]
    name: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    storage_key: Mapped[str]
    source: Mapped[str]
    state: Mapped[str]
    written_down: Mapped[str]
    created_at: Mapped[datetime]
    # Why it is lost: a code of whoever was asked for it.
    reason: Mapped[str] = mapped_column(default="", server_default="")

    __table_args__ = (
        belongs_to("request", "request_id"),
        Index(None, "municipality_id", "conversation_id"),
        Index(None, "municipality_id", "request_id"),
    )


class AccessRow(Numbered, Base):
    """Who looked at which request or recording, and when."""

    __tablename__ = "access_log"

    request_id: Mapped[int]
    account_id: Mapped[int]
    what: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["municipality_id", "request_id"], ["request.municipality_id", "request.id"]),
        Index(None, "municipality_id", "request_id"),
    )
