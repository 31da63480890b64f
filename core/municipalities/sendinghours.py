"""When a town sends what can wait, and what sending costs it, as its file says."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from core.municipalities.model import CUSTOM, Quiet

WAYS = ("text", "call", "email")
_FIELDS = frozenset({"ways", "begins", "ends", "days", "holidays"})


def quiet(given: object) -> tuple[Quiet, ...]:
    """The quiet hours of a file; the country's custom where it says nothing, none where the list is empty.

    Raises:
        ValueError: names the field and what is wrong with it.
    """
    if given is None:
        return CUSTOM
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise ValueError("quiet: must be a list of tables, each [[quiet]]")
    return tuple(_hours(one) for one in given)


def _hours(table: Mapping[str, Any]) -> Quiet:
    if unknown := sorted(set(table) - _FIELDS):
        raise ValueError(f"quiet.{unknown[0]}: no such field")
    begins, ends = table.get("begins"), table.get("ends")
    if not isinstance(begins, time) or not isinstance(ends, time) or begins == ends:
        raise ValueError("quiet: begins and ends must be two times of the day, like 22:00:00")
    ways, days = table.get("ways", ["text", "call"]), table.get("days", [1, 2, 3, 4, 5, 6, 7])
    if not isinstance(ways, list) or not ways or not set(ways) <= set(WAYS):
        raise ValueError(f"quiet.ways: must be some of {', '.join(WAYS)}")
    if not isinstance(days, list) or not set(days) <= set(range(1, 8)):
        raise ValueError("quiet.days: must be weekdays, 1 (Monday) to 7")
    if not isinstance(table.get("holidays", False), bool):
        raise ValueError("quiet.holidays: must be true or false")
    return Quiet(tuple(ways), begins, ends, tuple(days), table.get("holidays", False))


def prices(table: Mapping[str, Any]) -> dict[str, float]:
    """Cents by way.

    Raises:
        ValueError: names the way and what is wrong with it.
    """
    for way, cents in table.items():
        if way not in WAYS:
            raise ValueError(f"prices.{way}: must be one of {', '.join(WAYS)}")
        if isinstance(cents, bool) or not isinstance(cents, int | float) or cents < 0:
            raise ValueError(f"prices.{way}: must be cents, 0 or more")
    return {way: float(cents) for way, cents in table.items()}
