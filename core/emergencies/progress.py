"""How far telling people is, whom an update would reach, and what rehearsals of an alert showed."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from core.announcements.tables import AnnouncementForm
from core.emergencies.estimating import Reach, reached
from core.emergencies.tables import Alert, Drill
from core.messages.tables import Message
from core.people.contact import Way
from core.ports import Work
from core.subscriptions.states import Standing
from core.subscriptions.tables import Subscriber


def states(work: Work, alert: Alert) -> Mapping[str, int]:
    """How many messages of the newest version stand in which state; those that another way took the place of are left out."""
    if alert.announcement_id is None:
        return {}
    form = AnnouncementForm
    newest = select(func.max(form.version)).where(form.announcement_id == alert.announcement_id)
    forms = work.session.scalars(
        select(form.id).where(form.announcement_id == alert.announcement_id, form.version == work.session.scalar(newest))
    ).all()
    rows = work.execute(
        select(Message.state, func.count())
        .where(Message.announcement_id == alert.announcement_id, Message.form_id.in_(forms), Message.next_id.is_(None))
        .group_by(Message.state)
    )
    return {state: int(count) for state, count in rows}


def audience(work: Work, alert: Alert, site: str, rates: Mapping[Way, float]) -> Reach:
    """Whom an update or the all-clear goes to at least: those who were told before and are still subscribers."""
    # Each was told once a version: the last message says by which way.
    last = (
        select(func.max(Message.id))
        .where(Message.announcement_id == alert.announcement_id, Message.next_id.is_(None))
        .group_by(Message.subscriber_id)
    )
    rows = work.execute(
        select(Message.way, Message.language, func.count())
        .join(
            Subscriber,
            (Subscriber.municipality_id == Message.municipality_id) & (Subscriber.id == Message.subscriber_id),
        )
        .where(Message.id.in_(last), Message.announcement_id == alert.announcement_id, Subscriber.state == Standing.ACTIVE)
        .group_by(Message.way, Message.language)
    ).all()
    return reached(work, alert, {(Way(way), language): int(count) for way, language, count in rows}, site, rates)


def drills(work: Work, alert: Alert) -> Sequence[Drill]:
    """The rehearsals of an alert, the newest first."""
    return work.session.scalars(select(Drill).where(Drill.alert_id == alert.id).order_by(Drill.id.desc()).limit(5)).all()
