"""How the installation stands, for administrators: what fails, and what to do about it. Nothing of other towns is shown."""

from flask import Blueprint, render_template

from channels.desk import words
from channels.desk.session import member
from channels.here import core
from core.operations import marks
from core.operations.alarms import raised
from core.operations.pulse import feel, room
from core.operations.telling import ADVICE, sentence
from core.operations.troubles import OF_TOWNS, Kind
from core.text import _


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/health", "health", health)


def health() -> str:
    town, now, database = member().town, core().clock.now(), core().database
    alarms = [
        {
            "said": sentence(one.kind, one.subject, one.figure),
            "advice": ADVICE[Kind(one.kind)],
            "since": one.raised_at,
        }
        for one in raised(database)
        if one.kind not in OF_TOWNS or one.subject == town.key
    ]
    pulse, backup, worker = feel(database, now), marks.last(database, marks.BACKUP), marks.last(database, marks.WORKER)
    return render_template(
        "desk/health.html",
        alarms=alarms,
        waiting=_("more than {count}", count=pulse.waiting) if pulse.is_more else pulse.waiting,
        oldest=words.age(now - pulse.oldest, now),
        free=room(core().settings.data).percent,
        backup_at=backup.at if backup else None,
        worker_at=worker.at if worker else None,
    )
