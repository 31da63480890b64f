"""Days and hours as editors type them, on the town's own clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from core.errors import InvalidAnswer
from core.municipalities.model import Municipality
from core.text import _

# As a browser's own field sends it, and as people write where the browser has none.
_WRITTEN = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y, %H:%M", "%d.%m.%Y %H:%M", "%Y-%m-%d %H:%M")


def read_moment(town: Municipality, typed: str) -> datetime | None:
    """A moment, None where nothing was typed.

    Raises:
        InvalidAnswer: it is none.
    """
    typed = " ".join(typed.split())
    if not typed:
        return None
    for form in _WRITTEN:
        try:
            return datetime.strptime(typed, form).replace(tzinfo=ZoneInfo(town.zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    raise InvalidAnswer("moment", _("“{typed}” is no day and hour. Write it like 5/12/2026 09:00.", typed=typed))


def typed_moment(town: Municipality, moment: datetime | None) -> str:
    """A moment as a browser's own field takes it (HTML, local date and time)."""
    return f"{town.local(moment):%Y-%m-%dT%H:%M}" if moment is not None else ""
