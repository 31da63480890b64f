"""The catalogue out of its folders: the shipped one, then a municipality's own."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from core.catalogue.catalogue import Catalogue, Group
from core.catalogue.lines import scan
from core.catalogue.page import Page
from core.catalogue.problems import CatalogueError, Problem
from core.catalogue.service_file import read_service
from core.dialogue.kinds import kinds as all_kinds
from core.dialogue.kinds.base import Kind
from core.dialogue.service import Service
from core.text import Wording

SHIPPED = Path(__file__).parent
_GROUPS = "groups.toml"
_BRANCHES = ("report", "papers")


def load(folders: Sequence[Path], kinds: Mapping[str, Kind], languages: Sequence[str] = ("el",)) -> Catalogue:
    """Read every service file of these folders; a later folder's file replaces the earlier service of the same key.

    `languages` are those in which the files must be worded; the shipped folder's must always be in Greek and English.

    Raises:
        CatalogueError: with everything that is wrong, each with file and line.
    """
    problems: list[Problem] = []
    services: dict[str, tuple[Service, Path, int]] = {}
    groups: tuple[Group, ...] = ()
    for folder in folders:
        asked = ("el", "en") if folder == SHIPPED else tuple(languages)
        for file in sorted(folder.glob("*.toml")):
            if file.name == _GROUPS:
                groups = _groups(file, asked, problems)
                continue
            service, wrong, line = read_service(file, kinds, asked)
            problems += wrong
            if service is not None:
                services[service.key] = (service, file, line)
    problems += _clashes(services.values())
    if problems:
        raise CatalogueError(problems)
    ordered = sorted((one for one, _, _ in services.values()), key=lambda one: (one.menu or "99", one.key))
    return Catalogue({one.key: one for one in ordered}, groups)


def catalogue_for(extra: Path | None, municipality_key: str) -> Catalogue:
    """The shipped services, then those of `extra` for all towns, then those of its subfolder for this one.

    Raises:
        CatalogueError: something in the files is wrong.
    """
    folders = [SHIPPED]
    if extra is not None:
        if not extra.is_dir():
            raise CatalogueError([Problem(extra, 1, f"{extra} is not a folder")])
        folders += [folder for folder in (extra, extra / municipality_key) if folder.is_dir()]
    return _loaded(tuple(folders))


@lru_cache(maxsize=512)
def _loaded(folders: tuple[Path, ...]) -> Catalogue:
    """Towns without services of their own share one."""
    return load(folders, all_kinds())


def _groups(file: Path, languages: Sequence[str], problems: list[Problem]) -> tuple[Group, ...]:
    text = file.read_text(encoding="utf-8")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(file, 1, f"not TOML: {error}"))
        return ()
    page = Page(file, scan(text), values, tuple(languages), problems=problems)
    page.known("group")
    groups = []
    for index, table in page.tables("group"):
        part = page.within(table, f"group {index + 1}: ", "group", index)
        part.known("digit", "branch", "name")
        digit, branch = part.text("digit", one_of=("1", "2", "3", "4", "5")), part.text("branch", one_of=_BRANCHES)
        groups.append(Group(digit, branch, part.wording("name", 40) or Wording({})))
    return tuple(groups)


def _clashes(services: Iterable[tuple[Service, Path, int]]) -> list[Problem]:
    """Menu numbers are on posters, so two services may never share one."""
    problems: list[Problem] = []
    taken: dict[str, Path] = {}
    for service, file, line in services:
        if service.menu and service.menu in taken:
            other = taken[service.menu]
            problems.append(Problem(file, line, f'menu number "{service.menu}" is already taken by {other.name}'))
        taken.setdefault(service.menu, file)
    return problems
