"""Announcements, their versions and files, and the form that each channel is given of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from core.model import Base, Numbered, belongs_to


class Announcement(Numbered, Base):
    """What the town hall tells people. `kind` and `stage` are those of core.announcements.kinds.

    `texts` is by language: {"el": {"title", "body", "short", "voice"}}; title and body are written, the other two are "" where
    they are made from those. `districts` are keys of the town's districts, none for the whole town; `area` is what was drawn on
    the map, [[lon, lat], …] (WGS 84 degrees), or null. `topics` are bits (core.announcements.topics). `ways` are those by
    which subscribers are told ("text", "call", "email"), none where it is only to be read.
    """

    __tablename__ = "announcement"

    kind: Mapped[str]
    stage: Mapped[str]
    # Grows with each version that was published: a correction is a new one.
    version: Mapped[int]
    texts: Mapped[dict[str, Any]]
    topics: Mapped[int]
    districts: Mapped[list[Any]]
    area: Mapped[list[Any] | None]
    ways: Mapped[list[Any]]
    # Where and when it takes place, for an event or an interruption.
    place: Mapped[str]
    begins_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    # Until when it is shown as news; for ever where nothing is said.
    valid_until: Mapped[datetime | None]
    # When it is to be published: at once where nothing is said.
    publish_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    corrected_at: Mapped[datetime | None]
    # Accounts: who wrote it, and the second person who let it out.
    author_id: Mapped[int]
    approved_by: Mapped[int | None]
    approved_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    # How far telling its subscribers is: the last subscriber to whom a message was queued, and when all were.
    told_up_to: Mapped[int]
    told_at: Mapped[datetime | None]
    # What is searched: every language's words, folded (core.greek).
    search: Mapped[str]
    # A rehearsal: nobody outside is told, and no page shows it.
    drill: Mapped[bool]
    # Grows with every change, so that two who write at once do not overwrite each other unseen.
    revision: Mapped[int] = mapped_column(server_default="0")
    # The published one that this draft is to correct. Once it is let out, it goes into that one.
    corrects_id: Mapped[int | None]
    # Whether subscribers are told of a correction too.
    tells_again: Mapped[bool] = mapped_column(server_default=true())
    # Whether life is in danger, so that every form says 112 first; where nothing is said, an emergency's is.
    danger: Mapped[bool | None]

    __table_args__ = (
        Index(None, "municipality_id", "stage", "published_at"),
        Index(None, "municipality_id", "stage", "kind", "published_at"),
        Index(None, "municipality_id", "begins_at"),
        Index(None, "municipality_id", "stage", "publish_at"),
        Index(None, "municipality_id", "stage", "valid_until"),
        Index(None, "municipality_id", "updated_at"),
        Index(None, "municipality_id", "corrects_id"),
    )


class AnnouncementVersion(Numbered, Base):
    """What was published, as it was; `what` says what happened ("published", "corrected", "withdrawn") and `words` why."""

    __tablename__ = "announcement_version"

    announcement_id: Mapped[int]
    version: Mapped[int]
    what: Mapped[str]
    words: Mapped[str]
    content: Mapped[dict[str, Any]]
    by: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (
        belongs_to("announcement", "announcement_id"),
        Index(None, "municipality_id", "announcement_id", "id"),
    )


class AnnouncementStep(Numbered, Base):
    """One thing that somebody did with an announcement: `what` is of core.announcements.steps, `words` say why.

    `by` is "staff:<account>" or "system". `version` is the one that was out at that moment, 0 before the first.
    """

    __tablename__ = "announcement_step"

    announcement_id: Mapped[int]
    what: Mapped[str]
    words: Mapped[str]
    version: Mapped[int]
    by: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (
        belongs_to("announcement", "announcement_id"),
        Index(None, "municipality_id", "announcement_id", "id"),
    )


class AnnouncementFile(Numbered, Base):
    """A file that goes with an announcement. `alt` says in words what a picture shows."""

    __tablename__ = "announcement_file"

    announcement_id: Mapped[int]
    name: Mapped[str]
    alt: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    storage_key: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (
        belongs_to("announcement", "announcement_id"),
        Index(None, "municipality_id", "announcement_id"),
    )


class AnnouncementForm(Numbered, Base):
    """One version as one way gives it in one language: written once, and read by every message that carries it."""

    __tablename__ = "announcement_form"

    announcement_id: Mapped[int]
    version: Mapped[int]
    way: Mapped[str]
    language: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    # Of a text; 0 for other ways.
    parts: Mapped[int]

    __table_args__ = (
        belongs_to("announcement", "announcement_id"),
        UniqueConstraint("municipality_id", "announcement_id", "version", "way", "language", name="uq_announcement_form"),
    )
