"""Who subscribes, and by which ways they may be told."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from core.model import Base, Numbered, belongs_to

_LIVING = text("state IN ('active', 'stopped')")


class Subscriber(Numbered, Base):
    """Somebody who wants to be told. `way` and `address` are the first of their ways that is confirmed, "" where none is: one
    statement tells everybody by reading this table alone. core.subscriptions.settling keeps them right.

    `topics` are bits (core.announcements.topics). `district` is a key of the town's, "" for the whole town. `quiet_from` and
    `quiet_until` are minutes of the town's day between which they are not to be disturbed; None is the town's own custom.
    """

    __tablename__ = "subscriber"

    state: Mapped[str]
    language: Mapped[str]
    topics: Mapped[int]
    district: Mapped[str]
    way: Mapped[str]
    address: Mapped[str]
    quiet_from: Mapped[int | None]
    quiet_until: Mapped[int | None]
    # Where they came from: a channel, or "csv:<name>" of an imported list.
    channel: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        Index(None, "municipality_id", "state", "id"),
        Index(None, "municipality_id", "district", "state"),
        # Holds all by which they are counted, so that a million are counted without a look at their rows.
        Index("ix_subscriber_reach", "municipality_id", "state", "way", "language", "district", "topics"),
    )


class SubscriberWay(Numbered, Base):
    """One way by which somebody allowed us to tell them, in their own order (`rank`, from 1). It counts once it is confirmed.

    Where the first did not reach them, the next one is tried.
    """

    __tablename__ = "subscriber_way"

    subscriber_id: Mapped[int]
    rank: Mapped[int]
    way: Mapped[str]
    address: Mapped[str]
    state: Mapped[str]
    # What waits for too long was never asked for.
    asked_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        belongs_to("subscriber", "subscriber_id"),
        Index(None, "municipality_id", "subscriber_id", "rank"),
        Index(None, "municipality_id", "way", "address"),
        # One address is in one living subscription, also where two are confirmed at the same moment.
        Index(
            "uq_subscriber_way_living",
            "municipality_id",
            "way",
            "address",
            unique=True,
            sqlite_where=_LIVING,
            postgresql_where=_LIVING,
        ),
        # Whether somebody can be told by a way, without a look at the row.
        Index("ix_subscriber_way_confirmed", "municipality_id", "subscriber_id", "way", "state", "rank"),
    )


class ContactImport(Numbered, Base):
    """A list of contacts that somebody of the town hall brought in. It goes after some days; the subscriptions stay.

    `declared` are the words by which consent on paper was declared, "" where people are asked by their way. `bad` are the rows
    that were not taken: [[line, [cells…], reason], …], the reason in the language of whoever brought the list.
    """

    __tablename__ = "contact_import"

    name: Mapped[str]
    account_id: Mapped[int]
    at: Mapped[datetime]
    declared: Mapped[str]
    rows: Mapped[int]
    taken: Mapped[int]
    known: Mapped[int]
    header: Mapped[list[Any]]
    bad: Mapped[list[Any]]

    __table_args__ = (Index(None, "municipality_id", "at"),)


class SubscriptionLook(Numbered, Base):
    """Who of the staff looked an address up, when, and why they said they had to (rules: Staff). The address is a digest."""

    __tablename__ = "subscription_look"

    account_id: Mapped[int]
    address: Mapped[str]
    subscriber_id: Mapped[int | None]
    reason: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (Index(None, "municipality_id", "at"),)
