"""The ready wording: whatever happens, a text says all that is needed."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from core.emergencies.events import OTHER, events
from core.emergencies.forms import said
from core.messages.alphabet import segments
from core.municipalities import files

# As long as a town's address usually is.
SITE = "https://tilefono.trikalacity.gr"
UNTIL = datetime(2026, 9, 26, 20, 30, tzinfo=UTC)


def test_a_text_of_every_ready_event_ends_with_until_when_and_the_address() -> None:
    for town in files.demonstration():
        areas = [[one.key] for one in town.districts if len(one.name.best("el")[0]) <= 20] + [[]]
        for key, event in events().items():
            for language in town.languages:
                for districts in areas:
                    alert: Any = SimpleNamespace(
                        event=key, texts=event.texts, districts=districts, area=None, type="Alert", drill=False, contact="",
                        urgency=event.urgency, severity=event.severity, expires_at=UNTIL,
                    )  # fmt: skip
                    text = said(town, alert, language, SITE).text
                    assert text.endswith(f"23:30. {SITE}/emergency") and segments(text).count <= 3, text
                    assert event.texts[language]["instruction"] in text and (key == OTHER or ": " in text)
