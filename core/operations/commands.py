"""The commands with which an installation is run: back-up, restore, sweep, retention, doctor."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import click

from core import serving
from core.adapters.database import Database
from core.bootstrap import Core, build
from core.keys import FILE
from core.operations.backup.archive import Manifest
from core.operations.backup.making import make
from core.operations.backup.restoring import restore as put_back
from core.operations.doctor.examining import examine
from core.operations.doctor.finding import Level
from core.operations.doctor.outside import Greet
from core.operations.upkeep import sweep_of
from core.requests.verifying import verify
from core.retention import commands as retention
from core.settings import Settings

Load = Callable[[], Core]


def commands(load: Load, greet_mail: Callable[[Core], Greet | None]) -> list[click.Command]:
    """The commands. `load` gives the core with its database brought up; `greet_mail` the way to try the mail server."""
    return [_backup(), _restore(), _sweep(load), *retention.commands(load), _doctor(greet_mail)]


def _as_it_is() -> Core:
    """The core with its database left as it is, whichever release wrote it."""
    return build(Settings())  # type: ignore[call-arg]


def _backup() -> click.Command:
    @click.command("backup")
    @click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
    @click.option("--without-keys", is_flag=True, help="Leave keys.json out, to be kept in a place of its own.")
    def backup(file: Path, without_keys: bool) -> None:
        """Write everything into one FILE, also while citizens write: database, files, keys."""
        core = _as_it_is()
        keys = None if without_keys else core.settings.data / FILE
        made = make(core.database, core.storage, keys, file, core.clock.now())
        click.echo(f"{file}: {_told(made)}")
        if made.missing:
            click.echo(f"{len(made.missing)} files that rows name were not there; they are listed in its manifest.", err=True)
        click.echo(_about_keys(made), err=True)

    return backup


def _told(made: Manifest) -> str:
    rows = sum(one["rows"] for one in made.tables.values())
    return f"{rows} rows, {made.files} files, database {made.revision}, release {made.release}; read again and whole."


def _about_keys(made: Manifest) -> str:
    if made.with_keys:
        return (
            "The keys are in it. Whoever has this file can compute receipt codes: keep it as you keep the keys, or use "
            "--without-keys."
        )
    return f"The keys are not in it. Keep {FILE} in a place of its own: without it this back-up cannot be restored."


def _restore() -> click.Command:
    @click.command("restore")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--into", type=click.Path(file_okay=False, path_type=Path), help="Another folder than THYRIDA_DATA.")
    @click.option("--moved", is_flag=True, help="Nothing ran since the back-up was made: what it holds unsent is sent.")
    def restore(file: Path, into: Path | None, moved: bool) -> None:
        """Make an installation of a back-up again. It must be empty; the database may be another kind than before."""
        settings = Settings()  # type: ignore[call-arg]
        if into is not None:
            settings = settings.model_copy(update={"data": into})
        database = Database(settings.database)
        with serving.alone(settings.data, database.is_sqlite):
            made = put_back(file, database, settings.data, moved)
        database.close()
        core = build(settings)
        findings = sum(_findings(core))
        click.echo(f"{settings.data}: {_told(made)}")
        click.echo(f"{findings} findings")
        if findings:
            raise SystemExit(1)

    return restore


def _findings(core: Core) -> list[int]:
    """How much is wrong in each town's history."""
    found = []
    for town in core.directory.all():
        with core.database.reading(town) as work:
            found.append(sum(not one.harmless for one in verify(work)))
    return found


def _sweep(load: Load) -> click.Command:
    @click.command("sweep")
    @click.option("--dry-run", is_flag=True, help="Only tell how much would go.")
    def sweep(dry_run: bool) -> None:
        """Let go of what nobody needs any more: unfinished conversations, unused uploads, old codes and sessions."""
        for name, count in sweep_of(load()).run(dry=dry_run).items():
            click.echo(f"{name}: {count}")

    return sweep


def _doctor(greet_mail: Callable[[Core], Greet | None]) -> click.Command:
    @click.command("doctor")
    @click.option("--json", "as_json", is_flag=True, help="An array of objects.")
    def doctor(as_json: bool) -> None:
        """Look at everything that the installation needs, and say what to do about what is wrong."""
        core = _as_it_is()
        found = examine(core, greet_mail(core))
        if as_json:
            click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False))
        else:
            for one in found:
                click.echo(f"{one.level:<4} {one.name}: {one.said}")
                if one.todo:
                    click.echo(f"     → {one.todo}")
        if any(one.level is Level.FAIL for one in found):
            raise SystemExit(1)

    return doctor
