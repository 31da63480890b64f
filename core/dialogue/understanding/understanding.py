"""What a citizen means by free text: an intent, its argument, and how sure that is."""

from collections.abc import Sequence

from core.catalogue.catalogue import Catalogue
from core.dialogue.understanding.codes import Code, find_code
from core.dialogue.understanding.decision import ASK, ELSEWHERE, OPERATOR, UNKNOWN, Understood, decide
from core.dialogue.understanding.evidence import Case, Surroundings, cases
from core.dialogue.understanding.language import language_of
from core.dialogue.understanding.matching import Reading, read
from core.dialogue.understanding.phrases import Index
from core.dialogue.understanding.places import Address
from core.dialogue.understanding.sources import own_phrases, service_phrases
from core.dialogue.understanding.subjects import subject
from core.dialogue.understanding.tokens import Token, composed, tokens
from core.dialogue.understanding.vocabulary import Vocabulary, vocabulary
from core.dialogue.understanding.wholes import Wholes

_LONGEST = 1000
# What names the news has so many words at the most («νέα του δήμου»); a topic may follow it.
_NAMING = 3
NEWS = "announcements"
# In so few words a bare hint («ψυγείο», «ένα σκυλί») can be all that is meant.
_BRIEF = 2


class Understanding:
    """Understands messages for one catalogue. Building takes milliseconds, understanding a fraction of one."""

    def __init__(self, catalogue: Catalogue, words: Vocabulary | None = None) -> None:
        self.catalogue = catalogue
        self.words = words or vocabulary()
        offered = list(service_phrases(catalogue))
        self._index = Index([*own_phrases(self.words), *offered])
        named = frozenset(word for each in offered for word in each.words())
        self._reserved = Wholes(self.words.reserved, named)
        self._unasked = Wholes(self.words.unasked, named)
        self._commands = Wholes(self.words.commands, named)

    def reserved(self, text: str) -> str | None:
        """The intent of a message that is, as a whole, a reserved word: obeyed before any dialogue state."""
        return self._reserved.find(tokens(text[:_LONGEST]))

    def command(self, text: str) -> str | None:
        """The command of a conversation under way that this whole message is: back, more, code, send, new, skip."""
        return self._commands.find(tokens(text[:_LONGEST]))

    def reads_as_opt_out(self, text: str) -> bool:
        """Whether a message clearly asks for no more messages. What else is stopped («τα φορτηγά») does not count."""
        found = self._cases(tokens(text[:_LONGEST]))
        return decide(found, "").intent == "stop"

    def understand(self, text: str) -> Understood:
        """What a message means where no question is open. In doubt it is "unknown", with alternatives to ask about."""
        words = tokens(text[:_LONGEST])
        language = language_of(words, self.words, self._index)
        whole = self._reserved.find(words) or self._unasked.find(words)
        if whole:
            return Understood(whole, "", 1.0, language)
        if about := self._news_about(words):
            return Understood(NEWS, about, 1.0, language)
        code = find_code(text[:_LONGEST])
        if code is not None and (meant := self._with_code(code)):
            return Understood(meant, code.digits, 1.0 if not code.rest else 0.95, language)
        service = self.catalogue.by_menu(words[0].folded) if len(words) == 1 else None
        if service is not None:
            return Understood(f"service:{service.key}", "", 1.0, language)
        said = [token for token in words if not self._in(token, self.words.courtesy)]
        if len(said) < len(words) and (whole := self._reserved.find(said)):
            return Understood(whole, "", 0.9, language)
        if command := self._commands.find(words):
            # Whoever asks to be called wants a person; the other commands mean nothing where no conversation is open.
            return Understood(OPERATOR if command == "call-back" else UNKNOWN, "", 0.9, language)
        return decide(self._cases(words, language), language)

    def _news_about(self, words: Sequence[Token]) -> str:
        """The topic of a message that is the word for news and a topic's name or number after it; "" for any other."""
        if _among(words, self.words.trouble):
            # «Νέα βλάβη στο νερό» is a new one.
            return ""
        common = self.words.common["el"] | self.words.common["en"]
        heads = (at for at in range(min(_NAMING, len(words) - 1), 0, -1) if self._reserved.find(words[:at]) == NEWS)
        return next((about for at in heads if (about := subject(words[at:], common))), "")

    def says_yes(self, text: str) -> bool:
        """Whether a message is a yes and nothing else, also where the provider takes it for its START."""
        words = tokens(text[:_LONGEST])
        return self._commands.find(words) == "send" or self._unasked.find(words) == "start" or text.strip() == "1"

    def language(self, text: str) -> str:
        """The language of a message, "el" or "en"; "" for one without words."""
        return language_of(tokens(text[:_LONGEST]), self.words, self._index)

    def only_thanks(self, text: str) -> bool:
        """Whether a message only thanks or wishes («οκ ευχαριστώ»), and so asks for nothing."""
        words = tokens(text[:_LONGEST])
        thanking = [self._in(token, self.words.thanks) for token in words]
        return any(thanking) and all(
            thanks or self._in(token, self.words.courtesy) for thanks, token in zip(thanking, words, strict=True)
        )

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
        located = {at for at in range(1, len(words)) if self._is_located(words, common, at)}
        reading = read(self._index, words, common, located, language == "en")
        found = [
            match
            for match in reading.matches
            if match.phrase.owner != ELSEWHERE
            or match.phrase.certain
            or match.phrase.together
            or not all(self._is_landmark(words, at) for at in match.at)
        ]
        at = frozenset[int]().union(*(match.at for match in found))
        address = Address(words, [one in at or common[one] for one in range(len(words))], self.words.places)
        span = address.marked()
        content = frozenset(at for at, token in enumerate(words) if not (common[at] or token.is_number))
        around = Surroundings(
            content - set(span or ()),
            _among(words, self.words.trouble),
            _among(words, self.words.fitting | self.words.trouble),
            frozenset(last := _follows(common, address.span())),
            frozenset(last) if all(words[one].capital or common[one] for one in last) else frozenset(),
            span is not None,
            len(words) <= _BRIEF,
        )
        return cases(Reading(found, reading.belonging), around)

    def _is_landmark(self, words: Sequence[Token], at: int) -> bool:
        """Whether this word only says where: «έξω από το φαρμακείο» is no question about pharmacies."""
        return any(self._in(token, self.words.places.before) for token in words[max(0, at - 3) : at])

    def _is_located(self, words: Sequence[Token], common: Sequence[bool], at: int) -> bool:
        """Whether this word stands right after one that says where, articles apart («στη μέση του δρόμου»)."""
        for before in range(at - 1, max(-1, at - 4), -1):
            if self._in(words[before], self.words.places.locating):
                return True
            if not common[before] or words[before].is_number:
                return False
        return False

    def _common(self, words: Sequence[Token]) -> list[bool]:
        known = self.words.common["el"] | self.words.common["en"]
        return [self._in(token, known) for token in words]

    @staticmethod
    def _in(token: Token, known: frozenset[str]) -> bool:
        return token.folded in known or any(sound in known for sound in token.sounds)


def _follows(common: Sequence[bool], at: range | None) -> range:
    """These words if they follow right on what they tell the place of («κάδος Παύλου Μελά»), else none."""
    return at if at and at.start > 0 and not common[at.start - 1] else range(0)


def _among(words: Sequence[Token], stems: frozenset[str]) -> frozenset[int]:
    return frozenset(at for at, token in enumerate(words) if any(stem in stems for stem in token.stems))
