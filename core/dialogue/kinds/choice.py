"""One of a few answers that the service names."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from core.dialogue.answers import Answer, Form, Heard, Reply, Situation
from core.dialogue.kinds.base import Kind
from core.dialogue.kinds.number import NUMBER_WORDS
from core.dialogue.kinds.reading import require_ascii_digits, written, wrong_settings
from core.errors import InvalidAnswer
from core.greek import keys, search_key
from core.text import Many, Sentence, Wording, _

if TYPE_CHECKING:
    from core.dialogue.service import Option, Question

_ALIKE = 80.0
_MARGIN = 8.0
# Nobody names one of a few options at greater length.
_LONGEST = 300
# A word of an option inside a sentence says nothing when the sentence denies it.
_DENIALS = frozenset("δεν δε μην οχι ουτε χωρισ den de min oxi ohi oute xoris not no neither dont without".split())


class Choice(Kind):
    """One of the options, by its place in the list, its key, its label or its words. The value is the option's key."""

    name = "choice"
    ways = frozenset({Reply.PICK})

    def read(self, question: "Question", heard: Heard, situation: Situation) -> Answer:
        text = written(heard.words)[:_LONGEST]
        require_ascii_digits(text)
        # A page sends keys, a person says places; only an option whose key is a number makes that a difference.
        steps = (_by_key, _by_place) if heard.form is Form.PICKED else (_by_place, _by_key)
        for step in (*steps, _by_whole, _by_beginning, _by_word_inside, _by_likeness, _by_number_word):
            found = step(question.options, text)
            if len(found) == 1:
                return Answer(found[0].key, heard.form)
            if found:
                raise InvalidAnswer("ambiguous", _("That can mean several of these: {options}.", options=_named(found)))
        raise InvalidAnswer("not-an-option", _("Please choose one of these: {options}.", options=_named(question.options)))

    def show(self, question: "Question", answer: Answer) -> Sentence:
        # An option may have left the catalogue since; then its key is all that is known.
        return next((one.label for one in question.options if one.key == answer.value), str(answer.value))

    def example(self, question: "Question", situation: Situation) -> Sentence:
        return question.options[0].label

    def picks(self, question: "Question", situation: Situation) -> Mapping[str, Sentence]:
        return {one.key: one.label for one in question.options}

    def check(self, question: "Question") -> Sentence | None:
        if len(question.options) < 2:
            return _("a choice needs two options or more")
        names = [one.key for one in question.options]
        if doubled := sorted({key for key in names if names.count(key) > 1}):
            return _("two options have the key {key}", key=doubled[0])
        if any(not key.strip() or not _words(one) for key, one in zip(names, question.options, strict=True)):
            return _("every option needs a key and a label")
        owners: dict[str, str] = {}
        for one in question.options:
            for word in _words(one):
                if owners.setdefault(word, one.key) != one.key:
                    return _("two options share the word {word}", word=word)
        return wrong_settings(question)


def _words(option: "Option") -> list[str]:
    """Everything by which an option is called, as search keys: «Σβηστή λάμπα» is «σβηστη λαμπα»."""
    written = option.label.languages.values() if isinstance(option.label, Wording) else ()
    called = (search_key(text) for text in (*written, *option.words))
    return [words for words in dict.fromkeys(called) if words]


def _named(options: Iterable["Option"]) -> Many:
    labels: tuple[Sentence, ...] = tuple(one.label for one in options)
    return Many(labels, by=", ")


def _by_place(options: Sequence["Option"], text: str) -> list["Option"]:
    number = re.sub(r"(?<=[0-9])(?:η|ο|st|nd|rd|th)$", "", text.strip(" .)(#"))
    if number.isascii() and number.isdigit() and len(number) < 4 and 1 <= int(number) <= len(options):
        return [options[int(number) - 1]]
    return []


def _by_key(options: Sequence["Option"], text: str) -> list["Option"]:
    return [one for one in options if one.key.casefold() == text.casefold()]


def _by_whole(options: Sequence["Option"], text: str) -> list["Option"]:
    """Written the same, or else sounding the same."""
    said = search_key(text)
    same = [one for one in options if said in _words(one)]
    sounds = _sounds(said)
    return same or [one for one in options if said and any(_sound_same(sounds, words) for words in _words(one))]


def _by_beginning(options: Sequence["Option"], text: str) -> list["Option"]:
    said = search_key(text)
    if len(said) < 2:
        return []
    sounds = [sound for sound in keys(said) if len(sound) > 1] if " " not in said else []
    return [one for one in options if any(_begins(words, said, sounds) for words in _words(one))]


def _by_word_inside(options: Sequence["Option"], text: str) -> list["Option"]:
    """Called by all the words of a label or word list somewhere in a sentence."""
    said = search_key(text).split()
    if _DENIALS.intersection(said):
        return []
    heard = {sound for word in said for sound in (word, *keys(word))}
    return [one for one in options if any(_all_heard(words, heard) for words in _words(one))]


def _by_likeness(options: Sequence["Option"], text: str) -> list["Option"]:
    """With a small typing error, if no other option is nearly as like."""
    said = search_key(text)
    if len(said) < 4 or _DENIALS.intersection(said.split()):
        return []
    scores = [max((_likeness(said, words) for words in _words(one)), default=0.0) for one in options]
    best = max(scores, default=0.0)
    if best < _ALIKE:
        return []
    return [one for one, score in zip(options, scores, strict=True) if score > best - _MARGIN]


def _by_number_word(options: Sequence["Option"], text: str) -> list["Option"]:
    """By its place said as a word, once no label has that word."""
    number = NUMBER_WORDS.exact(search_key(text))
    return [options[number - 1]] if number and number <= len(options) else []


def _sounds(words: str) -> list[tuple[str, ...]]:
    return [keys(word) for word in words.split()]


def _sound_same(sounds: list[tuple[str, ...]], words: str) -> bool:
    others = _sounds(words)
    return len(sounds) == len(others) and all(set(a) & set(b) for a, b in zip(sounds, others, strict=True))


def _begins(words: str, said: str, sounds: list[str]) -> bool:
    return words.startswith(said) or any(keys(words.split()[0])[0].startswith(sound) for sound in sounds)


def _all_heard(words: str, heard: set[str]) -> bool:
    return all(word in heard or keys(word)[0] in heard for word in words.split())


def _likeness(said: str, words: str) -> float:
    if len(words) < 4:
        return 0.0
    return max(fuzz.ratio(said, words), fuzz.ratio(_key(said), _key(words)))


def _key(words: str) -> str:
    return " ".join(keys(word)[0] for word in words.split())


CHOICE = Choice()
