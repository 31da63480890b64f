"""A process of its own that brings one and the same turn: `python -m tests.core.dialogue.texting_process DATA URL`."""

import sys
from pathlib import Path

from core.bootstrap import build
from core.settings import Settings
from tests.stopped import Stopped
from tests.talking import Talker


def main(data: str, url: str) -> None:
    core = build(Settings(data=Path(data), database_url=url), clock=Stopped())  # type: ignore[call-arg]
    citizen = Talker(core, core.directory.by_key("trikala"))
    print("ready", flush=True)
    citizen.say(sys.stdin.readline().strip(), "the same one")
    print(citizen.heard, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
