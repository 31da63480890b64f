"""What the README promises is there."""

import re

import click

import run
from core.settings import Settings
from tests.journeys.running import PROJECT

README = (PROJECT / "README.md").read_text("utf-8")
PAGES = [PROJECT / "README.md", *PROJECT.glob("*.md"), *sorted((PROJECT / "docs").rglob("*.md"))]


def test_the_table_of_settings_has_every_variable_and_no_other() -> None:
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
    assert told == {str(field.alias) for field in Settings.model_fields.values()}


def test_the_defaults_of_numbers_are_the_right_ones() -> None:
    for field in Settings.model_fields.values():
        if isinstance(field.default, int) and not isinstance(field.default, bool):
            assert f"| `{field.alias}` | `{field.default}` |" in README


def test_the_commands_are_there() -> None:
    told = set(re.findall(r"^\| `([a-z-]+)", README, re.MULTILINE))
    with click.Context(run.cli) as context:
        assert told == set(run.cli.list_commands(context))


def test_every_link_to_a_file_leads_somewhere() -> None:
    for page in PAGES:
        for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if "://" not in link:
                assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_the_commands_to_run_and_to_test_come_first() -> None:
    first = [line.strip() for line in README.splitlines() if line.startswith("    ")][:2]
    assert [line.partition("#")[0].strip() for line in first] == ["make run", "make test"]
