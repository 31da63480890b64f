"""Writing an alert, and handing it to the second person. Nobody outside hears of it before somebody else lets it out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from core.announcements.areas import districts_of, told_in
from core.emergencies.areas import corners, write_area
from core.emergencies.events import PARTS, events
from core.emergencies.tables import Alert
from core.emergencies.vocabulary import CATEGORIES, Certainty, Severity, Stage, Type, Urgency
from core.errors import Conflict, InvalidAnswer, NotFound
from core.model import new_id
from core.municipalities.model import Municipality
from core.ports import Work
from core.text import _, writable

LONGEST: Mapping[str, int] = {"headline": 100, "description": 1000, "instruction": 600, "area": 200, "event": 60}
# An alert is looked at anew at least so often.
LONGEST_TIME = timedelta(days=14)
# A form gives the end in whole hours from now: less than one is no change of it.
_SAME_END = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote of an alert; the fields are core.emergencies.tables.Alert's."""

    event: str
    texts: Mapping[str, Mapping[str, str]]
    urgency: str
    severity: str
    certainty: str
    expires_at: datetime
    districts: tuple[str, ...] = ()
    area: list[list[float]] | None = None
    contact: str = ""
    web: str = ""
    onset_at: datetime | None = None
    categories: tuple[str, ...] = ()
    responses: tuple[str, ...] = ()
    # Of another authority's: who sent it, its identifier, and when.
    origin: tuple[str, str, str] = ("", "", "")
    drill: bool = False


def one(work: Work, alert_id: int, alone: bool = False) -> Alert:
    """An alert by its id; `alone` holds it until the transaction ends.

    Raises:
        NotFound: this municipality has none.
    """
    found = work.session.get(Alert, (work.municipality.id, alert_id), with_for_update=alone or None)
    if found is None:
        raise NotFound("alert", _("There is no such alert."))
    return found


def draft(
    work: Work,
    written: Written,
    author: int,
    now: datetime,
    follows: Alert | None = None,
    type_: Type = Type.ALERT,
    *,
    whole: bool = True,
) -> Alert:
    """Keep a new alert, or the update or end of another, as a draft.

    One that is not `whole` may still lack its wording in the town's own language, and districts: another authority's, to be
    translated and looked at.

    Raises:
        InvalidAnswer: something is missing or wrong; its code is the field's name.
        Conflict: a rehearsal would follow what is real, or the other way round.
    """
    if whole:
        _require_whole(work.municipality, written, type_)
    check(work.municipality, written, now)
    if follows is not None and follows.drill != written.drill:
        raise Conflict("drill", _("A rehearsal and a real alert do not follow each other. Write a new one."))
    alert_id = new_id()
    row = Alert(
        id=alert_id,
        announcement_id=follows.announcement_id if follows is not None else None,
        follows_id=follows.id if follows is not None else None,
        identifier=f"{work.municipality.key}.{alert_id}",
        type=str(type_),
        stage=str(Stage.DRAFT),
        author_id=author,
        released_by=None,
        created_at=now,
        released_at=None,
        over_at=None,
        untold_after=None,
        revision=0,
        document="",
        drill=written.drill,
    )
    _take_over(work.municipality, row, written, author, now)
    work.session.add(row)
    work.session.flush()
    return row


def change(work: Work, alert: Alert, written: Written, author: int, now: datetime) -> None:
    """Write an alert anew before it goes out. Whoever does so is its author from now on, and not the one to let it out;
    who keeps it as it was has written nothing, and its author remains.

    Raises:
        Conflict: it is out, or was dropped.
        InvalidAnswer: something is missing or wrong; its code is the field's name.
    """
    _require_open(alert)
    _require_whole(work.municipality, written, alert.type)
    check(work.municipality, written, now)
    before, wrote, lasts = _said(alert), alert.author_id, alert.expires_at - alert.updated_at
    _take_over(work.municipality, alert, written, author, now)
    if _said(alert) == before and abs(alert.expires_at - now - lasts) < _SAME_END:
        alert.author_id = wrote
    alert.stage = str(Stage.DRAFT)


def ask(work: Work, alert: Alert, now: datetime) -> None:
    """Hand it to the second person.

    Raises:
        Conflict: it is out, or was dropped.
        InvalidAnswer: it says nothing in the town's own language yet, or its area lies where no district is.
    """
    _require_open(alert)
    _require_whole(work.municipality, alert, alert.type)
    alert.stage = str(Stage.REVIEW)
    hold(alert, now)


def hold(alert: Alert, now: datetime) -> None:
    """Let its hours begin now: what waits to be sent loses nothing of them.

    They are counted from `updated_at` until it is out. Another authority's alert ends at the moment which that one gave.
    """
    if not alert.source:
        alert.expires_at += now - alert.updated_at
    alert.updated_at = now


def give_back(alert: Alert, now: datetime) -> None:
    """Give it back to whoever wrote it.

    Raises:
        Conflict: it is out, or was dropped.
    """
    _require_open(alert)
    alert.stage = str(Stage.DRAFT)
    hold(alert, now)


