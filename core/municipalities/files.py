"""Municipalities written as TOML files, one each: the demonstration towns, and whoever likes to keep theirs so."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Any, TypeVar

from core.municipalities import bodies
from core.municipalities.colours import checked
from core.municipalities.drawn import districts, outline, streets
from core.municipalities.model import Body, Department, Feast, Hours, Municipality
from core.municipalities.sendinghours import prices, quiet
from core.text import Wording

DEMONSTRATION = Path(__file__).with_name("demonstration")

SHORT_NAME_LETTERS = 14

FIELDS = frozenset(
    [
        "name",
        "short_name",
        "demonstration",
        "hosts",
        "numbers",
        "desk_number",
        "address",
        "email",
        "public_url",
        "languages",
        "zone",
        "countries",
        "colours",
        "hours",
        "feasts",
        "departments",
        "districts",
        "map",
        "voices",
        "bodies",
        "quiet",
        "prices",
    ]
)
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
NUMBER = re.compile(r"\+[1-9]\d{6,14}")


T = TypeVar("T")


class MunicipalityFileError(ValueError):
    """A municipality's file cannot be read as one. The message names the file, the field and what is wrong with it."""


def read(path: Path, id: int) -> Municipality:
    """The municipality in this file; its key is the file's name.

    Raises:
        MunicipalityFileError: the file is not TOML, or a field is missing, unknown or not as it should be.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MunicipalityFileError(f"{path}: {error}") from error
    try:
        return municipality(data, path.stem, id)
    except ValueError as error:
        raise MunicipalityFileError(f"{path}: {error}") from error


def demonstration() -> list[Municipality]:
    """The towns that come with the software, in a fixed order, numbered from 1."""
    return [read(path, id) for id, path in enumerate(sorted(DEMONSTRATION.glob("*.toml")), start=1)]


def municipality(data: Mapping[str, Any], key: str, id: int) -> Municipality:
    """The municipality that this data describes. Raises ValueError with the field and what is wrong."""
    if unknown := sorted(set(data) - FIELDS):
        raise ValueError(f"{unknown[0]}: no such field")
    drawn = _table(data, "map")
    return Municipality(
        id=id,
        key=key,
        name=_wording(data, "name"),
        short_name=_short_name(data),
        hosts=_texts(data, "hosts", HOST),
        numbers=_texts(data, "numbers", NUMBER),
        demonstration=_of(data, "demonstration", bool, False),
        public_url=_of(data, "public_url", str, ""),
        desk_number=_desk_number(data),
        address=_wording(data, "address") if "address" in data else Wording({}),
        email=_of(data, "email", str, ""),
        languages=tuple(_of(data, "languages", list, ["el", "en"])),
        zone=_of(data, "zone", str, "Europe/Athens"),
        colours=checked(_table(data, "colours")),
        hours=_hours(data),
        feasts=tuple(_feast(one) for one in _of(data, "feasts", list, [])),
        departments=tuple(
            Department(name, _words(words, f"departments.{name}")) for name, words in _table(data, "departments").items()
        ),
        streets=streets(drawn, "streets"),
        outline=outline(drawn),
        places=streets(drawn, "places"),
        voices=_table(data, "voices"),
        countries=tuple(_of(data, "countries", list, ["GR"])),
        bodies=_bodies(data),
        districts=districts(_table(data, "districts"), _words),
        quiet=quiet(data.get("quiet")),
        prices=prices(_table(data, "prices")),
    )


def _bodies(data: Mapping[str, Any]) -> tuple[Body, ...]:
    """What the town knows of other bodies; one that is in no list of ours needs its name."""
    own = tuple(bodies.read(_table(data, "bodies")))
    for one in own:
        if not one.name.languages and one.key not in bodies.nationwide():
            raise ValueError(f"bodies.{one.key}.name: is missing")
    return own


def _of(data: Mapping[str, Any], field: str, kind: type[T], otherwise: T) -> T:
    value = data.get(field, otherwise)
    if not isinstance(value, kind):
        raise ValueError(f"{field}: must be {kind.__name__}, not {type(value).__name__}")
    return value


def _table(data: Mapping[str, Any], field: str) -> dict[str, Any]:
    return _of(data, field, dict, {})


def _wording(data: Mapping[str, Any], field: str) -> Wording:
    if field not in data:
        raise ValueError(f"{field}: is missing")
    return _words(data[field], field)


def _words(value: object, field: str) -> Wording:
    if not isinstance(value, dict) or not all(isinstance(words, str) and words.strip() for words in value.values()):
        raise ValueError(f"{field}: must give words for each language, like {{ el = …, en = … }}")
    if "el" not in value:
        raise ValueError(f"{field}: has no Greek (el)")
    return Wording(value)


def _short_name(data: Mapping[str, Any]) -> Wording:
    """Begins every text that the town sends, so it must be short (rules: Texts)."""
    short = _wording(data, "short_name")
    for language, words in short.languages.items():
        if len(words) > SHORT_NAME_LETTERS:
            raise ValueError(f"short_name.{language}: “{words}” is longer than {SHORT_NAME_LETTERS} letters")
    return short


def _texts(data: Mapping[str, Any], field: str, pattern: re.Pattern[str]) -> tuple[str, ...]:
    values = _of(data, field, list, [])
    if not values:
        raise ValueError(f"{field}: at least one is needed")
    for value in values:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise ValueError(f"{field}: {value!r} is not written rightly")
    if len(set(values)) < len(values):
        raise ValueError(f"{field}: one is there twice")
    return tuple(values)


def _desk_number(data: Mapping[str, Any]) -> str:
    number = _of(data, "desk_number", str, "")
    if number and not NUMBER.fullmatch(number):
        raise ValueError(f"desk_number: {number!r} is not written rightly")
    return number


def _hours(data: Mapping[str, Any]) -> Hours:
    table = _table(data, "hours")
    usual = Hours()
    hours = Hours(
        days=tuple(_of(table, "days", list, list(usual.days))),
        opens=_of(table, "opens", time, usual.opens),
        closes=_of(table, "closes", time, usual.closes),
    )
    if not set(hours.days) <= set(range(1, 8)) or list(hours.days) != sorted(set(hours.days)):
        raise ValueError("hours.days: must be weekdays in order, 1 (Monday) to 7")
    if hours.opens >= hours.closes:
        raise ValueError("hours: closes before it opens")
    return hours


def _feast(table: Mapping[str, Any]) -> Feast:
    try:
        # A leap year, so that 29 February is a day too.
        day = date(2024, table["month"], table["day"])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("feasts: day and month must be a day of the year") from error
    return Feast(day.day, day.month, _wording(table, "name"))
