"""What a citizen means by free text: an intent, its argument, and how sure that is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.catalogue.catalogue import Catalogue
from core.dialogue.understanding.codes import Code, find_code
from core.dialogue.understanding.evidence import Case, cases, matches
from core.dialogue.understanding.language import language_of
from core.dialogue.understanding.phrases import Index, Phrase, phrase, shared
from core.dialogue.understanding.places import Address
from core.dialogue.understanding.tokens import Token, composed, tokens
from core.dialogue.understanding.vocabulary import Vocabulary, vocabulary
from core.dialogue.understanding.wholes import Wholes

UNKNOWN = "unknown"
ELSEWHERE = "elsewhere"
# A score from which something is begun; the lead it needs over the next one, or how many times smaller its doubt must
# be; and the score worth asking about.
BEGIN = 0.6
LEAD = 0.12
DOUBT = 1.95
ASK = 0.3
_MOST_ALTERNATIVES = 3
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Understood:
    """`argument` holds digits (of a reference or code) or is empty; `alternatives` are intents to ask about, best first.

    `language` is "el" or "en", or "" for a message without words.
    """

    intent: str
    argument: str = ""
    confidence: float = 0.0
    language: str = ""
    alternatives: tuple[str, ...] = ()


class Understanding:
    """Understands messages for one catalogue. Building it takes some milliseconds; understanding takes a fraction of one."""

    def __init__(self, catalogue: Catalogue, words: Vocabulary | None = None) -> None:
        self.catalogue = catalogue
        self.words = words or vocabulary()
        self._reserved = Wholes(self.words.reserved)
        self._unasked = Wholes(self.words.unasked)
        self._commands = Wholes(self.words.commands)
        self._index = Index([*_own_phrases(self.words), *_service_phrases(catalogue)])

    def reserved(self, text: str) -> str | None:
        """The intent of a message that is, as a whole, a reserved word: obeyed before any dialogue state."""
        return self._reserved.find(tokens(text[:_LONGEST]))

    def command(self, text: str) -> str | None:
        """The command of a conversation under way that this whole message is: back, more, code, send, new, skip."""
        return self._commands.find(tokens(text[:_LONGEST]))

    def reads_as_opt_out(self, text: str) -> bool:
        """Whether a message clearly asks for no more messages. What else is stopped («τα φορτηγά») does not count."""
        found = self._cases(tokens(text[:_LONGEST]))
        return bool(found) and found[0].owner == "stop" and found[0].score >= BEGIN

    def understand(self, text: str) -> Understood:
        """What a message means where no question is open. In doubt it is "unknown", with alternatives to ask about."""
        words = tokens(text[:_LONGEST])
        language = language_of(words, self.words, self._index)
        whole = self._reserved.find(words) or self._unasked.find(words)
        if whole:
            return Understood(whole, "", 1.0, language)
        code = find_code(text[:_LONGEST])
        if code is not None and (meant := self._with_code(code)):
            return Understood(meant, code.digits, 1.0 if not code.rest else 0.95, language)
        service = self.catalogue.by_menu(words[0].folded) if len(words) == 1 else None
        if service is not None:
            return Understood(f"service:{service.key}", "", 1.0, language)
        said = [token for token in words if not self._in(token, self.words.courtesy)]
        if len(said) < len(words) and (whole := self._reserved.find(said)):
            return Understood(whole, "", 0.9, language)
        return self._weigh(self._cases(words, language), language)

    def tail(self, text: str, service: str) -> str:
        """The address that a message names besides the service's words, in its own spelling; "" when it names none."""
        text = composed(text)
        words = tokens(text)
        common = self._common(words)
        owner = f"service:{service}"
        own = {at for at, token in enumerate(words) if self._index.speaks_for(owner, token, not common[at])}
        span = Address(words, [at in own or common[at] for at in range(len(words))], self.words.places).span()
        return text[words[span[0]].start : words[span[-1]].end] if span else ""

    def _with_code(self, code: Code) -> str | None:
        """The intent of a message with a code, if its other words agree with the code's kind or say nothing else."""
        rest = tokens(code.rest)
        if any(self._in(token, self.words.foreign) for token in rest):
            return None
        meant = self._reserved.find(rest)
        if meant is not None:
            return meant if meant == code.intent else None
        found = [case for case in self._cases(rest) if case.owner != ELSEWHERE and case.score >= ASK]
        if not found or found[0].owner == code.intent:
            return code.intent
        return None

    def _cases(self, words: Sequence[Token], language: str = "el") -> list[Case]:
        common = self._common(words)
        found = matches(self._index, words, common, language == "en")
        at = frozenset[int]().union(*(match.at for match in found))
        span = Address(words, [one in at or common[one] for one in range(len(words))], self.words.places).marked()
        content = {at for at, token in enumerate(words) if not (common[at] or token.is_number)} - set(span or ())
        trouble = {at for at, token in enumerate(words) if any(stem in self.words.trouble for stem in token.stems)}
        return cases(found, frozenset(content), frozenset(trouble))

    def _weigh(self, found: Sequence[Case], language: str) -> Understood:
        """Begin the best case if it is good enough and clearly ahead, otherwise ask about the good ones."""
        elsewhere = next((case.score for case in found if case.owner == ELSEWHERE), 0.0)
        ours = [case for case in found if case.owner != ELSEWHERE and case.score > elsewhere]
        if any(case.owner == "stop" and case.score >= BEGIN for case in ours):
            # «Δεν θέλω να λαμβάνω» holds the words of «θέλω να λαμβάνω»: when in doubt, fewer messages.
            ours = [case for case in ours if case.owner != "start"]
        if not ours or ours[0].score < ASK:
            return Understood(UNKNOWN, "", 0.0, language)
        best, second = ours[0], ours[1].score if len(ours) > 1 else 0.0
        rival = max(second, elsewhere)
        ahead = best.score - rival >= LEAD or 1 - rival >= DOUBT * (1 - best.score)
        if best.score >= BEGIN and (ahead or self._insists(best, ours)):
            return Understood(best.owner, "", round(best.score, 3), language)
        asked = tuple(case.owner for case in ours if case.score >= ASK)[:_MOST_ALTERNATIVES]
        return Understood(UNKNOWN, "", round(best.score, 3), language, asked)

    @staticmethod
    def _insists(best: Case, ours: Sequence[Case]) -> bool:
        """Whoever asks for a person, or for a request's news, names its subject too: that is no rival."""
        rivals = [case for case in ours if case.owner != best.owner and best.score - case.score < LEAD]
        return best.owner in ("operator", "status") and all(case.owner.startswith("service:") for case in rivals)

    def _common(self, words: Sequence[Token]) -> list[bool]:
        known = self.words.common["el"] | self.words.common["en"]
        return [self._in(token, known) for token in words]

    @staticmethod
    def _in(token: Token, known: frozenset[str]) -> bool:
        return token.folded in known or any(sound in known for sound in token.sounds)


def shared_words(catalogue: Catalogue) -> list[tuple[str, tuple[str, ...]]]:
    """Words (as stems) that speak for several services, each with the keys of those services."""
    found = shared(_service_phrases(catalogue))
    return [(stems, tuple(owner.removeprefix("service:") for owner in owners)) for stems, owners in found]


def _service_phrases(catalogue: Catalogue) -> Iterable[Phrase]:
    for service in catalogue.listed():
        for said in service.words.values():
            for words in said:
                yield phrase(f"service:{service.key}", words)


def _own_phrases(words: Vocabulary) -> Iterable[Phrase]:
    for intent, by_language in words.phrases.items():
        for said in by_language.values():
            for each in said:
                yield phrase(intent, each)
