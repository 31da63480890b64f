"""Every town's seal: its token where the seals file names one, else the self-made one.

The seals file (THYRIDA_SEALS) is TOML, a table for each municipality by its key:

    [trikala]
    module = "/usr/lib/softhsm/libsofthsm2.so"
    token = "seal"
    certificate = "Municipality"
    key = "Municipality"
    pin_file = "/run/secrets/seal-pin"
    qualified = true
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.adapters.seals.selfmade import SelfMade
from core.adapters.seals.stamping import Stamper, fingerprint, stamp
from core.adapters.seals.token import Token, gone, opened
from core.adapters.seals.trying import try_out
from core.errors import Unavailable
from core.municipalities.model import Municipality
from core.ports import Clock, Sealed
from core.text import _

_TEXTS = ("module", "token", "certificate", "key", "pin_file")


class SealsFileError(ValueError):
    """The seals file cannot be read as one; the message names the file, the town and what is wrong."""


class Seals:
    """`file` is the seals file or None; `time_stamps` the address of a time-stamp service (RFC 3161), "" for none."""

    def __init__(self, folder: Path, clock: Clock, file: Path | None = None, time_stamps: str = "") -> None:
        self._selfmade, self._stamper = SelfMade(folder, clock), Stamper(time_stamps) if time_stamps else None
        self._tokens = read_tokens(file) if file else {}
        self._refused: set[str] = set()

    def is_selfmade(self, town: Municipality) -> bool:
        """Whether a town has no token, and so seals with what we made ourselves."""
        return town.key not in self._tokens

    def qualified(self, town: Municipality) -> bool:
        token = self._tokens.get(town.key)
        return token is not None and token.qualified

    def seal(self, town: Municipality, content: bytes, reason: str) -> Sealed:
        token, place = self._tokens.get(town.key), town.name.best("el")[0]
        if token is None:
            own = self._selfmade.signer(town)
            return Sealed(stamp(own, content, reason, place, self._stamper), fingerprint(own.signing_cert), False)
        try:
            with opened(token, self._refused) as signer:
                sealed = stamp(signer, content, reason, place, self._stamper)
                assert signer.signing_cert is not None
                return Sealed(sealed, fingerprint(signer.signing_cert), token.qualified)
        except ImportError as error:
            raise gone() from error

    def check(self, town: Municipality) -> None:
        """Try a town's seal without sealing any document.

        Raises:
            Unavailable: it does not answer.
        """
        token = self._tokens.get(town.key)
        if token is None:
            self._selfmade.signer(town)
            return
        try:
            with opened(token, self._refused) as signer:
                try_out(signer)
        except ImportError as error:
            raise Unavailable("seal", _("The library for hardware seals is not installed.")) from error


def read_tokens(file: Path) -> Mapping[str, Token]:
    """The tokens of a seals file, by town.

    Raises:
        SealsFileError: it is not there, not TOML, or a field is missing, unknown or not as it should be.
    """
    try:
        data = tomllib.loads(file.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SealsFileError(f"{file}: {error}") from error
    return {town: _token(file, town, table) for town, table in data.items()}


def _token(file: Path, town: str, table: Any) -> Token:
    if not isinstance(table, dict):
        raise SealsFileError(f"{file}: {town} must be a table")
    if unknown := sorted(set(table) - {*_TEXTS, "qualified"}):
        raise SealsFileError(f"{file}: {town}.{unknown[0]}: no such field")
    for name in _TEXTS:
        if not isinstance(table.get(name), str) or not table[name]:
            raise SealsFileError(f"{file}: {town}.{name}: must be text")
    if not isinstance(table.get("qualified", True), bool):
        raise SealsFileError(f"{file}: {town}.qualified: must be true or false")
    fields = {name: table[name] for name in _TEXTS if name != "pin_file"}
    return Token(**fields, pin_file=Path(table["pin_file"]), qualified=table.get("qualified", True))
