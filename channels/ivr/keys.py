"""What the keys mean. Nine repeats, zero is a person and star goes back, wherever single keys are listened to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

ALWAYS: Mapping[str, str] = {"9": "repeat", "0": "operator", "*": "back"}
# All keys with a fixed meaning; those beyond ALWAYS are listened to only where a prompt offers them.
COMMANDS: Mapping[str, str] = {**ALWAYS, "6": "more", "7": "code", "8": "skip"}

# Meanings that the telephone fulfils by itself, without a turn: say the last reply again, ask for a service's number,
# begin to record.
AGAIN, NUMBER, RECORD = "again", "number", "record"
LOCAL = frozenset({AGAIN, NUMBER, RECORD})

# While a number is keyed every digit counts; star and one more key at the end is a command (rules: Calls).
_STARRED = re.compile(r"[0-9*#]*\*([0-9*])")
# An address has no star and no hash.
_WRITTEN = {"*": "s", "#": "h"}
_READ = {letter: key for key, letter in _WRITTEN.items()}


class Mode(StrEnum):
    """What a prompt listens to: one key, a number, or (before a recording) only the keys that it offers."""

    ONE = ""
    MANY = "many"
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class Pressed:
    """What was meant: a command (perhaps a LOCAL one), or digits to be understood. Neither: nothing was pressed."""

    words: str = ""
    command: str = ""


def understood(digits: str, offered: Mapping[str, str], mode: Mode = Mode.ONE) -> Pressed:
    """What pressed keys mean at a prompt that offers these keys besides ALWAYS. "#" is what a lone hash arrives as."""
    meanings = {**ALWAYS, **offered}
    if mode is Mode.MANY:
        if digits == "#":
            return Pressed(command=meanings.get("#", ""))
        starred = _STARRED.fullmatch(digits)
        command = meanings.get(starred[1]) if starred else None
    else:
        command = meanings.get(digits)
    if command:
        return Pressed(command=command)
    return Pressed() if mode is Mode.VOICE else Pressed(words=digits)


def write(offered: Mapping[str, str]) -> str:
    """Offered keys as a part of an address: `6more.hsend`."""
    return ".".join(_WRITTEN.get(key, key) + meaning for key, meaning in offered.items())


def read(text: str) -> dict[str, str]:
    """The keys of an address, as `write` wrote them."""
    return {_READ.get(part[0], part[0]): part[1:] for part in text.split(".") if len(part) > 1}
