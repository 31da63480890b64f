"""The demonstration: three towns, their staff, and some sixty invented requests at every stage, from every channel."""

import random
from datetime import timedelta

from core.bootstrap import Core
from core.demonstration import papers, people, scenes, telling, working
from core.errors import Conflict
from core.municipalities import files
from core.municipalities.model import Municipality
from core.text import _

# Seeds everything that chance decides but the codes, which are secrets even here.
SEED = 20261123


def fill(core: Core) -> None:
    """Fill an empty installation: what is shown looks the same at every start, counted from today.

    Requests are talked through and worked with the real turns and actions, at earlier moments, one transaction a town.

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


def _fill_town(core: Core, town: Municipality, clerk_id: int) -> None:
    chance = random.Random(f"{SEED}/{town.key}")  # noqa: S311 - what looks lively need not be unguessable
    shelf = papers.Shelf(core.storage, town, chance)
    now = core.clock.now()
    with core.database.work(town) as work:
        teller = telling.Teller(core, work, town, shelf, chance, f"staff:{clerk_id}")
        worker = working.Worker(work, core.catalogue(town), now, clerk_id)
        for scene, filed_at in scenes.in_order(scenes.of(town.key), town, now, chance):
            # What was done before this one came is done before: the protocol's numbers grow with time.
            worker.work_until(filed_at)
            worker.take(teller.file(scene, filed_at), scene, filed_at)
        worker.work_until(now)


__all__ = ["fill"]
