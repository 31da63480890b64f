"""Canned answers from a TOML file, with which a town can begin: `[[answer]]` with title, deed, service, outcome, texts."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from core.errors import InvalidAnswer
from core.languages import tongue
from core.ports import Work
from core.wording.canned import Written, every, keep

_KEYS = frozenset({"title", "deed", "service", "outcome", "texts"})


class WordingFileError(ValueError):
    """A file of answers cannot be read as one. The message names the file, the answer and what is wrong with it."""


def read(path: Path) -> list[Written]:
    """The answers in a file.

    Raises:
        WordingFileError: it is not TOML, or an answer has a field that is unknown or not as it should be.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WordingFileError(f"{path}: {error}") from error
    return [_written(one, f"{path}: answer {number}") for number, one in enumerate(data.get("answer", []), start=1)]


def load(work: Work, path: Path, now: datetime) -> int:
    """Add the answers of a file that a town has not yet (by deed, service and title). A supervisor approves them.

    Raises:
        WordingFileError: the file, or an answer in it, is wrong; then none is added.
    """
    known = {(one.deed, one.service, one.title) for one in every(work)}
    added = 0
    for one in read(path):
        if (one.deed, one.service, one.title) in known:
            continue
        try:
            keep(work, one, None, now)
        except InvalidAnswer as error:
            raise WordingFileError(f"{path}: “{one.title}”: {tongue('en')(error.sentence)}") from error
        added += 1
    return added


def _written(data: Any, where: str) -> Written:
    if not isinstance(data, dict):
        raise WordingFileError(f"{where}: must be a table")
    if unknown := sorted(set(data) - _KEYS):
        raise WordingFileError(f"{where}: {unknown[0]}: no such field")
    texts = data.get("texts", {})
    plain = {key: data.get(key, "") for key in ("title", "deed", "service", "outcome")}
    if not isinstance(texts, dict) or not all(isinstance(one, str) for one in [*texts.values(), *plain.values()]):
        raise WordingFileError(f"{where}: its fields are texts, and “texts” gives one for each language")
    return Written(plain["title"], plain["deed"], texts, plain["service"], plain["outcome"])
