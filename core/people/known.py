"""What is kept of people whom we know: who they are, how that was proved, and the secrets that prove it again."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from core.model import Base, Numbered, belongs_to


class Person(Numbered, Base):
    """Somebody who once proved who they are. Names as the register gives them, "" and None where it did not tell.

    `merged_into` is set while this row and another are held to be the same person; taking it back undoes the merge.
    """

    __tablename__ = "person"

    last_name: Mapped[str]
    first_name: Mapped[str]
    father_name: Mapped[str]
    mother_name: Mapped[str]
    birth_year: Mapped[int | None]
    merged_into: Mapped[int | None]
    created_at: Mapped[datetime]

    __table_args__ = (belongs_to("person", "merged_into"), Index(None, "municipality_id", "merged_into"))


class PersonEvent(Numbered, Base):
    """What happened to a person's record: made, merged, unmerged, pin-set, pin-blocked, pin-lifted,
    forgotten. Never changed."""

    __tablename__ = "person_event"

    person_id: Mapped[int]
    kind: Mapped[str]
    # The other record of a merge; else None.
    other_id: Mapped[int | None]
    # "citizen", "system" or "staff:<account id>", as in a request's history.
    actor: Mapped[str]
    channel: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (belongs_to("person", "person_id"), Index(None, "municipality_id", "person_id", "id"))


class PersonIdentifier(Numbered, Base):
    """A number by which a register knows somebody: scheme "afm", "amka", "adt" or "personal-number".

    It is looked up by its keyed digest. `proved_at` is None while somebody only said that it is theirs: such a one
    identifies nobody.
    """

    __tablename__ = "person_identifier"

    person_id: Mapped[int]
    scheme: Mapped[str]
    value: Mapped[str]
    digest: Mapped[str]
    proved_at: Mapped[datetime | None]

    __table_args__ = (
        belongs_to("person", "person_id"),
        Index(None, "municipality_id", "digest"),
        Index(None, "municipality_id", "person_id", "scheme", "digest", unique=True),
    )


class PersonContact(Numbered, Base):
    """An address at which a person read a code of ours while they had proved who they are. Families share telephones, so
    an address may be several persons'.
    """

    __tablename__ = "person_contact"

    person_id: Mapped[int]
    way: Mapped[str]
    address: Mapped[str]
    proved_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("person", "person_id"),
        Index(None, "municipality_id", "person_id", "way", "address", unique=True),
    )


class PersonPin(Numbered, Base):
    """A person's PIN, as argon2id over an HMAC with the server's key. `id` is the person's.

    `needs_code` is set by too many wrong ones in a row: the PIN alone does not do any more (rules: Guessing).
    """

    __tablename__ = "person_pin"

    hash: Mapped[str]
    set_at: Mapped[datetime]
    wrong_in_a_row: Mapped[int]
    needs_code: Mapped[bool]

    __table_args__ = (belongs_to("person", "id"),)


class Proof(Numbered, Base):
    """One proof of who somebody is: how far it goes, by what, on which channel, in which session. Never changed.

    `person_id` is None for a contact alone. `details` for a document seen: its kind, its last three characters, and the
    account of the clerk; never a scan.
    """

    __tablename__ = "proof"

    person_id: Mapped[int | None]
    assurance: Mapped[str]
    how: Mapped[str]
    channel: Mapped[str]
    session: Mapped[str]
    details: Mapped[dict[str, Any]]
    at: Mapped[datetime]

    __table_args__ = (belongs_to("person", "person_id"), Index(None, "municipality_id", "person_id", "id"))


class OneTimeCode(Numbered, Base):
    """A six-digit code on its way to somebody. Its digits follow from the server's key and this row's id, and lie nowhere.

    `contact` is a keyed digest of where it went ("" for one that a clerk hands over), so that a new one replaces it and a
    day's codes can be counted.
    """

    __tablename__ = "one_time_code"

    purpose: Mapped[str]
    contact: Mapped[str]
    person_id: Mapped[int | None]
    # The message that carries it. No foreign key: messages are swept before this row is.
    message_id: Mapped[int | None]
    source: Mapped[str]
    tries: Mapped[int]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    # Used, or replaced by a newer one.
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        belongs_to("person", "person_id"),
        Index(None, "municipality_id", "message_id"),
        Index(None, "municipality_id", "contact", "id"),
        Index(None, "municipality_id", "created_at"),
    )


class Authorisation(Numbered, Base):
    """Somebody allows somebody else to act for them: for one service or any (""), until a moment, once.

    `recorded_by` is the account of the clerk who wrote it down, None where the person did it themselves.
    """

    __tablename__ = "authorisation"

    person_id: Mapped[int]
    other_name: Mapped[str]
    service: Mapped[str]
    digest: Mapped[str]
    channel: Mapped[str]
    recorded_by: Mapped[int | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    request_id: Mapped[int | None]

    __table_args__ = (
        belongs_to("person", "person_id"),
        belongs_to("request", "request_id"),
        Index(None, "municipality_id", "digest", unique=True),
        Index(None, "municipality_id", "person_id", "id"),
        Index(None, "municipality_id", "request_id"),
    )
