"""A rehearsal's process: `python -m core.emergencies.drill TOWN ALERT`, or `run.py drill`.

It knows no channel, so there is no real gateway in it that anybody could call, and it is begun with an environment that
names no provider (core.emergencies.spawning).
"""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from core.adapters.database import Database
from core.announcements.tables import Announcement
from core.announcements.telling import Telling
from core.bootstrap import build
from core.emergencies.forms import WAYS, missing
from core.emergencies.rehearsing import DrillDelivery, Rehearsal
from core.emergencies.tables import Alert, Drill
from core.emergencies.telling import TellAgain
from core.emergencies.vocabulary import Type
from core.emergencies.writing import one
from core.errors import Conflict, Refusal
from core.languages import of_terminal
from core.messages.limits import limits_of
from core.messages.tables import Message
from core.model import new_id
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.ports import Clock
from core.settings import Settings
from core.text import _

# So many batches at most: a rehearsal of a million people, and an end for one that goes wrong.
ROUNDS = 10_000


@dataclass(frozen=True)
class Rehearsing:
    """Rehearses one alert: its subscribers are found as in earnest, and told by gateways that lead nowhere."""

    database: Database
    clock: Clock
    # What is handed over in a second by each way, without a limit where nothing is said.
    rates: Mapping[Way, float]

    def run(self, town: Municipality, alert_id: int) -> dict[str, Any]:
        """Rehearse it, keep what it showed and give that.

        Raises:
            NotFound: there is no such alert.
            Conflict: it is no rehearsal, nobody has let it out, or it was rehearsed already.
        """
        began = self.clock.now()
        drill_id, announcement_id = new_id(), 0
        with self.database.work(town) as work:
            alert = one(work, alert_id)
            if not alert.drill or alert.announcement_id is None or alert.released_at is None:
                raise Conflict("drill", _("This is no rehearsal that somebody has let out."))
            if work.session.scalar(select(Drill.id).where(Drill.alert_id == alert.id, Drill.state == "done").limit(1)):
                raise Conflict("rehearsed", _("This was rehearsed already."))
            work.session.add(Drill(id=drill_id, alert_id=alert.id, state="running", began_at=began, ended_at=None, report={}))
            announcement_id = alert.announcement_id
            version = work.session.get_one(Announcement, (town.id, announcement_id)).version
        tell = Telling(self.database, self.clock) if alert.type == Type.ALERT else TellAgain(self.database, self.clock)
        for _round in range(ROUNDS):
            if tell(town, {"announcement": announcement_id, "version": version}) is None:
                break
        delivery = DrillDelivery(self.database, {way: Rehearsal(way, self.rates.get(way, 0.0)) for way in WAYS})
        for _round in range(ROUNDS):
            if not delivery.run(town, announcement_id, self.clock.now()):
                break
        return self._keep(town, alert, drill_id, delivery)

    def _keep(self, town: Municipality, alert: Alert, drill_id: int, delivery: DrillDelivery) -> dict[str, Any]:
        with self.database.work(town) as work:
            rows = work.execute(
                select(Message.language, func.count())
                .where(Message.announcement_id == alert.announcement_id)
                .group_by(Message.language)
            )
            languages = {code: int(count) for code, count in rows}
            report = report_of(delivery, {code: languages.get(code, 0) for code in missing(town, alert)})
            row = work.session.get_one(Drill, (town.id, drill_id))
            row.state, row.ended_at, row.report = "done", self.clock.now(), report
            return report


def report_of(delivery: DrillDelivery, untranslated: Mapping[str, int]) -> dict[str, Any]:
    """What a rehearsal showed: how many by which way and in how many seconds, and what would have failed, and why."""
    ways = {str(way): {"count": one.taken, "seconds": round(one.seconds, 1)} for way, one in delivery.gateways.items()}
    return {
        "ways": ways,
        "seconds": round(max((one.seconds for one in delivery.gateways.values()), default=0.0), 1),
        "failed": dict(delivery.failed),
        "untranslated": {code: count for code, count in untranslated.items() if count},
    }


def lasts(report: Mapping[str, Any]) -> timedelta:
    """How long it would have taken until the last was handed over."""
    return timedelta(seconds=round(float(report.get("seconds", 0))))


def main(arguments: list[str]) -> None:
    """Rehearse the alert of a town, and print what it showed as a line of JSON; what stops it is said in a sentence."""
    town, alert_id = arguments
    core = build(Settings())  # type: ignore[call-arg]
    try:
        report = Rehearsing(core.database, core.clock, limits_of(core.settings).rates).run(
            core.directory.by_key(town), int(alert_id)
        )
    except Refusal as refusal:
        raise SystemExit(of_terminal(os.environ)(refusal.sentence)) from refusal
    sys.stdout.write(json.dumps(report) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
