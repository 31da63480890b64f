"""Which rule fits a request, why the earlier ones did not, and where it goes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from core.greek import keys, search_key
from core.municipalities.model import Municipality
from core.routing.rules import Route, Rule, Rules
from core.staff.absences import present

_PHRASES = re.compile(r"[,;\n]")
# A word as it may be heard: its spelling, and its sounds in Greek and in Latin letters.
Sounds = frozenset[str]


class Why(StrEnum):
    """Why a rule fits or does not."""

    FITS = "fits"
    OFF = "off"
    SERVICE = "service"
    DISTRICT = "district"
    WORDS = "words"
    NO_DEPARTMENT = "no-department"


@dataclass(frozen=True)
class Case:
    """What a rule is asked about. `said` gives everything that was said, and is only called where a rule asks for words."""

    service: str
    department: str
    district: str
    said: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a case goes, the rule that says so (None where none fits), and what was found of each rule up to it.

    `instead_of` is the person that the rule names, where somebody else or nobody does their work today.
    """

    route: Route
    rule: Rule | None
    tried: tuple[tuple[Rule, Why], ...]
    instead_of: int | None = None


def decide(town: Municipality, rules: Rules, case: Case) -> Decision:
    """The first rule that fits, in their order; without one the request goes to its service's own department."""
    tried: list[tuple[Rule, Why]] = []
    heard: list[Sounds] | None = None
    for rule in rules.rules:
        why = _first_look(town, rule, case)
        if why is Why.FITS and rule.words:
            heard = _heard(case.said()) if heard is None else heard
            why = Why.FITS if _says(rule.words, heard) else Why.WORDS
        tried.append((rule, why))
        if why is Why.FITS:
            return _decided(rules, rule, case, tuple(tried))
    return Decision(Route(case.department), None, tuple(tried))


def _first_look(town: Municipality, rule: Rule, case: Case) -> Why:
    if not rule.active:
        return Why.OFF
    if rule.service and rule.service != case.service:
        return Why.SERVICE
    if rule.district and rule.district != case.district:
        return Why.DISTRICT
    if rule.department and town.department(rule.department) is None:
        return Why.NO_DEPARTMENT
    return Why.FITS


def _decided(rules: Rules, rule: Rule, case: Case, tried: tuple[tuple[Rule, Why], ...]) -> Decision:
    department = rule.department or case.department
    person = present(rule.person, rules.absent, rules.staff) if rule.person is not None else None
    if person is not None and not rules.staff[person].works_in(department):
        # Whoever stands in does not see this department: it waits in the department's pool.
        person = None
    return Decision(Route(department, person, rule.id), rule, tried, rule.person if person != rule.person else None)


def _says(phrases: str, heard: list[Sounds]) -> bool:
    return any(_stands_in(phrase, heard) for phrase in _phrases(phrases))


def _stands_in(phrase: tuple[tuple[Sounds, bool], ...], heard: list[Sounds]) -> bool:
    """Whether every word of a phrase was said, in whatever order."""
    return all(any(_same(word, begins, one) for one in heard) for word, begins in phrase)


def _same(word: Sounds, begins: bool, heard: Sounds) -> bool:
    if not begins:
        return not word.isdisjoint(heard)
    return any(sound.startswith(start) for sound in heard for start in word)


@lru_cache(maxsize=512)
def _phrases(text: str) -> tuple[tuple[tuple[Sounds, bool], ...], ...]:
    phrases = (tuple(_word(word) for word in phrase.split()) for phrase in _PHRASES.split(text))
    return tuple(tuple(part for part in phrase if part[0]) for phrase in phrases if any(part[0] for part in phrase))


def _word(word: str) -> tuple[Sounds, bool]:
    begins = word.endswith("*")
    return frozenset(sound for one in search_key(word).split() for sound in (one, *keys(one))), begins


def _heard(text: str) -> list[Sounds]:
    return [frozenset({word, *keys(word)}) for word in search_key(text).split()]


def reads_words(text: str) -> bool:
    """Whether there is any word in what somebody wrote as a rule's words."""
    return bool(_phrases(text))
