"""Ready answers: written, approved by another, offered, filled."""

from pathlib import Path

import pytest

from core.bootstrap import Core
from core.demonstration import WORDING
from core.errors import Conflict, InvalidAnswer, NotAllowed, NotFound
from core.municipalities.model import Municipality
from core.wording import canned, files, placeholders
from core.wording.canned import Written
from tests.stopped import Stopped

EDITOR, ELENI, SOFIA = 1, 2, 3
BOTH = {"el": "Για το {reference}.", "en": "About {reference}."}


def keep(core: Core, town: Municipality, clock: Stopped, answer: int = 0, author: int = EDITOR, **changed: object) -> int:
    written = Written(**{"title": "Πού;", "deed": "ask", "texts": BOTH, **changed})  # type: ignore[arg-type]
    with core.database.work(town) as work:
        return canned.keep(work, written, author, clock.now(), answer).id


def approve(core: Core, town: Municipality, clock: Stopped, answer: int, who: int) -> None:
    with core.database.work(town) as work:
        canned.approve(work, answer, who, clock.now())


def offered(core: Core, town: Municipality, service: str = "street-light") -> list[int]:
    with core.database.reading(town) as work:
        return [one.id for one in canned.offered(work, service)]


def test_an_answer_is_offered_once_another_has_approved_it(core: Core, town: Municipality, clock: Stopped) -> None:
    answer = keep(core, town, clock)
    assert offered(core, town) == []
    approve(core, town, clock, answer, ELENI)
    assert offered(core, town) == [answer]
    with pytest.raises(Conflict):
        approve(core, town, clock, answer, SOFIA)


def test_nobody_approves_what_they_wrote(core: Core, town: Municipality, clock: Stopped) -> None:
    answer = keep(core, town, clock, author=ELENI)
    with pytest.raises(NotAllowed):
        approve(core, town, clock, answer, ELENI)
    approve(core, town, clock, answer, SOFIA)


def test_what_is_changed_must_be_approved_anew_and_by_somebody_else_than_who_changed_it(
    core: Core, town: Municipality, clock: Stopped
) -> None:
    answer = keep(core, town, clock)
    approve(core, town, clock, answer, ELENI)
    assert keep(core, town, clock, answer, author=ELENI, title="Πού ακριβώς;") == answer
    assert offered(core, town) == []
    with pytest.raises(NotAllowed):
        approve(core, town, clock, answer, ELENI)


def test_answers_of_another_service_are_not_offered(core: Core, town: Municipality, clock: Stopped) -> None:
    own = keep(core, town, clock, service="tree")
    approve(core, town, clock, own, ELENI)
    assert (offered(core, town), offered(core, town, "tree")) == ([], [own])


def test_answers_of_another_town_are_not_there(core: Core, town: Municipality, other_town: Municipality, clock: Stopped) -> None:
    answer = keep(core, town, clock)
    with pytest.raises(NotFound):
        approve(core, other_town, clock, answer, ELENI)
    assert offered(core, other_town) == []


def test_what_was_taken_away_is_gone(core: Core, town: Municipality, clock: Stopped) -> None:
    answer = keep(core, town, clock)
    with core.database.work(town) as work:
        canned.remove(work, answer)
    with core.database.reading(town) as work:
        assert canned.every(work) == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"deed": "dance"}, "deed"),
        ({"outcome": "done"}, "outcome"),
        ({"deed": "close", "outcome": "splendid"}, "outcome"),
        ({"texts": {"en": "Only English."}}, "text-el"),
        ({"texts": {"el": "  "}}, "text-el"),
        ({"texts": {**BOTH, "fr": "Bonjour"}}, "text-fr"),
        ({"texts": {"el": "Για το {number}."}}, "text-el"),
        ({"texts": {"el": "Για το {reference."}}, "text-el"),
        ({"texts": {"el": "Για το reference}."}}, "text-el"),
        ({"texts": {"el": "Για το {}."}}, "text-el"),
        ({"texts": {**BOTH, "en": "x" * 2001}}, "text-en"),
    ],
)
def test_what_is_wrong_is_refused_with_its_field(
    core: Core, town: Municipality, clock: Stopped, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidAnswer) as refused:
        keep(core, town, clock, **changed)
    assert refused.value.code == field


def test_blanks_are_filled_and_one_without_a_value_stays_to_be_seen() -> None:
    words = "{reference}: {until}, {reference}"
    assert placeholders.fill(words, {"reference": "482", "until": ""}) == "482: {until}, 482"
    assert placeholders.missing(words, {"reference": "482", "until": ""}) == ["until"]


def test_the_file_that_comes_along_is_loaded_once(core: Core, town: Municipality, clock: Stopped) -> None:
    with core.database.work(town) as work:
        first = files.load(work, WORDING, clock.now())
    with core.database.work(town) as work:
        assert files.load(work, WORDING, clock.now()) == 0
        assert len(canned.every(work)) == first >= 6
        assert all(set(one.texts) == {"el", "en"} for one in canned.every(work))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[answer]", "answers.toml"),
        ('[[answer]]\ntitle = "a"\ncolour = "red"', "colour: no such field"),
        ("[[answer]]\ntitle = 1", "its fields are texts"),
        ('[[answer]]\ntitle = "a"\ndeed = "ask"\ntexts.el = "{wrong}"', "There is no blank"),
    ],
)
def test_a_wrong_file_adds_nothing_and_says_where(
    core: Core, town: Municipality, clock: Stopped, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "answers.toml"
    path.write_text('[[answer]]\ntitle = "good"\ndeed = "ask"\ntexts.el = "Καλή"\n' + text, "utf-8")
    with pytest.raises(files.WordingFileError, match=said), core.database.work(town) as work:
        files.load(work, path, clock.now())
    with core.database.reading(town) as work:
        assert canned.every(work) == []
