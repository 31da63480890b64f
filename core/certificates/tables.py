"""Where certificates are kept: the document, how it was received, who checked it, what it cost, what the town knows."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.model import Base, Municipal, Numbered, belongs_to

_LIVE = text("revoked_at IS NULL")
_UNSEALED = text("sealed_at IS NULL AND revoked_at IS NULL")


class Certificate(Numbered, Base):
    """One document. What it says never changes once it is decided: triggers refuse it on both databases.

    `state` is "issuing" until the sealing job has stored the sealed file, then "sealed"; that it was revoked, or has
    expired, are facts beside it. `fields` and `holder` are personal: erasing empties them, and nothing else may.
    """

    __tablename__ = "certificate"

    request_id: Mapped[int]
    service: Mapped[str]
    service_version: Mapped[int]
    template: Mapped[str]
    title: Mapped[dict[str, Any]]
    department: Mapped[str]
    holder: Mapped[str]
    fields: Mapped[dict[str, Any]]
    english: Mapped[bool]
    # How it will be received: a Receive of core.certificates.receiving, and the address for it.
    receive: Mapped[str]
    address: Mapped[str]
    protocol: Mapped[str]
    # HMAC of the verification code; the code itself follows from the server's key and lies nowhere.
    code_digest: Mapped[str]
    issued_at: Mapped[datetime]
    issued_on: Mapped[date]
    valid_until: Mapped[date | None]
    # Who decided; None where it was issued automatically.
    issued_by: Mapped[int | None]
    # The document of which this is a copy, and the one that it replaces.
    copy_of: Mapped[int | None]
    replaces: Mapped[int | None]
    state: Mapped[str]
    # Why it could not be sealed until now, as a short word of ours; "" where nothing is wrong.
    problem: Mapped[str]
    sha256: Mapped[str]
    size: Mapped[int]
    storage_key: Mapped[str]
    # The SHA-256 of the certificate with which it was sealed, and whether that seal is a qualified one.
    sealed_with: Mapped[str]
    qualified: Mapped[bool]
    sealed_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None]
    revoke_reason: Mapped[str]

    @property
    def automatic(self) -> bool:
        return self.issued_by is None

    __table_args__ = (
        belongs_to("request", "request_id"),
        UniqueConstraint("municipality_id", "code_digest"),
        UniqueConstraint("municipality_id", "protocol"),
        # Two clerks who issue at once meet here: one request has one live document.
        Index("uq_certificate_live", "municipality_id", "request_id", unique=True, postgresql_where=_LIVE, sqlite_where=_LIVE),
        # What waits for its seal is little, and looked for every few minutes.
        Index("ix_certificate_unsealed", "municipality_id", "issued_at", postgresql_where=_UNSEALED, sqlite_where=_UNSEALED),
        Index(None, "municipality_id", "service", "issued_on"),
        Index(None, "municipality_id", "replaces"),
        Index(None, "municipality_id", "sha256"),
        Index(None, "municipality_id", "sealed_with"),
    )


class Receiving(Numbered, Base):
    """One step of a document's way to its citizen: made ready, sent, fetched, handed over. Only ever added to."""

    __tablename__ = "certificate_receiving"

    certificate_id: Mapped[int]
    what: Mapped[str]
    way: Mapped[str]
    at: Mapped[datetime]
    account_id: Mapped[int | None]
    # Who received it and on what they were known ("identity-card 123"); "" where nobody stood at the counter.
    note: Mapped[str]

    __table_args__ = (belongs_to("certificate", "certificate_id"), Index(None, "municipality_id", "certificate_id"))


class CheckRow(Numbered, Base):
    """One check of a code. A code that nobody knows has no document."""

    __tablename__ = "certificate_check"

    certificate_id: Mapped[int | None]
    channel: Mapped[str]
    answer: Mapped[str]
    # Whether the date of issue and the protocol number were given too, and so everything was told.
    full: Mapped[bool]
    at: Mapped[datetime]

    __table_args__ = (belongs_to("certificate", "certificate_id"), Index(None, "municipality_id", "certificate_id", "id"))


class RegistryRecord(Municipal, Base):
    """What the municipality knows of somebody, imported from its own register: the embedded `Registry`."""

    __tablename__ = "registry_record"

    register: Mapped[str] = mapped_column(primary_key=True)
    afm: Mapped[str] = mapped_column(primary_key=True)
    fields: Mapped[dict[str, Any]]
    as_of: Mapped[date]
    imported_at: Mapped[datetime]


class Payment(Numbered, Base):
    """A fee: its amount in cents, its RF code, and whether it was paid. The rule that sets it is written down with it."""

    __tablename__ = "payment"

    request_id: Mapped[int]
    cents: Mapped[int]
    code: Mapped[str]
    source: Mapped[str]
    state: Mapped[str]
    created_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    recorded_by: Mapped[int | None]
    receipt: Mapped[str]

    __table_args__ = (
        belongs_to("request", "request_id"),
        UniqueConstraint("municipality_id", "request_id"),
        UniqueConstraint("municipality_id", "code"),
    )


class AutomaticSwitch(Numbered, Base):
    """One time that issuing without a clerk was switched on or off: of a service, or ("") of all. The last one holds."""

    __tablename__ = "automatic_switch"

    service: Mapped[str]
    on: Mapped[bool]
    account_id: Mapped[int | None]
    reason: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (Index(None, "municipality_id", "service", "id"),)
