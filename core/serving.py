"""What must hold before an installation serves, and what it says when it does."""

import fcntl
import gc
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
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


def demo(core: Core) -> dict[str, Any]:
    """The demonstration's addresses and sign-ins, as data."""
    port = core.settings.port
    towns = [town for town in core.directory.all() if town.demonstration]
    return {
        "password": core.secrets.demo_password if towns else "",
        "webhook_token": core.webhook_token if not core.settings.twilio_auth_token else "",
        "webhooks": webhooks(core.settings),
        "municipalities": [
            {
                "key": town.key,
                "site": f"http://{town.hosts[0]}:{port}/",
                "desk": f"http://{town.hosts[0]}:{port}/desk/",
                "simulator": f"http://{town.hosts[0]}:{port}/simulator/",
                "numbers": list(town.numbers),
                "staff": demo_emails(town),
            }
            for town in towns
        ],
    }


def demo_emails(town: Municipality) -> dict[str, str]:
    """The demonstration's staff of a town, by what they are."""
    return {who: f"{who}@{town.key}.example" for who in ("clerk", "supervisor", "editor", "administrator")}


def webhooks(settings: Settings) -> dict[str, str]:
    """The addresses to set at the telephone provider; the fragment makes it repeat what we could not keep."""
    repeat = "#rc=2&rp=5xx,ct,rt"
    return {
        "sms": f"{settings.base_url}/sms/twilio{repeat}",
        "sms_fallback": f"{settings.base_url}/sms/twilio/fallback",
        "voice": f"{settings.base_url}/ivr/twilio",
    }


def welcome(core: Core) -> str:
    """What `make run` prints: where everything is."""
    where = demo(core)
    lines = [f"Thyrida serves on http://127.0.0.1:{core.settings.port}"]
    for town in where["municipalities"]:
        lines += [
            f"  {town['key']}: citizens {town['site']}  desk {town['desk']}  telephone {town['simulator']}",
            f"    desk sign-ins: {', '.join(town['staff'].values())}",
        ]
    if where["municipalities"]:
        lines.append(f"  password of all demonstration sign-ins: {where['password']}")
    if where["webhook_token"]:
        lines.append(f"  webhooks are signed with this token until TWILIO_AUTH_TOKEN is set: {where['webhook_token']}")
    lines += [f"  webhook {name}: {address}" for name, address in where["webhooks"].items()]
    if not core.directory.all():
        lines.append("  There is no municipality yet: python run.py municipality add FILE")
    return "\n".join(lines)
