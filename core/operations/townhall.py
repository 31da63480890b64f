"""The commands about town halls, their people and their records, and about what a text would be understood as."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

from core.bootstrap import Core
from core.catalogue import catalogue_for
from core.dialogue.understanding import Understanding
from core.emergencies import standing
from core.languages import of_terminal
from core.municipalities import files
from core.requests.homeless import left_behind
from core.requests.verifying import verify
from core.settings import Settings
from core.staff.accounts import invite
from core.staff.roles import Role
from core.wording import files as wording

Load = Callable[[], Core]


def commands(load: Load) -> list[click.Command]:
    """The commands. `load` gives the core with its database brought up."""
    return [_understand(), _municipalities(load), _municipality(load), _staff(load), _verify_events(load)]


def _understand() -> click.Command:
    @click.command("understand")
    @click.argument("text")
    @click.option("--json", "as_json", is_flag=True, help="One line of JSON.")
    @click.option("--town", default="", help="Understand with this municipality's own services too.")
    def understand(text: str, as_json: bool, town: str) -> None:
        """What would be understood of a text. With "-", each line of standard input is answered with one line."""
        settings = Settings()  # type: ignore[call-arg]
        understanding = Understanding(catalogue_for(settings.catalogue, town))
        lines = (line.rstrip("\n") for line in sys.stdin) if text == "-" else [text]
        for line in lines:
            found = understanding.understand(line)
            if as_json:
                answer = {
                    "intent": found.intent,
                    "argument": found.argument,
                    "confidence": round(found.confidence, 3),
                    "language": found.language,
                }
                click.echo(json.dumps(answer, ensure_ascii=False))
            else:
                click.echo(f"{found.intent} {found.argument} ({found.confidence:.2f}, {found.language or '-'})")

    return understand


def _municipalities(load: Load) -> click.Command:
    @click.command("municipalities")
    @click.option("--json", "as_json", is_flag=True, help="An array of objects.")
    def municipalities(as_json: bool) -> None:
        """The municipalities of this installation."""
        towns = [
            {
                "key": town.key,
                "names": {code: town.name.best(code)[0] for code in ("el", "en")},
                "hosts": list(town.hosts),
                "numbers": list(town.numbers),
                "demonstration": town.demonstration,
            }
            for town in load().directory.all()
        ]
        if as_json:
            click.echo(json.dumps(towns, ensure_ascii=False))
            return
        for one in towns:
            click.echo(f"{one['key']}: {', '.join(one['hosts'])}; {', '.join(one['numbers'])}")  # type: ignore[arg-type]

    return municipalities


def _municipality(load: Load) -> click.Command:
    @click.group("municipality")
    def municipality() -> None:
        """One municipality."""

    @municipality.command("add")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--answers", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A file of ready answers.")
    def municipality_add(file: Path, answers: Path | None) -> None:
        """Add a municipality from its TOML file, or bring its profile up to date. The file's name is its key."""
        core = load()
        town = core.directory.add(files.read(file, 0), core.clock.now())
        standing.know(core.directory.all(), core.settings.data)
        if answers is not None:
            with core.database.work(town) as work:
                wording.load(work, answers, core.clock.now())
        click.echo(f"{town.key}: {', '.join(town.hosts)}; {', '.join(town.numbers)}")
        say = of_terminal(os.environ)
        for sentence in left_behind(core.database, town):
            click.echo(say(sentence))

    return municipality


def _staff(load: Load) -> click.Command:
    @click.group("staff")
    def staff() -> None:
        """The people of a town hall."""

    @staff.command("add")
    @click.option("--municipality", "key", required=True, help="The municipality's key.")
    @click.option("--email", required=True)
    @click.option("--name", required=True)
    @click.option("--role", type=click.Choice([str(role) for role in Role]), required=True)
    @click.option("--department", "departments", multiple=True, help="A department's key; may be given again.")
    def staff_add(key: str, email: str, name: str, role: str, departments: tuple[str, ...]) -> None:
        """Add a person, and print the one-time link with which they choose a password."""
        core = load()
        town = core.directory.by_key(key)
        token = invite(core.database, town, email, name, Role(role), departments, core.clock.now())
        base = town.public_url or core.settings.public_url or f"http://{town.hosts[0]}:{core.settings.port}"
        click.echo(f"{base.rstrip('/')}/desk/password/{token}")

    return staff


def _verify_events(load: Load) -> click.Command:
    @click.command("verify-events")
    def verify_events() -> None:
        """Check that no event, request or daily digest was changed or is missing, and tell what was erased."""
        core = load()
        findings = 0
        for town in core.directory.all():
            with core.database.reading(town) as work:
                for finding in verify(work):
                    findings += not finding.harmless
                    click.echo(f"{town.key} {finding.reference}: {finding.what}")
        click.echo(f"{findings} findings")
        if findings:
            raise SystemExit(1)

    return verify_events
