"""What happens at its own moment: scheduled announcements are published, and those whose validity ends are over.

Plain functions for whatever list of periodic work there is. Each may run as often as you like, also in several workers at once.
"""

from datetime import datetime

from sqlalchemy import select

from core.announcements import publishing
from core.announcements.ending import expire
from core.announcements.kinds import Stage
from core.announcements.steps import SYSTEM, What, note
from core.announcements.tables import Announcement
from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.ports import Work

# Of one town, at one time: the next run takes up the rest.
AT_ONCE = 50


def run(core: Core) -> int:
    """All of it. Gives how many announcements changed."""
    return publish_due(core) + expire_due(core)


def publish_due(core: Core) -> int:
    """Publish what is scheduled for now or earlier, in every town. Gives how many were."""
    return sum(_publish(core, town, one) for town in core.directory.all() for one in _due(core, town, Stage.SCHEDULED))


def expire_due(core: Core) -> int:
    """End what was valid until now or earlier, in every town. Gives how many were."""
    return sum(_expire(core, town, one) for town in core.directory.all() for one in _due(core, town, Stage.PUBLISHED))


def _due(core: Core, town: Municipality, stage: Stage) -> list[int]:
    row, now = Announcement, core.clock.now()
    moment = row.publish_at if stage is Stage.SCHEDULED else row.valid_until
    with core.database.reading(town) as work:
        found = select(row.id).where(row.stage == stage, moment <= now).order_by(moment).limit(AT_ONCE)
        return list(work.execute(found).scalars())


def _publish(core: Core, town: Municipality, announcement_id: int) -> bool:
    now = core.clock.now()
    with core.database.work(town) as work:
        row = _held(work, announcement_id)
        if row is None or row.stage != Stage.SCHEDULED or row.publish_at is None or row.publish_at > now:
            return False
        if row.valid_until is not None and row.valid_until <= now:
            _missed(work, row, now)
            return False
        publishing.release(work, row, SYSTEM, now, core.site(town))
        return True


def _missed(work: Work, row: Announcement, now: datetime) -> None:
    """No worker ran at its time, and by now it would only mislead: back to whoever wrote it."""
    row.stage, row.approved_by, row.approved_at, row.updated_at = str(Stage.DRAFT), None, None, now
    note(work, row, What.MISSED, SYSTEM, now)


def _expire(core: Core, town: Municipality, announcement_id: int) -> bool:
    now = core.clock.now()
    with core.database.work(town) as work:
        row = _held(work, announcement_id)
        if row is None or row.stage != Stage.PUBLISHED or row.valid_until is None or row.valid_until > now:
            return False
        expire(work, row, now)
        return True


def _held(work: Work, announcement_id: int) -> Announcement | None:
    return work.session.get(Announcement, (work.municipality.id, announcement_id), with_for_update=True)
