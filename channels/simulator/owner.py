"""Whose telephone it is: a number of its own, kept in the browser's session."""

import re
import secrets
from dataclasses import dataclass

from flask import session

from core.municipalities.model import Municipality

KEPT = "simulator"
# A mobile or fixed Greek number; it is only ever compared, never called.
NUMBER = re.compile(r"\+30(69[0-9]{8}|2[0-9]{9})")
WITHHELD = "anonymous"


@dataclass(frozen=True, slots=True)
class Owner:
    """`withheld`: the number is not shown when calling; texts always show it."""

    number: str
    withheld: bool = False

    @property
    def caller(self) -> str:
        return WITHHELD if self.withheld else self.number


def owner() -> Owner:
    """The telephone of this browser; a new mobile one at first."""
    kept = session.get(KEPT)
    if not isinstance(kept, dict) or not NUMBER.fullmatch(str(kept.get("number", ""))):
        return keep(Owner(a_mobile()))
    return Owner(str(kept["number"]), bool(kept.get("withheld")))


def keep(one: Owner) -> Owner:
    session[KEPT] = {"number": one.number, "withheld": one.withheld}
    return one


def a_mobile() -> str:
    return f"+3069{_digits(8)}"


def a_fixed_line(town: Municipality) -> str:
    """A fixed number of the town's own area, where its numbers tell it."""
    fixed = next((one for one in town.numbers if one.startswith("+302")), "+302100000000")
    return f"{fixed[:7]}{_digits(6)}"


def read(text: str, town: Municipality) -> str | None:
    """The number that somebody typed, or None where it is no Greek number or the town's own."""
    digits = re.sub(r"[^0-9]", "", text)
    number = f"+{digits}" if len(digits) == 12 else f"+30{digits}"
    return number if NUMBER.fullmatch(number) and number not in (*town.numbers, town.desk_number) else None


def _digits(count: int) -> str:
    return "".join(secrets.choice("0123456789") for _each in range(count))
