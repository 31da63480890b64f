"""A server as `run.py serve` starts it, whose worker tells subscribers and delivers nothing: what is measured is the telling.

`python -m bench.telling_server FILE`; the file gets how long the longest batch held its locks, in seconds, when all is told.
"""

import sys
import threading
from pathlib import Path

from waitress import serve

from channels.site import create_app
from core import serving
from core.announcements.telling import TELL, Telling
from core.bootstrap import Core, build
from core.messages.jobs import Again
from core.messages.worker import Worker
from core.settings import Settings


class NoDelivery:
    """Messages stay where they are."""

    def run(self) -> int:
        return 0


def telling(core: Core, file: Path) -> Worker:
    """The worker; what it learns of its batches goes into the file."""
    tell = Telling(core.database, core.clock)

    def watched(*given: object) -> Again | None:
        more = tell(*given)  # type: ignore[arg-type]
        fresh = file.with_suffix(".new")
        fresh.write_text(str(tell.pace.longest))
        fresh.replace(file)
        return more

    return Worker(core.database, core.directory, core.clock, NoDelivery(), {TELL: watched})  # type: ignore[arg-type]


def main(file: str) -> None:
    core = build(Settings())  # type: ignore[call-arg]
    threading.Thread(target=telling(core, Path(file)).run_until, args=(threading.Event(),), daemon=True).start()
    app = create_app(core)
    serving.warm(core)
    serve(app, host=core.settings.host, port=core.settings.port, threads=8, ident="thyrida")


if __name__ == "__main__":
    main(sys.argv[1])
