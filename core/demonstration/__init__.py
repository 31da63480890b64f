"""The demonstration: three towns, their staff, some sixty invented requests from every channel, and some announcements."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from core.bootstrap import Core
from core.demonstration import announcing, papers, people, scenes, sharing, subscribers, telling, working
from core.errors import Conflict
from core.municipalities import files
from core.municipalities.model import Municipality
from core.ports import Work
from core.staff.roles import Role
from core.text import _
from core.wording import canned
from core.wording import files as wording

# Seeds everything that chance decides but the codes, which are secrets even here.
SEED = 20261123
WORDING = Path(__file__).with_name("wording.toml")


def fill(core: Core) -> None:
    """Fill an empty installation: what is shown looks the same at every start, counted from today.

    Requests are talked through and worked with the real turns and actions, at earlier moments, one transaction a town. So are its
    subscribers, in another.

    Raises:
        Conflict: there is a municipality already.
    """
    if core.directory.all():
        raise Conflict("not-empty", _("There is a municipality here already, so the demonstration was not added."))
    now = core.clock.now()
    towns = [core.directory.add(town, now - timedelta(days=400)) for town in files.demonstration()]
    staff = {town.key: people.employ(core, town) for town in towns}
    for town in towns:
        _fill_town(core, town, staff[town.key])


def _fill_town(core: Core, town: Municipality, staff: Mapping[Role, int]) -> None:
    chance = random.Random(f"{SEED}/{town.key}")  # noqa: S311 - what looks lively need not be unguessable
    shelf = papers.Shelf(core.storage, town, chance)
    now, clerk_id = core.clock.now(), staff[Role.CLERK]
    with core.database.work(town) as work:
        _write_answers(work, staff[Role.SUPERVISOR], now - timedelta(days=90))
        sharing.share(work, clerk_id, town.today(now))
        teller = telling.Teller(core, work, town, shelf, chance, f"staff:{clerk_id}")
        worker = working.Worker(work, core.catalogue(town), now, clerk_id)
        for scene, filed_at in scenes.in_order(scenes.of(town.key), town, now, chance):
            # What was done before this one came is done before: the protocol's numbers grow with time.
            worker.work_until(filed_at)
            worker.take(teller.file(scene, filed_at), scene, filed_at)
        worker.work_until(now)
        announcing.announce(work, staff, shelf, now, core.site(town))
    with core.database.work(town) as work:
        subscribers.subscribe(work, now, random.Random(f"{SEED}/{town.key}/subscribers"))  # noqa: S311 - as above


def _write_answers(work: Work, supervisor_id: int, at: datetime) -> None:
    """The ready answers, all but the last one approved."""
    wording.load(work, WORDING, at)
    for one in list(canned.every(work))[:-1]:
        canned.approve(work, one.id, supervisor_id, at)


__all__ = ["fill"]
