"""The demonstration: three towns, their staff, and some sixty invented requests at every stage and from every channel."""

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
    found = scenes.of(town.key)
    with core.database.work(town) as work:
        scene_times = scenes.in_order(found, town, core.clock.now(), chance)
        for scene, filed_at in scene_times:
            teller = telling.Teller(core, work, town, shelf, chance, f"staff:{clerk_id}")
            request = teller.file(scene, filed_at)
            working.work_on(work, core.catalogue(town), request, scene, filed_at, core.clock.now(), clerk_id)


__all__ = ["fill"]
