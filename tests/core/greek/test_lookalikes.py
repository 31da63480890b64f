from core.greek import as_greek, as_latin, fold, mend


def test_every_capital_twin_goes_both_ways() -> None:
    assert as_greek("ABEZHIKMNOPTYX") == "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ"
    assert as_latin("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ") == "ABEZHIKMNOPTYX"


def test_letters_without_a_twin_stay() -> None:
    assert as_latin("ΓΔΘΛΞΠΣΦΨΩ") == "ΓΔΘΛΞΠΣΦΨΩ"


def test_a_word_that_mixes_alphabets_becomes_greek() -> None:
    assert mend("ΣTOΠ") == "ΣΤΟΠ"
    assert fold(mend("BOHΘEIA")) == "βοηθεια"


def test_whole_latin_words_and_words_without_twins_stay() -> None:
    assert mend("STOP ΣΤΟΠ") == "STOP ΣΤΟΠ"
    assert mend("Σdf") == "Σdf"
