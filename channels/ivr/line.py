"""Where a call stands: everything that the next address of a document must carry, for a call has no memory of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from channels.ivr import keys
from core.municipalities.model import Municipality

START = "/ivr/twilio"
TURN, RECORDED, DIALLED, LANGUAGE, CODE = (f"{START}/{one}" for one in ("turn", "recorded", "dialled", "language", "code"))
# Calls of ours that read an announcement.
TOLD, TOLD_STATUS = f"{START}/told", f"{START}/told/status"


@dataclass(frozen=True, slots=True)
class Line:
    """A town's side of a call. `turn` is the number of the turn that comes next, part of its id."""

    town: Municipality | None
    language: str
    turn: int = 0

    def url(self, path: str = TURN, offered: Mapping[str, str] | None = None, **more: str) -> str:
        """An address with where the call stands, the keys that are offered, and whatever else is given and not empty.

        `question`: which question is answered; `mode`: what is listened to; `command`: do this, whatever is pressed.
        """
        carried = {"turn": str(self.turn), "lang": self.language, "keys": keys.write(offered or {}), **more}
        return f"{path}?{urlencode({name: value for name, value in carried.items() if value})}"
