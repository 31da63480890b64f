"""Alerts as they were written and let out, what people answered to them, and what rehearsals showed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from core.model import Base, Numbered, belongs_to


class Alert(Numbered, Base):
    """One message of the Common Alerting Protocol: an alert, an update of one or the all-clear, in the words of
    core.emergencies.vocabulary.

    `texts` is by language: {"el": {"event", "headline", "description", "instruction", "area"}}; "{area}" in them stands
    for the area's words. `districts` are keys of the town's districts, none for the whole town; `area` is what was drawn,
    [[lon, lat], …] (WGS 84 degrees), or null. All alerts of one emergency share the announcement by which people are told.
    """

    __tablename__ = "alert"

    # Made when it is let out: until then nobody outside knows of it.
    announcement_id: Mapped[int | None]
    # The alert that it updates or ends.
    follows_id: Mapped[int | None]
    identifier: Mapped[str]
    event: Mapped[str]
    type: Mapped[str]
    stage: Mapped[str]
    categories: Mapped[list[Any]]
    responses: Mapped[list[Any]]
    urgency: Mapped[str]
    severity: Mapped[str]
    certainty: Mapped[str]
    texts: Mapped[dict[str, Any]]
    districts: Mapped[list[Any]]
    area: Mapped[list[Any] | None]
    onset_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    contact: Mapped[str]
    web: Mapped[str]
    # Of another authority's alert: who sent it, under which identifier, and when, as it says.
    source: Mapped[str]
    source_identifier: Mapped[str]
    source_sent: Mapped[str]
    # Who wrote its words last, and who let it out: never the same person.
    author_id: Mapped[int]
    released_by: Mapped[int | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    released_at: Mapped[datetime | None]
    # When it stopped being in force before its time: an update or the all-clear came.
    over_at: Mapped[datetime | None]
    # Where it came before everybody was told of the one before: the last subscriber who was.
    untold_after: Mapped[int | None]
    # Grows with every change, so that nobody lets out what they have not seen.
    revision: Mapped[int]
    # The document as it went out.
    document: Mapped[str]
    # A rehearsal: its status is Exercise, and nobody outside is told.
    drill: Mapped[bool]

    __table_args__ = (
        belongs_to("announcement", "announcement_id"),
        Index(None, "municipality_id", "stage", "id"),
        Index(None, "municipality_id", "identifier", unique=True),
        Index(None, "municipality_id", "source_identifier"),
        Index(None, "municipality_id", "announcement_id", "id"),
    )


class EmergencyReply(Numbered, Base):
    """What somebody texted after they were told of an emergency, for a person to read. It is personal: it goes with its class."""

    __tablename__ = "emergency_reply"

    announcement_id: Mapped[int]
    contact: Mapped[str]
    language: Mapped[str]
    words: Mapped[str]
    at: Mapped[datetime]
    seen_by: Mapped[int | None]
    seen_at: Mapped[datetime | None]

    __table_args__ = (
        belongs_to("announcement", "announcement_id"),
        Index(None, "municipality_id", "announcement_id", "id"),
        Index(None, "municipality_id", "seen_at", "id"),
    )


class Drill(Numbered, Base):
    """One run of a rehearsal, and what it showed (core.emergencies.drill.report_of)."""

    __tablename__ = "drill"

    alert_id: Mapped[int]
    state: Mapped[str]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    report: Mapped[dict[str, Any]]

    __table_args__ = (belongs_to("alert", "alert_id"), Index(None, "municipality_id", "alert_id", "id"))
