"""Taking over another authority's alert: it becomes a draft, and goes the way of two persons like one of our own."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select

from core.emergencies.cap.reading import Foreign, read
from core.emergencies.events import OTHER
from core.emergencies.tables import Alert
from core.emergencies.vocabulary import Stage, Type
from core.emergencies.writing import Written, draft, drop, latest
from core.errors import Conflict, InvalidAnswer
from core.municipalities.model import Municipality
from core.ports import Work
from core.text import Text, _

# Where its sender did not say until when it holds.
LASTS = timedelta(hours=6)
DO = {
    "el": "Ακολουθήστε τις οδηγίες των Αρχών και μείνετε σε επιφυλακή.",
    "en": "Follow the directions of the authorities and stay alert.",
}


def take_over(work: Work, content: bytes, author: int, now: datetime) -> tuple[Alert | None, Text]:
    """Make a draft of a document. Gives it, None where nothing is to be sent, and what to tell whoever brought it.

    Raises:
        InvalidAnswer: it is no alert that we may take over.
        Conflict: it was taken over already.
    """
    foreign = read(content)
    if _known(work, foreign) is not None:
        raise Conflict("known", _("This alert was taken over already."))
    if foreign.type != Type.CANCEL and foreign.expires_at is not None and foreign.expires_at <= now:
        raise InvalidAnswer("cap", _("It is over since {when}. Nothing was taken over.", when=foreign.expires_at))
    earlier = _earlier(work, foreign)
    if earlier is not None and earlier.stage != Stage.OUT:
        drop(earlier, now)
        if foreign.type == Type.CANCEL:
            return None, _("It ends an alert that you have not sent: that draft was dropped, and nobody is told.")
        earlier = None
    if foreign.type == Type.CANCEL and earlier is None:
        raise InvalidAnswer("cap", _("It ends an alert that was never taken over here. Nobody was told, so nobody needs to be."))
    if earlier is None:
        row = draft(work, _written(work.municipality, foreign, None, now), author, now, whole=False)
        return row, _("It was taken over as a draft. Read it, add what is missing, and hand it to a second person.")
    assert earlier.announcement_id is not None, "what is out has an announcement"
    last = latest(work, earlier.announcement_id)
    if last.type == Type.CANCEL:
        raise Conflict("over", _("The all-clear was given already."))
    type_ = Type.CANCEL if foreign.type == Type.CANCEL else Type.UPDATE
    row = draft(work, _written(work.municipality, foreign, last, now), author, now, last, type_, whole=False)
    return row, _("It belongs to an alert that was sent: its draft goes to the same people.")


def _known(work: Work, foreign: Foreign) -> Alert | None:
    return _find(work, foreign.sender, [foreign.identifier])


def _earlier(work: Work, foreign: Foreign) -> Alert | None:
    """What it refers to. An exercise never goes on with what is real, nor the other way round: it is a new alert then."""
    alike = Alert.drill.is_(foreign.exercise)
    return _find(work, foreign.sender, list(foreign.references), alike) if foreign.references else None


def _find(work: Work, sender: str, identifiers: list[str], *more: ColumnElement[bool]) -> Alert | None:
    """The last alert that came under one of these identifiers and was not dropped."""
    return work.session.scalars(
        select(Alert)
        .where(Alert.source == sender, Alert.source_identifier.in_(identifiers), Alert.stage != Stage.DROPPED, *more)
        .order_by(Alert.id.desc())
        .limit(1)
    ).first()


def _written(town: Municipality, foreign: Foreign, before: Alert | None, now: datetime) -> Written:
    """The draft. An end that says nothing itself says what the alert before it said."""
    # In none of our languages it is kept in its own, and has to be translated before it goes out.
    texts = {code: words for code, words in foreign.texts.items() if code in town.languages} or dict(foreign.texts)
    texts = {code: {**words, "instruction": words.get("instruction") or DO.get(code, "")} for code, words in texts.items()}
    written = Written(
        event=OTHER,
        texts=texts,
        urgency=foreign.urgency,
        severity=foreign.severity,
        certainty=foreign.certainty,
        expires_at=foreign.expires_at or now + LASTS,
        area=foreign.area,
        contact=foreign.contact,
        web=foreign.web,
        onset_at=foreign.onset_at,
        categories=foreign.categories,
        responses=foreign.responses,
        origin=(foreign.sender, foreign.identifier, foreign.sent),
        drill=foreign.exercise,
    )
    return written if foreign.texts or before is None else as_before(before, now, written)


def as_before(before: Alert, now: datetime, written: Written | None = None) -> Written:
    """What an update or the all-clear of an alert begins with: everything that it said."""
    base = written or Written(before.event, {}, "", "", "", now)
    return replace(
        base,
        event=before.event,
        texts=before.texts,
        urgency=before.urgency,
        severity=before.severity,
        certainty=before.certainty,
        expires_at=max(before.expires_at, now + timedelta(hours=1)),
        districts=tuple(before.districts),
        area=before.area,
        contact=before.contact,
        web=before.web,
        onset_at=before.onset_at,
        categories=tuple(before.categories),
        responses=tuple(before.responses),
        drill=before.drill,
    )
