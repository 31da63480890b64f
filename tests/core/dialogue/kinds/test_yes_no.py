from collections.abc import Callable
from typing import Any

import pytest

from core.dialogue.answers import Answer, Heard

YES = ["ναι", "Ναι.", "ΝΑΙ", "NAI", "nai", "ne", "yes", "Yes please", "y", "ok", "οκ", "εντάξει", "entaxei",
       "endaksi", "βεβαίως", "1",
       "ναι, παρακαλώ", "nai euxaristw", "συμφωνώ", "symfwno", "δέχομαι", "I agree", "true", "σωστά",
       "ν"]  # fmt: skip
NO = ["όχι", "οχι", "ΟΧΙ", "OXI", "oxi", "ohi", "ochi", "no", "No thanks", "nope", "2", "όχι ευχαριστώ",
      "δεν συμφωνώ", "den symfono",
      "διαφωνώ", "I do not agree", "I don't agree", "false"]  # fmt: skip
NEITHER = [("", "empty"), ("  ", "empty"), ("ίσως", "not-yes-or-no"), ("3", "not-yes-or-no"), ("ναι και όχι",
           "not-yes-or-no"),
           ("n", "not-yes-or-no"), ("ναι αλλά μόνο το πρωί", "not-yes-or-no"), ("δεν ξέρω", "not-yes-or-no"),
           ("١", "not-yes-or-no"),
           ("12", "not-yes-or-no"), ("not sure", "not-yes-or-no"), ("δεν είναι σωστό", "not-yes-or-no")]  # fmt: skip


@pytest.mark.parametrize("kind", ["yes-no", "consent"])
@pytest.mark.parametrize("words", YES)
def test_a_yes_is_understood(reads: Callable[..., Answer], kind: str, words: str) -> None:
    assert reads(kind, words).value is True


@pytest.mark.parametrize("words", NO)
def test_a_no_is_understood(reads: Callable[..., Answer], refuses: Callable[..., str], words: str) -> None:
    assert reads("yes-no", words).value is False
    assert refuses("consent", words) == "consent-needed"
    assert reads("consent", words, required=False).value is False


@pytest.mark.parametrize(("words", "code"), NEITHER)
def test_what_is_neither_is_refused(refuses: Callable[..., str], words: str, code: str) -> None:
    assert refuses("yes-no", words) == code
    assert refuses("consent", words) == code


def test_one_latin_n_is_a_no_in_english_only(reads: Callable[..., Answer]) -> None:
    assert reads("yes-no", "n", language="en").value is False


def test_every_offered_key_is_understood(question: Callable[..., Any], situation: Callable[..., Any]) -> None:

    for kind in ("yes-no", "consent"):
        asked = question(kind, required=False)
        picks = list(asked.kind.picks(asked, situation()))
        assert [asked.kind.read(asked, Heard(key), situation()).value for key in picks] == [True, False]
