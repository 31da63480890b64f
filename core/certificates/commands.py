"""The jobs of certificates, and their commands: importing registers, halting automatic issue, trying the seal."""

from collections.abc import Callable
from pathlib import Path

import click

from core.adapters.registry import RegistryFileError, import_csv
from core.adapters.seals import Seals
from core.bootstrap import Core
from core.certificates import automatic
from core.certificates.considering import CONSIDER, ConsiderCertificate
from core.certificates.enclosing import EncloseCertificate
from core.certificates.issuing import SEAL
from core.certificates.receiving import ENCLOSING
from core.certificates.sealing import SealCertificate
from core.errors import Unavailable
from core.languages import tongue
from core.messages.worker import Doing

Load = Callable[[], Core]


def commands(load: Load) -> tuple[click.Command, ...]:
    """The groups of commands; `load` gives the core."""
    return _registry(load), _certificates(load)


def jobs(core: Core) -> dict[str, Doing]:
    """The kinds of jobs that certificates bring."""
    seal = SealCertificate(core.database, core.storage, core.printing, core.signer, core.codes, core.clock, core.site)
    consider = ConsiderCertificate(core.database, core.registry, core.catalogue, core.codes, core.clock)
    return {SEAL: seal, CONSIDER: consider}


def enclosures(core: Core) -> dict[str, EncloseCertificate]:
    """The files that go with messages, by the messages' purpose."""
    return {ENCLOSING: EncloseCertificate(core.database, core.storage)}


def _registry(load: Load) -> click.Command:
    @click.group()
    def registry() -> None:
        """What a municipality knows of its citizens, from its own registers."""

    @registry.command("import")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--municipality", "key", required=True, help="The municipality's key.")
    def import_file(file: Path, key: str) -> None:
        """Import a CSV file: register, afm, as_of and one column a field. Wrong rows are told, the others are kept."""
        core = load()
        try:
            report = import_csv(core.database, core.directory.by_key(key), file, core.clock.now())
        except RegistryFileError as error:
            raise SystemExit(str(error)) from error
        for line, what in report.wrong:
            click.echo(f"{file.name}:{line}: {what}", err=True)
        click.echo(f"{report.kept} records kept, {len(report.wrong)} rows wrong")
        if report.wrong:
            raise SystemExit(1)

    return registry


def _certificates(load: Load) -> click.Command:
    @click.group()
    def certificates() -> None:
        """Documents and their seal."""

    @certificates.command("halt")
    @click.option("--municipality", "keys", multiple=True, help="Only this one; may be given again.")
    @click.option("--reason", default="halted from the command line")
    def halt(keys: tuple[str, ...], reason: str) -> None:
        """Stop all issuing without a clerk, at once. Each service must be switched on again by a supervisor."""
        core = load()
        for town in core.directory.all():
            if not keys or town.key in keys:
                with core.database.work(town) as work:
                    automatic.halt(work, reason, core.clock.now())
                click.echo(f"{town.key}: nothing is issued without a clerk")

    @certificates.command("seal")
    def seal() -> None:
        """Try every municipality's seal, without sealing anything."""
        core, failed = load(), False
        assert isinstance(core.signer, Seals)
        for town in core.directory.all():
            try:
                core.signer.check(town)
            except Unavailable as error:
                failed = True
                click.echo(f"{town.key}: {tongue('en')(error.sentence)}", err=True)
                continue
            kind = "qualified seal" if core.signer.qualified(town) else "test seal: documents are copies for information"
            click.echo(f"{town.key}: {kind}")
        if failed:
            raise SystemExit(1)

    return certificates
