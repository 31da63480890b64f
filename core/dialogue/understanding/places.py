"""An address inside a message: «Καμένη λάμπα στην οδό Ασκληπιού 12» names «Ασκληπιού 12»."""

from collections.abc import Sequence

from core.dialogue.understanding.tokens import Token
from core.dialogue.understanding.vocabulary import PlaceWords

_MOST_TRAILING = 4


class Address:
    """Finds the run of words that names a place. `plain` are words that are description or talk, by position."""

    def __init__(self, words: Sequence[Token], plain: Sequence[bool], known: PlaceWords) -> None:
        self.words = words
        self.plain = plain
        self.known = known

    def span(self) -> range | None:
        """The positions of the address, or None where the message names no place."""
        return self.marked() or self._trailing()

    def marked(self) -> range | None:
        """The positions of an address that a word or a house number marks as one."""
        return self._announced() or self._numbered() or self._located()

    def _announced(self) -> range | None:
        for at, token in enumerate(self.words[:-1]):
            if _is(token, self.known.announcing):
                return self._run(at + 1)
        return None

    def _numbered(self) -> range | None:
        """A name followed by a house number, or as in English preceded by one."""
        for at, token in enumerate(self.words):
            if not token.is_number or len(token.folded) > 4:
                continue
            if at and self._is_number_word(at - 1):
                at -= 1
            start = at
            while start and self._names(start - 1):
                start -= 1
            if start < at:
                return self._run(self._with_kind(start))
            if at + 1 < len(self.words) and self._names(at + 1) and at == self._first_of(token):
                return self._run(at)
        return None

    def _located(self) -> range | None:
        for at, token in enumerate(self.words[:-1]):
            if _is(token, self.known.before):
                follows = at + 1
                if _is(self.words[follows], self.known.naming) and follows + 1 < len(self.words) and self._names(follows + 1):
                    return self._run(follows)
                if self._names(follows):
                    return self._run(follows)
        return None

    def _trailing(self) -> range | None:
        """Whatever is left after the description, if it is short and all names."""
        start = len(self.words)
        while start and (self._names(start - 1) or self._joins(start - 1)):
            start -= 1
        left = len(self.words) - start
        return self._run(start) if 0 < left <= _MOST_TRAILING and start and self.plain[start - 1] else None

    def _joins(self, at: int) -> bool:
        """Whether this is the «και» between two names, as of the streets at a corner."""
        between = 0 < at < len(self.words) - 1 and self._names(at - 1) and self._names(at + 1)
        return between and _is(self.words[at], self.known.joining)

    def _run(self, start: int) -> range | None:
        """From here on, as long as words name the place, number it or join its parts."""
        end = start
        while end < len(self.words) and (self._names(end) or self._goes_on(end, start)):
            end += 1
        while end > start and not (self._names(end - 1) or self.words[end - 1].is_number):
            if _is(self.words[end - 1], self.known.naming) and end - 1 > start:
                break
            end -= 1
        return range(start, end) if end > start else None

    def _goes_on(self, at: int, start: int) -> bool:
        token = self.words[at]
        if token.is_number or self._is_number_word(at) or _is(token, self.known.naming):
            return True
        following = at + 1 < len(self.words) and (self._names(at + 1) or self.words[at + 1].is_number)
        return at >= start and following and _is(token, self.known.joining)

    def _names(self, at: int) -> bool:
        token = self.words[at]
        return not (self.plain[at] or token.is_number or _is(token, self.known.general) or _is(token, self.known.before))

    def _with_kind(self, start: int) -> int:
        return start - 1 if start and _is(self.words[start - 1], self.known.naming) else start

    def _is_number_word(self, at: int) -> bool:
        return _is(self.words[at], self.known.number)

    def _first_of(self, token: Token) -> int:
        return self.words.index(token)


def _is(token: Token, known: frozenset[str]) -> bool:
    return token.folded in known or any(sound in known for sound in token.sounds)