def drop(alert: Alert, now: datetime) -> None:
    """Not to be sent after all; it stays in the list of what was written.

    Raises:
        Conflict: it is out, or was dropped.
    """
    _require_open(alert)
    alert.stage, alert.updated_at = str(Stage.DROPPED), now


def newest(work: Work, most: int) -> Sequence[Alert]:
    """What was written last, the newest first."""
    return work.session.scalars(select(Alert).order_by(Alert.id.desc()).limit(most)).all()


def by_identifier(work: Work, identifier: str) -> Alert | None:
    return work.session.scalars(select(Alert).where(Alert.identifier == identifier)).first()


def changed_at(work: Work) -> datetime | None:
    """When something was let out, updated or ended last; None where nothing ever was. Rehearsals are none of it."""
    return work.session.scalar(select(func.max(Alert.released_at)).where(Alert.stage == Stage.OUT, Alert.drill.is_(False)))


def latest(work: Work, announcement_id: int) -> Alert:
    """The last alert of an emergency that is out: what an update or the all-clear follows.

    Raises:
        NotFound: none is.
    """
    found = work.session.scalars(
        select(Alert)
        .where(Alert.announcement_id == announcement_id, Alert.stage == Stage.OUT)
        .order_by(Alert.released_at.desc(), Alert.id.desc())
        .limit(1)
    ).first()
    if found is None:
        raise NotFound("alert", _("There is no such alert."))
    return found


def check(town: Municipality, written: Written, now: datetime) -> None:
    """Whether it can be an alert.

    Raises:
        InvalidAnswer: something is missing or wrong; its code is the field's name.
    """
    if written.event not in events() and not any(one.get("event") for one in written.texts.values()):
        raise InvalidAnswer("event", _("Choose what has happened."))
    for code, words in written.texts.items():
        for part, said in words.items():
            if len(said) > LONGEST.get(part, 0):
                raise InvalidAnswer(f"{part}-{code}", _("Write at most {most} characters.", most=LONGEST.get(part, 0)))
    for name, value, known in (
        ("urgency", written.urgency, Urgency),
        ("severity", written.severity, Severity),
        ("certainty", written.certainty, Certainty),
    ):
        if value not in set(known):
            raise InvalidAnswer(name, _("Please choose one of the answers."))
    if unknown := next((key for key in written.districts if town.district(key) is None), ""):
        raise InvalidAnswer("districts", _("There is no district {key}.", key=unknown))
    if written.expires_at <= now:
        raise InvalidAnswer("expires", _("It would be over already. Say until when it holds."))
    if written.expires_at > now + LONGEST_TIME:
        raise InvalidAnswer("expires", _("It can hold for at most {days} days; write a new one then.", days=LONGEST_TIME.days))


def _require_whole(town: Municipality, one: Written | Alert, type_: str) -> None:
    first = town.languages[0]
    for part in ("headline", "instruction"):
        if not one.texts.get(first, {}).get(part, "").strip():
            raise InvalidAnswer(f"{part}-{first}", _("Write what happened, and what people should do."))
    if type_ != Type.CANCEL:
        # The all-clear goes to those who were told, wherever that was.
        told_in(town, one.districts, corners(one.area))


def _take_over(town: Municipality, row: Alert, written: Written, author: int, now: datetime) -> None:
    event = events().get(written.event)
    row.event = written.event
    row.texts = {
        code: _whole(words) for code, words in written.texts.items() if any(words.get(part, "").strip() for part in PARTS)
    }
    row.categories = [one for one in written.categories if one in CATEGORIES] or list(event.categories if event else ("Other",))
    row.responses = list(written.responses or (event.responses if event else ()))
    row.urgency, row.severity, row.certainty = written.urgency, written.severity, written.certainty
    if row.type == Type.CANCEL:
        # Nothing is to be done any more (CAP 1.2, 3.2.2), whatever the alert that it ends asked for.
        row.urgency = str(Urgency.PAST)
    row.area = written.area
    told = {*written.districts, *districts_of(town, corners(written.area))}
    row.districts = [one.key for one in town.districts if one.key in told]
    row.onset_at, row.expires_at = written.onset_at, written.expires_at
    row.contact, row.web = writable(written.contact), writable(written.web)
    row.source, row.source_identifier, row.source_sent = written.origin
    row.author_id, row.updated_at = author, now
    row.revision += 1


def _whole(words: Mapping[str, str]) -> dict[str, Any]:
    return {part: writable(words.get(part, "")).strip() for part in (*PARTS, "area", "event")}


def _said(row: Alert) -> tuple[Any, ...]:
    """All that somebody wrote of it, as a form gives it back, but for its end."""
    words = (row.event, row.texts, row.contact, row.web, row.urgency, row.severity, row.certainty)
    return *words, list(row.categories), list(row.responses), list(row.districts), write_area(row.area), row.onset_at


def _require_open(alert: Alert) -> None:
    if alert.stage not in (Stage.DRAFT, Stage.REVIEW):
        raise Conflict("stage", _("It is out already, or was dropped: it cannot be changed any more. Write an update."))
