from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.greek import keys, upper

SPELLINGS = [
    ("λάμπα", "lampa lamba laba LAMPA"),
    ("σκουπίδια", "skoupidia skoypidia skupidia SKOUPIDIA"),
    ("βοήθεια", "voitheia bohtheia voh8eia voithia"),
    ("κατάσταση", "katastash katastasi KATASTASH KATASTASI"),
    ("ψυγείο", "psygeio psigeio 4ygeio psugeio"),
    ("χάλασε", "xalase chalase halase khalase"),
    ("ξύλο", "ksilo xylo 3ulo xilo"),
    ("θέλω", "thelw thelo 8elw 9elo"),
    ("τηλέφωνο", "thlefwno tilefono thlefono"),
    ("δέντρο", "dentro dendro dedro"),
    ("αγκάθι", "agkathi aga8i aggathi"),
    ("αυτοκίνητο", "autokinhto aftokinito avtokinito aytokinito"),
    ("εγκαταλελειμμένο", "egkataleleimmeno egkataleleimeno egataleleimeno"),
    ("μηχανή", "mhxanh mixani michani"),
    ("δήμος", "dhmos dimos"),
    ("κήπος", "khpos kipos"),
    ("νερό", "nero NERO"),
    ("ευχαριστώ", "euxaristw efxaristo eucharisto"),
    ("πάντη", "panth panti padi"),
]
LETTERS = dict(zip("αβγδεζηικλμνοπρστυφ", "avgdezhiklmnoprstyf", strict=True))


@pytest.mark.parametrize(("greek", "spellings"), SPELLINGS)
def test_a_greek_word_and_its_greeklish_spellings_share_a_key(greek: str, spellings: str) -> None:
    for spelling in spellings.split():
        assert keys(greek)[0] in keys(spelling), spelling


@given(st.text(alphabet=list(LETTERS), min_size=1, max_size=12))
def test_letter_by_letter_greeklish_shares_the_key_of_the_greek_word(greek: str) -> None:
    assert keys(greek)[0] in keys("".join(LETTERS[letter] for letter in greek))


@given(st.text(alphabet="αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώ", min_size=1, max_size=15))
def test_capitals_sound_like_small_letters(word: str) -> None:
    assert keys(word) == keys(upper(word))


@given(st.text(min_size=1, max_size=20))
def test_any_word_has_a_few_keys_and_no_double_letters(word: str) -> None:
    found = keys(word)
    assert 1 <= len(found) <= 12
    assert all(a != b for key in found for a, b in pairwise(key))


def test_capitals_typed_on_the_other_keyboard_are_read_by_eye_too() -> None:
    assert keys("βροχή")[0] in keys("BPOXH")
    assert keys("μενού")[0] in keys("MENOY")
