"""Greek in Latin letters by ELOT 743 (ISO 843, type 2). Never match people by it: passports differ."""

import re
import unicodedata

_LETTERS = dict(zip("αβγδεζηθικλμνξοπρσςτυφχψω", [
    "a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "s", "t", "y", "f",
    "ch", "ps", "o",
], strict=True))  # fmt: skip
_PAIRS = {"ου": "ou", "γγ": "ng", "γξ": "nx", "γχ": "nch"}
_VOICED = frozenset("αεηιουωβγδζλμνρ")
_WORD = re.compile(r"[^\W\d_]+")


def transliterate(text: str) -> str:
    """«Ευαγγελία Μπάμπη» → "Evangelia Bampi". What is not Greek stays as it is."""
    return _WORD.sub(lambda found: _word(found.group()), unicodedata.normalize("NFC", text))


def _word(word: str) -> str:
    letters = [_bare(letter) for letter in word]
    shouted = len(word) > 1 and word.isupper()
    latin, at = [], 0
    while at < len(word):
        taken, sound = _next(word, letters, at)
        if word[at].isupper():
            sound = sound.upper() if shouted else sound[:1].upper() + sound[1:]
        latin.append(sound)
        at += taken
    return "".join(latin)


def _next(word: str, letters: list[str], at: int) -> tuple[int, str]:
    """How many letters are taken at this place, and what they become."""
    pair = "".join(letters[at : at + 2])
    # An accent on the first vowel, or dialytika on the second, parts the two.
    joined = len(pair) == 2 and not (_marked(word[at]) or "\u0308" in unicodedata.normalize("NFD", word[at + 1]))
    if pair in ("αυ", "ευ", "ηυ") and joined:
        voiced = "".join(letters[at + 2 : at + 3]) in _VOICED and at + 2 < len(letters)
        return 2, _LETTERS[pair[0]] + ("v" if voiced else "f")
    if pair in _PAIRS and joined:
        return 2, _PAIRS[pair]
    if pair == "μπ":
        return 2, "b" if at == 0 or at + 2 == len(letters) else "mp"
    return 1, _LETTERS.get(letters[at], word[at])


def _bare(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0].lower()


def _marked(letter: str) -> bool:
    return len(unicodedata.normalize("NFD", letter)) > 1
