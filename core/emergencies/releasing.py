"""Letting an alert out: a second person, who has seen it as it is, has everybody told in one transaction."""

from datetime import datetime

from sqlalchemy import select

from core.announcements import publishing
from core.announcements.kinds import Kind, Stage
from core.announcements.tables import Announcement
from core.announcements.telling import TELL
from core.emergencies import differing, forms, vocabulary
from core.emergencies.cap.document import document, reference
from core.emergencies.names import PAGE, REHEARSE, TELL_AGAIN
from core.emergencies.standing import AFTERWARDS
from core.emergencies.tables import Alert
from core.emergencies.vocabulary import Type
from core.emergencies.writing import hold
from core.errors import Conflict, NotAllowed
from core.messages.jobs import enqueue
from core.messages.outbox import Priority
from core.model import new_id
from core.ports import Work
from core.text import _


def release(work: Work, alert: Alert, by: int, seen: int, now: datetime, site: str, *, same: bool = False) -> None:
    """Let it out. Everything follows in the transaction's jobs: its subscribers are told, and the page is written.

    `seen` is the revision that the second person looked at; `site` the town's own address. `same` says that they found all
    languages to say the same, which is asked where one of them changed alone and life is in danger. Its hours begin now.

    Raises:
        NotAllowed: whoever wrote it last may not let it out.
        Conflict: it was changed since, is not ready, is out already, is over, or its languages may contradict each other.
    """
    work.session.flush()
    work.session.refresh(alert, with_for_update=True)
    _require_second(alert, by, seen)
    hold(alert, now)
    if alert.expires_at <= now and alert.type != Type.CANCEL:
        raise Conflict("over", _("It would be over already. Say until when it holds."))
    # Held before it is asked what was sent: two who send of one emergency go one after the other, and nothing follows its end.
    announcement = work.session.get(Announcement, (work.municipality.id, alert.announcement_id), with_for_update=True)
    before = _before(work, alert)
    if before and not same and differing.doubtful(work.municipality, before[-1], alert):
        raise Conflict("same", _("Only one language was changed. Tick that both say the same, or give it back to be changed."))
    if announcement is None:
        announcement = _announcement(alert, now)
        work.session.add(announcement)
    elif announcement.told_at is None:
        alert.untold_after = announcement.told_up_to
    alert.released_by, alert.released_at, alert.updated_at = by, now, now
    alert.stage, alert.announcement_id = str(vocabulary.Stage.OUT), announcement.id
    if alert.expires_at <= now:
        # The all-clear may be given after the hour until which the alert was to hold.
        alert.expires_at = now
    alert.document = document(
        work.municipality, alert, now, [reference(one, work.municipality, site) for one in before], site
    ).decode()
    for one in before:
        one.over_at = one.over_at or now
    _say(work, announcement, alert, site, now)
    work.session.flush()
    publishing.publish(
        work,
        announcement,
        f"staff:{by}",
        now,
        what={Type.ALERT: "published", Type.UPDATE: "corrected", Type.CANCEL: "withdrawn"}[Type(alert.type)],
        make=lambda work, announcement: forms.make(work, announcement, alert, site),
        tell=REHEARSE if alert.drill else TELL if alert.type == Type.ALERT else TELL_AGAIN,
    )
    if alert.type == Type.CANCEL:
        announcement.stage, announcement.ended_at = str(Stage.WITHDRAWN), now
    if not alert.drill:
        # Now, when it has run out, and when the all-clear is old.
        for moment in {now, alert.expires_at, now + AFTERWARDS if alert.type == Type.CANCEL else now}:
            enqueue(work, PAGE, {}, moment, Priority.EMERGENCY)


def _require_second(alert: Alert, by: int, seen: int) -> None:
    if alert.author_id == by:
        raise NotAllowed("own", _("You wrote this yourself. Somebody else must let it out."))
    if alert.stage != vocabulary.Stage.REVIEW:
        raise Conflict("stage", _("It does not wait to be sent: it is out already, was dropped, or is being written."))
    if alert.revision != seen:
        raise Conflict("stale", _("It was changed since you opened it. Read it again before you send it."))


def _before(work: Work, alert: Alert) -> list[Alert]:
    """What this emergency has sent already, the oldest first.

    Raises:
        Conflict: it is over, or another update came first.
    """
    if alert.announcement_id is None:
        return []
    sent = work.session.scalars(
        select(Alert)
        .where(Alert.announcement_id == alert.announcement_id, Alert.stage == vocabulary.Stage.OUT)
        .order_by(Alert.released_at, Alert.id)
    ).all()
    if any(one.type == Type.CANCEL for one in sent):
        raise Conflict("over", _("The all-clear was given already."))
    if sent and sent[-1].id != alert.follows_id:
        raise Conflict("stale", _("Another update of it was sent meanwhile. Write yours anew, from that one."))
    return list(sent)


def _announcement(alert: Alert, now: datetime) -> Announcement:
    """The announcement by which people are told; it is not seen before it is let out, so it begins there."""
    return Announcement(
        id=new_id(),
        kind=str(Kind.EMERGENCY),
        stage=str(Stage.SCHEDULED),
        version=0,
        texts={},
        topics=0,
        districts=[],
        area=None,
        ways=[str(way) for way in forms.WAYS],
        place="",
        begins_at=None,
        ends_at=None,
        valid_until=None,
        publish_at=None,
        published_at=None,
        ended_at=None,
        corrected_at=None,
        author_id=alert.author_id,
        approved_by=None,
        approved_at=None,
        created_at=now,
        updated_at=now,
        told_up_to=0,
        told_at=None,
        search="",
        drill=alert.drill,
    )


def _say(work: Work, announcement: Announcement, alert: Alert, site: str, now: datetime) -> None:
    """What the announcement says from now on."""
    announcement.texts = forms.texts(work.municipality, alert, site)
    announcement.districts, announcement.area = list(alert.districts), alert.area
    announcement.begins_at, announcement.ends_at = alert.onset_at, alert.expires_at
    announcement.valid_until = alert.expires_at
    announcement.danger = vocabulary.endangers_life(alert.severity, alert.urgency)
    announcement.author_id, announcement.approved_by, announcement.approved_at = alert.author_id, alert.released_by, now
    announcement.corrected_at = now if alert.type == Type.UPDATE else announcement.corrected_at
