"""What an update or the all-clear changes against the alert that it follows, and whether one language was forgotten."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.announcements.differences import Piece, pieces
from core.emergencies.areas import area_words, filled
from core.emergencies.events import PARTS
from core.emergencies.tables import Alert
from core.emergencies.vocabulary import endangers_life
from core.municipalities.model import Municipality
from core.text import Sentence, _

PART_NAMES: Mapping[str, Sentence] = {
    "headline": _("What has happened, in a line"),
    "description": _("What else is known"),
    "instruction": _("What people should do"),
}
# By the language that changed and the one that did not.
_SAYS: Mapping[tuple[str, str], Sentence] = {
    ("el", "en"): _("The Greek text changed, the English one did not. Check it."),
    ("en", "el"): _("The English text changed, the Greek one did not. Check it."),
}


@dataclass(frozen=True, slots=True)
class Changed:
    """One part of one language that differs, in pieces."""

    part: str
    language: str
    pieces: tuple[Piece, ...]

    @property
    def name(self) -> Sentence:
        return PART_NAMES[self.part]


def words(town: Municipality, before: Alert, after: Alert) -> list[Changed]:
    """The parts whose words differ, as people read them: with the area in its place."""
    found = []
    for language in dict.fromkeys([*before.texts, *after.texts]):
        old, new = before.texts.get(language, {}), after.texts.get(language, {})
        was, becomes = area_words(town, before, language), area_words(town, after, language)
        for part in PARTS:
            one, other = filled(old, part, was), filled(new, part, becomes)
            if one != other:
                found.append(Changed(part, language, tuple(pieces(one, other))))
    return found


def forgotten(town: Municipality, before: Alert, after: Alert) -> list[tuple[str, str]]:
    """Pairs of the town's languages, the first written anew and the second left as it was, so that they may contradict.

    A language that the alert was not written in is no such one: that is said of it anyway.
    """
    both = [one for one in town.languages if _written(before, one) and _written(after, one)]
    changed = {one for one in both if _words(before, one) != _words(after, one)}
    return [(one, other) for one in both for other in both if one in changed and other not in changed]


def warnings(town: Municipality, before: Alert, after: Alert) -> list[Sentence]:
    """What to tell whoever writes it and whoever lets it out."""
    other: Sentence = _("One language's text changed, another's did not. Check it.")
    return [_SAYS.get(pair, other) for pair in forgotten(town, before, after)]


def doubtful(town: Municipality, before: Alert, after: Alert) -> bool:
    """Whether somebody has to say that all languages say the same: life is, or was, in danger and one of them was forgotten."""
    danger = any(endangers_life(one.severity, one.urgency) for one in (before, after))
    return danger and bool(forgotten(town, before, after))


def _written(alert: Alert, language: str) -> bool:
    return bool(alert.texts.get(language, {}).get("headline", "").strip())


def _words(alert: Alert, language: str) -> tuple[str, ...]:
    return tuple(str(alert.texts[language].get(part, "")).strip() for part in PARTS)
