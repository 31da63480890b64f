"""Who subscribes, and by which ways they may be told."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from core.model import Base, Numbered, belongs_to


class Subscriber(Numbered, Base):
    """Somebody who wants to be told. `way` and `address` are the first of their ways that is confirmed: one statement tells
    everybody by reading this table alone.

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
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        belongs_to("subscriber", "subscriber_id"),
        Index(None, "municipality_id", "subscriber_id", "rank"),
        Index(None, "municipality_id", "way", "address"),
        # Whether somebody can be told by a way, without a look at the row.
        Index("ix_subscriber_way_confirmed", "municipality_id", "subscriber_id", "way", "state", "rank"),
    )
