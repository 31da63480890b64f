from hypothesis import given
from hypothesis import strategies as st

from core.greek import fold, search_key, upper

GREEK = st.text(alphabet="αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏΪΫ ", max_size=30)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(GREEK)
def test_capitals_and_small_letters_fold_alike(text: str) -> None:
    assert fold(upper(text)) == fold(text)


@given(st.text())
def test_a_search_key_is_its_own_search_key(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


def test_accents_breathings_final_sigma_and_the_micro_sign_do_not_count() -> None:
    assert fold("Ὁδός") == fold("ΟΔΟΣ") == fold("οδός") == "οδοσ"
    assert fold("µ") == fold("Μ") == "μ"
    assert fold("ＡＢＣ") == "abc"


def test_capitals_lose_accents_but_keep_or_gain_dialytika() -> None:
    assert upper("δρόμος") == "ΔΡΟΜΟΣ"
    assert upper("Μαΐου") == "ΜΑΪΟΥ"
    assert upper("Μάιος") == "ΜΑΪΟΣ"
    assert upper("άυλος") == "ΑΫΛΟΣ"
    assert upper("πρωί") == "ΠΡΩΙ"


def test_a_lone_disjunctive_keeps_its_accent_in_capitals() -> None:
    assert upper("δρόμος ή πλατεία") == "ΔΡΟΜΟΣ Ή ΠΛΑΤΕΙΑ"


def test_a_search_key_ignores_accents_punctuation_and_mixed_alphabets() -> None:
    assert search_key("  Οδός «Καραϊσκάκη», 12 ") == search_key("ΟΔOΣ KΑΡΑΙΣΚΑΚΗ 12") == "οδοσ καραισκακη 12"
