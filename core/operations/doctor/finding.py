"""What the doctor found: one thing, how it stands, and what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "OK"
    WARN = "WARN"
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True)
class Finding:
    """`said` holds no secret and nothing about a person; `todo` is "" where nothing is to be done."""

    name: str
    level: Level
    said: str
    todo: str = ""


def ok(name: str, said: str) -> Finding:
    return Finding(name, Level.OK, said)


def warn(name: str, said: str, todo: str) -> Finding:
    return Finding(name, Level.WARN, said, todo)


def fail(name: str, said: str, todo: str) -> Finding:
    return Finding(name, Level.FAIL, said, todo)
