"""Which voice speaks a language: the municipality's own choice, else the provider's plainest that knows it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.municipalities.model import Municipality

DEFAULTS: Mapping[str, str] = {"el": "Google.el-GR-Standard-B", "en": "Google.en-GB-Standard-A"}
LOCALES: Mapping[str, str] = {"el": "el-GR", "en": "en-GB"}
_LOCALE = re.compile(r"[A-Za-z]+\.([a-z]{2,3}-[A-Z]{2})-")


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of the provider, with its locale. `marked` tells whether it obeys marks for speaking slowly (SSML)."""

    name: str
    locale: str

    @property
    def marked(self) -> bool:
        return "." in self.name and "Chirp" not in self.name


def spoken_languages(town: Municipality) -> tuple[str, ...]:
    """The town's languages that have a voice; the first one even without."""
    voiced = tuple(one for one in town.languages if one in town.voices or one in DEFAULTS)
    return voiced or town.languages[:1]


def voice_for(language: str, town: Municipality | None) -> Voice:
    """The voice for words of this language. Words of a language without any are read by the Greek voice."""
    name = (town.voices.get(language) if town else None) or DEFAULTS.get(language)
    if name is None:
        return voice_for("el", town)
    located = _LOCALE.match(name)
    return Voice(name, located[1] if located else LOCALES.get(language, LOCALES["el"]))
