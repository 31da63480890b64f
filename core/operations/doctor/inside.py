"""What lies in the installation itself: settings, folder, keys, database, towns, and what waits."""

import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import text

from core.adapters.migrations import LATEST, revision
from core.bootstrap import Core
from core.catalogue import CatalogueError
from core.keys import FILE
from core.operations import marks
from core.operations.doctor.finding import Finding, fail, ok, warn
from core.operations.pulse import LATE, feel, room
from core.operations.readiness import SILENT
from core.operations.tables import WHY
from core.operations.troubles import BACKUP_AGE
from core.serving import LOOPBACK
from core.settings import Settings

# What is told is that they are set, never what they are.
SECRETS = frozenset({"THYRIDA_DATABASE_URL", "THYRIDA_SMTP_URL", "TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID", "TWILIO_SHARED_KEYS",
                     "THYRIDA_ADMIN_PHONE", "THYRIDA_ADMIN_EMAIL"})  # fmt: skip
TRIGGERS = {"sqlite": {"event_no_update", "event_no_delete"}, "postgresql": {"event_for_ever", "event_no_truncate"}}


def settings(core: Core) -> Iterator[Finding]:
    """What is set, and what does not go together."""
    said = []
    for name, field in Settings.model_fields.items():
        value = getattr(core.settings, name)
        if value != field.default:
            said.append(f"{field.alias}={'(set)' if field.alias in SECRETS else value}")
    yield ok("settings", ", ".join(said) or "all are the defaults")
    mine = core.settings
    public = urlsplit(mine.base_url)
    if mine.host not in LOOPBACK and public.scheme != "https":
        yield fail(
            "https",
            f"{mine.host} is served without https: passwords and codes can be read on the way.",
            "Put a proxy with a certificate in front, set THYRIDA_PUBLIC_URL=https://…, and HOST=127.0.0.1.",
        )
    if public.scheme == "https" and not mine.trusted_proxies:
        yield warn(
            "proxies",
            "The public address is https, and no proxy is trusted: all citizens look like one source of guessing.",
            "Set THYRIDA_TRUSTED_PROXIES to the proxy's address, 127.0.0.1 if it is on this machine.",
        )
    if not mine.admin_email and not mine.admin_phone:
        yield warn("alarms", "Nobody is told when something fails.", "Set THYRIDA_ADMIN_EMAIL or THYRIDA_ADMIN_PHONE.")


def folder(core: Core) -> Iterator[Finding]:
    """Whether nobody else on the machine can read the folder and the keys, and how much room there is."""
    data = core.settings.data
    mode = stat.S_IMODE(data.stat().st_mode)
    if mode & 0o077:
        yield warn("folder", f"{data} can be read by others ({mode:o}).", f"chmod 700 {data}")
    elif not os.access(data, os.W_OK):
        yield fail("folder", f"{data} cannot be written to.", "Give it to the user that serves.")
    else:
        yield ok("folder", f"{data} is ours alone")
    keys = data / FILE
    if stat.S_IMODE(keys.stat().st_mode) & 0o077:
        yield fail("keys", f"{keys} can be read by others.", f"chmod 600 {keys}")
    else:
        yield ok("keys", "there, and ours alone")
    there = room(data)
    free = f"{there.free // 1024**2} MiB free ({there.percent} %)"
    yield warn("disk", free, "Make room, or give the disk more.") if there.full else ok("disk", free)


def database(core: Core) -> Iterator[Finding]:
    """Whether it answers, is this release's, and guards events. Raises Unavailable if it does not answer."""
    kind = core.database.url.get_backend_name()
    there = revision(core.database)
    if there is None:
        yield fail("database", "has no tables yet.", "python run.py migrate")
        return
    if there > LATEST:
        yield fail("database", f"was written by a newer release (it is at {there}).", "Install that release.")
        return
    if there != LATEST:
        yield fail("database", f"is at {there}, and this release needs {LATEST}.", "python run.py migrate")
        return
    yield ok("database", f"{kind} answers, at {LATEST}")
    names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if kind == "postgresql":
        names = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    with core.database.across(WHY, writes=False) as work:
        found = set(work.execute(text(names)).scalars())
    missing = TRIGGERS[kind] - found
    if missing:
        yield fail("triggers", f"{', '.join(sorted(missing))} are gone: events could be changed.", "Restore a back-up.")
    else:
        yield ok("triggers", "events cannot be changed or deleted")


def towns(core: Core) -> Iterator[Finding]:
    """Whether each town can be reached, and has a department for every service."""
    all_ = core.directory.all()
    if not all_:
        yield warn("municipalities", "There is none.", "python run.py municipality add FILE")
    for town in all_:
        name = f"municipality {town.key}"
        try:
            homeless = core.catalogue(town).homeless(town)
        except CatalogueError as error:
            yield fail(name, f"The services cannot be read: {error}", "python run.py catalogue check")
            continue
        if homeless:
            keys = ", ".join(f"{one.key} ({one.department})" for one in homeless)
            yield fail(name, f"has no department for {keys}", "Add it to the town's file; python run.py municipality add FILE")
        elif not town.hosts:
            yield warn(name, "has no host name.", "Add hosts to the town's file.")
        elif not town.numbers:
            yield warn(name, "has no telephone number: no texts and no calls.", "Add numbers to the town's file.")
        else:
            yield ok(name, f"{', '.join(town.hosts)}; {len(town.numbers)} numbers; {len(town.departments)} departments")


def work(core: Core) -> Iterator[Finding]:
    """What waits, whether the worker lives, and when the last back-up was made."""
    now = core.clock.now()
    pulse = feel(core.database, now)
    minutes = int(pulse.oldest.total_seconds() // 60)
    many = f"{'more than ' if pulse.is_more else ''}{pulse.waiting}"
    waiting = f"{many} messages and {sum(pulse.jobs.values())} jobs; the oldest due for {minutes} min"
    if pulse.oldest > LATE:
        yield fail("queue", waiting, "See whether the worker runs, and what its log says.")
    else:
        yield ok("queue", waiting)
    seen = marks.last(core.database, marks.WORKER)
    if seen is None or now - seen.at > SILENT:
        yield warn("worker", "was not seen for three minutes." if seen else "was never seen.", "Start serve, or run.py worker.")
    else:
        yield ok("worker", f"was seen {_ago(now - seen.at)} ago")
    made = marks.last(core.database, marks.BACKUP)
    if made is None:
        yield warn("back-up", "None was ever made.", "python run.py backup FILE, by a timer each night")
    elif now - made.at > BACKUP_AGE:
        yield warn("back-up", f"The last one is {_ago(now - made.at)} old.", "See whether its timer runs.")
    else:
        yield ok("back-up", f"{_ago(now - made.at)} old")


def _ago(age: timedelta) -> str:
    minutes = max(int(age.total_seconds() // 60), 0)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"
