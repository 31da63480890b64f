"""What must hold before an installation serves, and what is done before the first citizen comes."""

import fcntl
import gc
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from core.bootstrap import Core
from core.languages import tongue
from core.municipalities.calendar import is_working
from core.municipalities.model import Municipality
from core.settings import Settings

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Refused(Exception):
    """The start is refused; the sentence says what to do."""


@contextmanager
def alone(data: Path, is_sqlite: bool) -> Iterator[None]:
    """Hold the installation's folder: on SQLite one process serves (commands that write are fine beside it).

    Raises:
        Refused: another process serves from this folder already.
    """
    if not is_sqlite:
        yield
        return
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(data / "serving.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(
                f"Another process already serves from {data}. With SQLite only one may; stop it, or use PostgreSQL "
                "(THYRIDA_DATABASE_URL)."
            ) from error
        yield
    finally:
        os.close(handle)


def warm(core: Core) -> None:
    """Do at the start what the first citizens would otherwise wait for: words, feasts, and a clean heap."""
    for town in core.directory.all():
        core.conversing.understanding(town)
        for language in town.languages:
            tongue(language)(town.today(core.clock.now()))
        is_working(town.today(core.clock.now()), town)
    gc.collect()
    # What was loaded until now stays for ever: the collector need not look at it again and again.
    gc.freeze()


def in_the_clear(settings: Settings) -> str:
    """What to say where people outside would send passwords and codes without https; "" where they would not."""
    if settings.host in LOOPBACK or urlsplit(settings.public_url).scheme == "https":
        return ""
    return (
        f"Warning: {settings.host} is served without https, so passwords and codes can be read on the way. Put a proxy with a "
        "certificate in front of 127.0.0.1 and set THYRIDA_PUBLIC_URL to its https address."
    )


def refuse_unsafe(settings: Settings, towns: Iterable[Municipality]) -> None:
    """Demonstration data stays on this machine unless somebody says otherwise on purpose.

    Raises:
        Refused: the installation would be reachable from outside with demonstration towns in it.
    """
    public = urlsplit(settings.public_url)
    outside = settings.host not in LOOPBACK or (public.scheme == "https" and public.hostname not in LOOPBACK)
    if outside and not settings.public_demo and any(town.demonstration for town in towns):
        raise Refused(
            "There are demonstration municipalities here, so this is only served on 127.0.0.1. Start an installation of "
            "its own with --empty, or set THYRIDA_PUBLIC_DEMO=1, which turns the simulator and the desk off."
        )
