"""A process of its own that takes the next request of a queue again and again, and says which it was given.

Run as `python -m tests.core.requests.lists.claiming_process DATA URL TOWN COUNT FIRST`: so many clerks, one thread each, with the
accounts from FIRST on. It waits for a line on its standard input, so that several begin at the same moment.
"""

import sys
import threading
from pathlib import Path

from core.bootstrap import Core, build
from core.municipalities.model import Municipality
from core.requests.actions import Actor
from core.requests.lists.handing import take_next
from core.requests.lists.wanted import View, Wanted
from core.settings import Settings
from tests.stopped import Stopped


def take_one(core: Core, town: Municipality, account: int) -> int:
    """The id of the request that this clerk was given, 0 for none."""
    now = core.clock.now()
    wanted = Wanted(("lighting",), View.RECEIVED, (account,), town.today(now), now)
    with core.database.work(town) as work:
        found = take_next(work, wanted, Actor("desk", account))
        return found.id if found is not None else 0


def together(core: Core, town: Municipality, accounts: list[int]) -> dict[int, int]:
    """What each of these clerks was given, all of them asking at once, in threads."""
    given: dict[int, int] = {}
    barrier = threading.Barrier(len(accounts))

    def ask(account: int) -> None:
        barrier.wait()
        given[account] = take_one(core, town, account)

    threads = [threading.Thread(target=ask, args=(one,)) for one in accounts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return given


def main(data: str, url: str, town_key: str, count: str, first: str) -> None:
    core = build(Settings(data=Path(data), database_url=url), clock=Stopped())  # type: ignore[call-arg]
    town = core.directory.by_key(town_key)
    print("ready", flush=True)
    sys.stdin.readline()
    for account, request in together(core, town, [int(first) + number for number in range(int(count))]).items():
        print(account, request, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
