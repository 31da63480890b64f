"""From what speaks for each intent to what is done: begin, ask, or say that it was not understood."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.dialogue.understanding.evidence import Case

UNKNOWN = "unknown"
ELSEWHERE = "elsewhere"
OPERATOR = "operator"
# A score from which something is begun; the lead it needs over the next one, or how many times smaller its doubt must
# be; and the score worth asking about.
BEGIN = 0.6
LEAD = 0.12
DOUBT = 1.95
ASK = 0.3
# Above this a service is named by its own words, not by hints.
PLAIN = 0.7
_MOST_ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Understood:
    """`argument` holds the digits of a code or is empty; `alternatives` are intents to ask about, best first.

    `language` is "el" or "en", or "" for a message without words.
    """

    intent: str
    argument: str = ""
    confidence: float = 0.0
    language: str = ""
    alternatives: tuple[str, ...] = ()


def decide(found: Sequence[Case], language: str) -> Understood:
    """Begin the best case if it is good enough and clearly ahead, otherwise ask about the good ones."""
    elsewhere = next((case.score for case in found if case.owner == ELSEWHERE), 0.0)
    ours = _settle_stop([case for case in found if case.owner != ELSEWHERE and case.score > elsewhere])
    if not ours or ours[0].score < ASK:
        return Understood(UNKNOWN, "", 0.0, language)
    best = ours[0]
    rival = max(ours[1].score if len(ours) > 1 else 0.0, elsewhere)
    ahead = best.score - rival >= LEAD or 1 - rival >= DOUBT * (1 - best.score)
    if best.score >= BEGIN and not _two_matters(best, ours) and (ahead or _insists(best, ours)):
        return Understood(best.owner, "", round(best.score, 3), language)
    asked = tuple(case.owner for case in ours if case.score >= ASK)[:_MOST_ALTERNATIVES]
    return Understood(UNKNOWN, "", round(best.score, 3), language, asked)


def _settle_stop(ours: list[Case]) -> list[Case]:
    if any(_is_service(case) and case.score >= BEGIN for case in ours):
        # What is to stop is then the matter itself: «μη στέλνετε άλλο το απορριμματοφόρο τη νύχτα».
        return [case for case in ours if case.owner != "stop"]
    if any(case.owner == "stop" and case.score >= BEGIN for case in ours):
        # «Δεν θέλω να λαμβάνω» holds the words of «θέλω να λαμβάνω»: when in doubt, fewer messages.
        return [case for case in ours if case.owner not in ("start", "subscribe")]
    if any(case.owner == "start" and case.score >= BEGIN for case in ours):
        # Whoever wants our texts again has had them: that is START, which the same words without "again" are not.
        return [case for case in ours if case.owner != "subscribe"]
    return ours


def _two_matters(best: Case, ours: Sequence[Case]) -> bool:
    """Whether other words of the message name another service just as plainly, however strong the best one is."""
    others = [case for case in ours if case is not best and _is_service(case) and case.score > PLAIN]
    return _is_service(best) and any(not case.at & best.at for case in others)


def _insists(best: Case, ours: Sequence[Case]) -> bool:
    """Whoever asks for a person, or for a request's news, says why: that is no rival."""
    rivals = [case for case in ours if case.owner != best.owner and best.score - case.score < LEAD]
    return best.owner in (OPERATOR, "status") and all(_is_service(case) or case.owner == "help" for case in rivals)


def _is_service(case: Case) -> bool:
    return case.owner.startswith("service:")
