"""The Greek of the software's sentences is whole: nothing missing, nothing left over, every value in its place."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
GREEK = ROOT / "translations" / "el" / "LC_MESSAGES" / "thyrida.po"
# `{town}` in Python, `%(town)s` in templates.
VALUES = re.compile(r"\{[a-z_]*\}|%\([a-z_]+\)s")
WRONG_QUOTES = re.compile("[“”„]")
VOWEL = "(?:[αεο]ι|[αεο]υ|υι|[αεηιουωϊϋ])"
CONSONANTS = "[β-δζθκ-νξπ-τφ-ψ]*"
# One syllable, as far as its letters tell: «για», «ποιος», «τους».
ONE_SYLLABLE = re.compile(f"{CONSONANTS}(?:[οευ]?ι)?{VOWEL}{CONSONANTS}|{CONSONANTS}{VOWEL}?{CONSONANTS}")
LATIN_IN_GREEK_WORD = re.compile("[Α-ΩΆ-Ώα-ωά-ώ][A-Za-z]|[A-Za-z][Α-ΩΆ-Ώα-ωά-ώ]")

# As Babel holds it: one string, or one and many.
Source = str | tuple[str, ...] | list[str]


@cache
def sources() -> set[str | tuple[str, ...]]:
    """Every marked sentence of the code and the templates, as `make messages` finds them."""
    with (ROOT / "translations" / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    keywords = {**DEFAULT_KEYWORDS, **parse_keywords(["plural:1,2"])}
    found = extract_from_dir(str(ROOT), methods, options, keywords)
    return {source for _file, _line, source, _comments, _context in found}


@cache
def greek() -> Catalog:
    with GREEK.open("rb") as file:
        return read_po(file, locale="el")


def messages() -> list[Message]:
    return [message for message in greek() if message.id]


def strings(words: Source | None) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words or ())


def pairs() -> list[tuple[str, str]]:
    """Each Greek sentence beside the English that it stands for."""
    return [
        (source, said)
        for message in messages()
        for source, said in zip(strings(message.id), strings(message.string), strict=True)
    ]


def test_every_sentence_has_its_greek() -> None:
    translated = {message.id for message in messages() if message.string and all(strings(message.string))}
    assert not sorted(map(strings, sources() - translated)), "run `make messages`, then translate what is empty"


def test_no_greek_is_left_of_a_sentence_that_nobody_says() -> None:
    assert not sorted(map(strings, {message.id for message in messages()} - sources())), "run `make messages`"
    assert not greek().obsolete


def test_no_greek_is_a_guess() -> None:
    assert not [message.id for message in messages() if message.fuzzy]


def test_the_header_says_how_greek_counts() -> None:
    assert greek().num_plurals == 2
    assert greek().plural_expr == "(n != 1)"
    assert str(greek().locale) == "el"
    assert (greek().charset or "").lower() == "utf-8"


def test_a_sentence_that_counts_has_one_and_many() -> None:
    assert not [m.id for m in messages() if m.pluralizable and (len(strings(m.string)) != 2 or not all(strings(m.string)))]


def test_every_value_of_a_sentence_is_in_its_greek() -> None:
    assert not [(said, source) for source, said in pairs() if sorted(VALUES.findall(said)) != sorted(VALUES.findall(source))]


def test_no_sentence_was_left_in_english() -> None:
    same = [source for source, said in pairs() if said == source]
    # What is left without its values is punctuation.
    assert not [source for source in same if any(mark.isalpha() for mark in VALUES.sub("", source))]


@pytest.mark.parametrize("end", ["before", "after"])
def test_the_space_around_a_sentence_is_the_same(end: str) -> None:
    def space(words: str) -> str:
        return words[: len(words) - len(words.lstrip())] if end == "before" else words[len(words.rstrip()) :]

    assert not [said for source, said in pairs() if space(said) != space(source)]


def test_greek_sentences_are_quoted_as_greek_is() -> None:
    assert not [said for _source, said in pairs() if WRONG_QUOTES.search(said)]


def test_greek_words_have_greek_letters_only() -> None:
    assert not [said for _source, said in pairs() if LATIN_IN_GREEK_WORD.search(VALUES.sub(" ", said))]


def test_greek_words_of_several_syllables_have_an_accent() -> None:
    words = {word for _source, said in pairs() for word in re.findall(r"\b[Α-ΩΆ-Ώα-ωά-ώϊϋΐΰ]+", said)}
    bare = {word for word in words if not word.isupper() and not set(word) & set("άέήίόύώΐΰΆΈΉΊΌΎΏ")}
    assert not sorted(word for word in bare if not ONE_SYLLABLE.fullmatch(word.lower()))
