"""The installation's secrets: made at first start under THYRIDA_DATA, readable by its owner alone, never in the database."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

FILE = "keys.json"


@dataclass(frozen=True, slots=True)
class Keys:
    """`codes` keys the digests of codes, `session` signs cookies, `webhook` stands in for a provider's token until one is set."""

    codes: bytes
    session: str
    webhook: str
    demo_password: str


def load(data: Path) -> Keys:
    """Read the keys, or make them. Two first starts at once end with one file: the loser reads the winner's."""
    # Citizens' words lie in this folder too: nobody else on the machine reads them.
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data / FILE
    if not path.exists():
        _make(path)
    kept = json.loads(path.read_text())
    return Keys(bytes.fromhex(kept["codes"]), kept["session"], kept["webhook"], kept["demo_password"])


def _make(path: Path) -> None:
    fresh = {
        "codes": secrets.token_hex(32),
        "session": secrets.token_urlsafe(32),
        "webhook": secrets.token_hex(16),
        "demo_password": "-".join(secrets.token_hex(2) for _ in range(3)),
    }
    draft = path.with_name(f"{FILE}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(fresh, file)
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
