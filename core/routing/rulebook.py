"""The rules as filing asks them: a town's are read once and kept for some seconds, so that filing waits for no statement."""

import threading
import time
from dataclasses import dataclass
from datetime import date, datetime

from core.municipalities.districts import district_of
from core.ports import Work
from core.requests.filing import Submission, place_of
from core.routing.matching import Case, decide
from core.routing.rules import Route, Rules
from core.routing.store import rules_of
from core.staff.absences import away
from core.staff.colleagues import colleagues

# Another process may change a rule, or somebody's absence; it is seen within this many seconds.
FRESH_FOR = 10.0


@dataclass(frozen=True, slots=True)
class _Read:
    rules: Rules
    at: float
    day: date


class Rulebook:
    """Every town's rules. Ask it inside a unit of work: the one that finds them stale reads them anew."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read: dict[int, _Read] = {}

    def rules(self, work: Work, now: datetime) -> Rules:
        """The town's rules as of today, at most FRESH_FOR seconds old."""
        town, today = work.municipality, work.municipality.today(now)
        known = self._read.get(town.id)
        if known is not None and known.day == today and time.monotonic() - known.at < FRESH_FOR:
            return known.rules
        fresh = read(work, today)
        with self._lock:
            self._read[town.id] = _Read(fresh, time.monotonic(), today)
        return fresh

    def forget(self, town_id: int) -> None:
        """Read a town's rules anew the next time: they, the staff or an absence have just been changed here."""
        with self._lock:
            self._read.pop(town_id, None)

    def route(self, work: Work, what: Submission, now: datetime) -> Route | None:
        """Where a request goes that is about to be filed; None where the town has no rules."""
        rules = self.rules(work, now)
        if not rules.rules:
            return None
        return decide(work.municipality, rules, case_of(work, what)).route


def read(work: Work, today: date) -> Rules:
    """The town's rules as they are at this moment."""
    rules = rules_of(work)
    if not any(rule.person for rule in rules):
        return Rules(rules)
    return Rules(rules, colleagues(work), away(work, today))


def case_of(work: Work, what: Submission) -> Case:
    """What rules are asked of a request about to be filed."""
    place = place_of(what.service, what.answers)
    return Case(what.service.key, what.service.department, district_of(work.municipality, place), lambda: said(what))


def said(what: Submission) -> str:
    """Everything in a citizen's own words: what was picked or keyed is none of them."""
    words = [str(place_of(what.service, what.answers).get("text", ""))]
    for question in what.service.questions:
        answer = what.answers.get(question.key)
        if answer is not None and question.kind.name == "words" and isinstance(answer.value, str):
            words.append(answer.value)
    return " ".join(words)
