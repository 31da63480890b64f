from pathlib import Path

import pytest

from core.catalogue import SHIPPED, CatalogueError, catalogue_for, load
from core.dialogue.kinds import kinds
from core.dialogue.service import Condition, ServiceForm

GOOD = """version = 1
form = "report"
menu = "15"
department = "technical"

[title]
el = "Κούνιες"

[short]
el = "Κούνιες"

[description]
el = "Πείτε μας για χαλασμένες κούνιες."

[words]
el = ["κουνιες"]

[clock]
kind = "working"
days = 3
source = "Στόχος του δήμου"

[retention]
name = "reports"
source = "Πρόγραμμα του δήμου"

[[question]]
key = "sort"
kind = "choice"
ask = { el = "Τι έσπασε;" }
label = { el = "Τι" }
short = { el = "Τι έσπασε;" }
options = [
    { key = "swing", label = { el = "Κούνια" } },
    { key = "slide", label = { el = "Τσουλήθρα" } },
]

[[question]]
key = "count"
kind = "number"
least = 1
ask = { el = "Πόσες;" }
label = { el = "Πόσες" }
short = { el = "Πόσες;" }
when = { question = "sort", is = "swing" }
"""


def put(folder: Path, text: str, name: str = "swings.toml") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def complaints(folder: Path, text: str, name: str = "swings.toml") -> str:
    with pytest.raises(CatalogueError) as caught:
        load([put(folder, text, name)], kinds())
    return str(caught.value)


def test_a_greek_service_of_ones_own_loads(tmp_path: Path) -> None:
    service = load([put(tmp_path, GOOD)], kinds()).services["swings"]
    assert service.form is ServiceForm.REPORT
    assert [question.key for question in service.questions] == ["sort", "count"]
    assert service.questions[1].when == Condition("sort", ("swing",))
    assert service.questions[1].settings == {"least": 1}
    assert service.clock is not None
    assert service.clock.roll == "next-working-day"


OBJECTION = """
[objection]
el = "Ένσταση στο δημοτικό συμβούλιο μέσα σε 15 ημέρες."
source = "Κανονισμός του δήμου, άρθρο 9"
"""


def test_a_formal_service_may_say_how_to_object(tmp_path: Path) -> None:
    formal = GOOD.replace('form = "report"', 'form = "application"').replace("\n[clock]", f"{OBJECTION}\n[clock]")
    objection = load([put(tmp_path, formal)], kinds()).services["swings"].objection
    assert objection is not None
    assert objection.words.best("el")[0].startswith("Ένσταση")
    assert objection.source == "Κανονισμός του δήμου, άρθρο 9"
    assert '"source" is missing' in complaints(tmp_path, formal.replace('source = "Κανονισμός', 'origin = "Κανονισμός'))
    assert "only a formal service" in complaints(tmp_path, formal.replace('form = "application"', 'form = "report"'))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("version = 1", "version = 1\ncolour = 2", 'swings.toml:2: unknown key "colour"'),
        ('kind = "number"', 'kind = "numbr"', 'swings.toml:40: question "count": unknown kind "numbr"'),
        ('[title]\nel = "Κούνιες"', '[title]\nen = "Swings"', 'swings.toml:6: "title" has no wording in "el"'),
        ('is = "swing"', 'is = "rope"', 'swings.toml:45: question "count": when: "sort" cannot be answered "rope"'),
        ('question = "sort"', 'question = "count"', '"count" is not an earlier question'),
        ('menu = "15"', 'menu = "16"', 'swings.toml:3: menu number "16" must be two digits'),
        ('department = "technical"\n', "", 'swings.toml:1: "department" is missing'),
        ('form = "report"', 'form = "reports"', 'swings.toml:2: unknown form "reports"'),
        ('kind = "working"', 'kind = "weekly"', 'swings.toml:19: clock: unknown kind "weekly"'),
        ('source = "Στόχος του δήμου"', "", 'swings.toml:18: clock: "source" is missing'),
        ("days = 3", "days = 0", 'swings.toml:20: clock: "days" must be a whole number of at least 1'),
        ('name = "reports"', "", 'swings.toml:23: retention: "name" is missing'),
        ('"Κούνιες"\n\n[desc', '"Χαλασμένες παλιές κούνιες"\n\n[desc', 'swings.toml:10: "short" in "el" is 25'),
        ('key = "slide"', 'key = "swing"', 'swings.toml:35: question "sort": option "swing": offered twice'),
        ('key = "count"', 'key = "sort"', "asked twice"),
        ('short = { el = "Πόσες;" }', 'short = { el = "Πόσες;", xx = "?" }', 'unknown language "xx"'),
        ("least = 1", 'least = "one"', 'question "count": '),
        ("[words]", "[words", "swings.toml:15: not TOML in UTF-8"),
    ],
)
def test_each_mistake_is_told_with_file_and_line(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    assert old in GOOD
    assert complaint in complaints(tmp_path, GOOD.replace(old, new, 1))


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    told = complaints(tmp_path, GOOD.replace('menu = "15"', 'menu = "99"').replace('kind = "number"', 'kind = "x"'))
    assert len(told.splitlines()) == 2


def test_a_file_that_is_not_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "swings.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CatalogueError, match=r"swings\.toml:1: not TOML in UTF-8"):
        load([tmp_path], kinds())


def test_two_services_of_one_menu_number_clash_and_both_files_are_named(tmp_path: Path) -> None:
    put(tmp_path, GOOD)
    told = complaints(tmp_path, GOOD, "seesaws.toml")
    assert told == 'swings.toml:3: menu number "15" is already taken by seesaws.toml'


def test_a_later_folder_replaces_the_service_of_the_same_key(tmp_path: Path) -> None:
    first, second = put(tmp_path / "all", GOOD), put(tmp_path / "town", GOOD.replace("days = 3", "days = 9"))
    clock = load([first, second], kinds()).services["swings"].clock
    assert clock is not None
    assert clock.days == 9


def test_english_may_be_required(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match='"title" has no wording in "en"'):
        load([put(tmp_path, GOOD)], kinds(), languages=("el", "en"))


def test_a_towns_folder_adds_to_that_town_only(tmp_path: Path) -> None:
    put(tmp_path / "corfu", GOOD)
    assert "swings" in catalogue_for(tmp_path, "corfu").services
    assert "swings" not in catalogue_for(tmp_path, "trikala").services
    assert "street-light" in catalogue_for(tmp_path, "corfu").services


def test_a_folder_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="is not a folder"):
        catalogue_for(tmp_path / "nowhere", "corfu")


def test_a_town_may_not_take_the_menu_number_of_a_shipped_service(tmp_path: Path) -> None:
    folder = put(tmp_path, GOOD.replace('"15"', '"11"'))
    with pytest.raises(CatalogueError, match=r'menu number "11" is already taken by street-light\.toml'):
        load([SHIPPED, folder], kinds())
