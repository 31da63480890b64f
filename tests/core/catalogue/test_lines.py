from core.catalogue.lines import scan

TEXT = '''version = 1
advice = """
key = "not one"
"""

[title]
el = "Τίτλος"

[[question]]
key = "place"
ask = { el = "Πού;" }

[[question]]
key = "kind"
options = [
    { key = "one", label = { el = "Ένα ]" } },
    { key = "two", label = { el = "Δύο" } },
]
when = { question = "place", is = "x" }
'''


def test_keys_and_tables_have_the_line_on_which_they_stand() -> None:
    lines = scan(TEXT)
    assert lines.at("version") == 1
    assert lines.at("title") == 6
    assert lines.at("title", "el") == 7


def test_each_table_of_an_array_has_its_own_lines() -> None:
    lines = scan(TEXT)
    assert lines.at("question", 0, "key") == 10
    assert lines.at("question", 1) == 13
    assert lines.at("question", 1, "when") == 19


def test_elements_of_an_array_over_several_lines_are_found() -> None:
    lines = scan(TEXT)
    assert lines.at("question", 1, "options", 0, "label") == 16
    assert lines.at("question", 1, "options", 1) == 17


def test_what_stands_inside_a_long_string_is_no_key() -> None:
    assert ("key",) not in scan(TEXT).found


def test_a_missing_key_falls_back_to_its_table_and_then_to_the_first_line() -> None:
    lines = scan(TEXT)
    assert lines.at("title", "en") == 6
    assert lines.at("clock", "days") == 1
