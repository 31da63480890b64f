"""A process of its own that files formal applications as fast as it can, and says each number it was given.

Run as `python -m tests.core.requests.filing_process DATA URL TOWN COUNT`. It waits for a line on its standard input, so
that several begin at the same moment.
"""

import sys
from contextlib import suppress
from pathlib import Path

from core.bootstrap import Core, build
from core.dialogue.answers import Answer
from core.municipalities.model import Municipality
from core.requests.filing import Submission, file
from core.settings import Settings
from tests.filed import submission
from tests.stopped import Stopped

ANSWERS = {"name": Answer("Μαρία Παππά"), "document": Answer("Η άδεια του 1998")}


class NotMeant(Exception):
    pass


def _warm_up(core: Core, town: Municipality, what: Submission) -> None:
    """File once and take it back: a server compiles its statements and knows its holidays before it is busy."""
    with suppress(NotMeant), core.database.work(town) as work:
        file(work, what, core.clock.now())
        raise NotMeant


def main(data: str, url: str, town_key: str, count: str) -> None:
    core = build(Settings(data=Path(data), database_url=url), clock=Stopped())  # type: ignore[call-arg]
    town = core.directory.by_key(town_key)
    what = submission(core, town, "document-access", ANSWERS)
    _warm_up(core, town, what)
    print("ready", flush=True)
    sys.stdin.readline()
    for _each in range(int(count)):
        with core.database.work(town) as work:
            filed = file(work, what, core.clock.now())
        print(filed.protocol, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
