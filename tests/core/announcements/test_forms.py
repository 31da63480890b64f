"""What each way makes of one text: whole, in its own manner, and honest about what is missing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.announcements import briefs, scripts
from core.announcements.areas import districts_of, read_area, told_in
from core.announcements.checking import doubtful, wrong
from core.announcements.differences import words
from core.announcements.files import Enclosure
from core.announcements.forms import form
from core.announcements.moments import read_moment, typed_moment
from core.announcements.reach import Reach
from core.announcements.written import Written, content, kept
from core.errors import InvalidAnswer
from core.messages.alphabet import segments
from core.municipalities import files
from core.municipalities.model import Municipality
from core.people.contact import Way

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
NINE = datetime(2026, 12, 5, 7, 0, tzinfo=UTC)
GREEK = {"title": "Διακοπή νερού", "body": "Κόστος 1.200 €, τηλ. 2431012345.", "short": "", "voice": ""}
ENGLISH = {"title": "No water", "body": "A main has burst.", "short": "", "voice": ""}


@pytest.fixture(scope="module")
def town() -> Municipality:
    return next(one for one in files.demonstration() if one.key == "trikala")


def cut(**changed: Any) -> Written:
    fields: dict[str, Any] = {
        "kind": "interruption",
        "texts": {"el": GREEK, "en": ENGLISH},
        "topics": 2,
        "districts": ("centre",),
        "ways": ("text", "call", "email"),
        "place": "Ασκληπιού 12",
        "begins_at": NINE,
        "ends_at": NINE + timedelta(hours=4),
    }
    return Written(**fields | changed)


def codes(town: Municipality, one: Written, **more: Any) -> set[tuple[str, str]]:
    return {(found.code, found.field) for found in wrong(town, one, NOW, **more)}


def test_a_text_says_town_what_where_when_and_how_to_go_on(town: Municipality) -> None:
    said = form(town, cut(), Way.TEXT, "el")[1]
    assert said == "Δ. Τρικκαίων: Διακοπή νερού. Ασκληπιού 12, 5/12 09:00-13:00. Περισσότερα: ΝΕΑ. Τέλος: ΣΤΟΠ"
    assert form(town, cut(), Way.TEXT, "en")[1] == (
        "Mun. Trikala: No water. Asklipiou 12, 5/12 09:00-13:00. More: NEWS. End: STOP"
    )
    own = cut(texts={"el": {**GREEK, "short": "Χωρίς νερό το Σάββατο!"}})
    assert form(town, own, Way.TEXT, "el")[1] == "Δ. Τρικκαίων: Χωρίς νερό το Σάββατο! Περισσότερα: ΝΕΑ. Τέλος: ΣΤΟΠ"


def test_a_text_is_never_cut_and_says_by_how_much_it_is_too_long(town: Municipality) -> None:
    fits = len(form(town, cut(), Way.TEXT, "el")[1])
    longer = "ω" * (201 - fits)
    just = cut(texts={"el": {**GREEK, "title": GREEK["title"] + longer}})
    said = form(town, just, Way.TEXT, "el")[1]
    assert (len(said), briefs.over(said), segments(said).count) == (201, 0, 3)
    over = cut(texts={"el": {**GREEK, "title": GREEK["title"] + longer + "ωω"}})
    assert briefs.over(form(town, over, Way.TEXT, "el")[1]) == 2
    found = next(one for one in wrong(town, over, NOW) if one.code == "text-too-long")
    assert (found.field, found.grave) == ("short-el", True)
    assert found.sentence.count == 2  # type: ignore[union-attr]
    assert not {code for code, _field in codes(town, cut(ways=("email",), texts=over.texts))} & {"text-too-long"}


def test_a_voice_says_numbers_dates_and_money_and_repeats_what_matters(town: Municipality) -> None:
    said = form(town, cut(), Way.CALL, "el")[1]
    assert "Κόστος 1200 ευρώ, τηλέφωνο 2 4 3, 1 0 1, 2 3 4 5." in said
    assert said.count("Σάββατο 5 Δεκεμβρίου 2026, από 9 έως 13.") == 2 and said.count("Διακοπή νερού.") == 2
    assert scripts.seconds(said) == -(-len(said) // 15)
    assert ("voice-too-long", "voice-el") in codes(town, cut(texts={"el": {**GREEK, "body": "Νερό. " * 200}}))
    assert codes(town, cut(texts={"el": {**GREEK, "body": "Νερό. " * 200, "voice": "Σύντομα."}})) == set()


def test_a_voice_reads_no_language_that_it_cannot(town: Municipality) -> None:
    said = form(town, cut(texts={"el": GREEK}), Way.CALL, "en")[1]
    assert said == (
        "Municipality of Trikala. A service is interrupted. Asklipiou 12. It concerns: Centre. "
        "Saturday 5 December 2026, from 9:00 to 13:00. The announcement is written in Greek only."
    )
    subject, letter = form(town, cut(texts={"el": GREEK}), Way.EMAIL, "en", site="https://t.gr", number=7)
    assert letter.startswith("There is no wording in your language. This announcement is written in Greek only.\n\nΔιακοπή νερού")
    assert "https://t.gr/news/7" in letter and "https://t.gr/news/preferences" in letter and "Where: Ασκληπιού 12" in letter
    assert subject == "Municipality of Trikala: Διακοπή νερού"


def test_danger_is_said_first_and_what_became_of_it_before_the_title(town: Municipality) -> None:
    alarm = cut(kind="emergency")
    assert form(town, alarm, Way.TEXT, "el")[1].startswith("Αν κινδυνεύει ζωή, καλέστε το 112. Δ. Τρικκαίων: ")
    assert form(town, alarm, Way.EMAIL, "en")[1].startswith("If life is in danger call 112.")
    assert "112" not in form(town, cut(kind="emergency", danger=False), Way.CALL, "el")[1]
    assert "Διόρθωση: Διακοπή νερού." in form(town, cut(), Way.CALL, "el", what="corrected")[1]
    gone = form(town, cut(), Way.TEXT, "en", what="withdrawn", why="The works are put off.")[1]
    assert "Withdrawn: No water." in gone and "The works are put off." in gone


def test_a_withdrawal_says_why_in_every_form_and_what_it_withdraws_only_by_its_title(town: Municipality) -> None:
    spoken = cut(texts={"el": {**GREEK, "short": "Χωρίς νερό! " * 9, "voice": "Το Σάββατο χωρίς νερό."}})
    told: dict[str, Any] = {"what": "withdrawn", "why": "Η διακοπή αναβάλλεται."}
    for one in (cut(), spoken):
        said = {way: form(town, one, way, "el", **told)[1] for way in (Way.TEXT, Way.CALL, Way.EMAIL)}
        assert said[Way.TEXT] == "Δ. Τρικκαίων: Ανακαλείται: Διακοπή νερού. Η διακοπή αναβάλλεται. Περισσότερα: ΝΕΑ. Τέλος: ΣΤΟΠ"
        assert said[Way.CALL] == "Δήμος Τρικκαίων. Ανακαλείται: Διακοπή νερού. Η διακοπή αναβάλλεται."
        assert "Η διακοπή αναβάλλεται." in said[Way.EMAIL] and "Κόστος" not in said[Way.EMAIL]
    foreign = form(town, spoken, Way.CALL, "en", **told)[1]
    assert foreign.endswith("I diakopi anavalletai.")


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"texts": {}}, ("title", "title-el")),
        ({"texts": {"el": {**GREEK, "body": ""}}}, ("body", "body-el")),
        ({"texts": {"el": GREEK, "en": {**ENGLISH, "title": ""}}}, ("title", "title-en")),
        ({"topics": 0}, ("topics", "topics")),
        ({"ends_at": NINE}, ("ends", "ends")),
        ({"kind": "event", "begins_at": None, "ends_at": None}, ("begins", "begins")),
        ({"publish_at": NOW}, ("publish", "publish")),
        ({"valid_until": NOW}, ("valid", "valid")),
        ({"valid_until": NINE - timedelta(hours=1)}, ("valid", "valid")),
        ({"publish_at": NINE, "valid_until": NINE}, ("valid", "valid")),
        ({"districts": ("atlantis",)}, ("district", "districts")),
    ],
)
def test_what_is_wrong_is_found_at_its_field(town: Municipality, changed: dict[str, Any], found: tuple[str, str]) -> None:
    assert codes(town, cut()) == set()
    assert found in codes(town, cut(**changed))


def test_a_picture_without_words_goes_no_further(town: Municipality) -> None:
    picture = Enclosure(1, "map.png", "", "image/png", 10, "k")
    assert codes(town, cut(), files=[picture]) == {("alt", "files")}


def test_an_area_is_told_where_it_touches(town: Municipality) -> None:
    # Across a district's border without a corner in it; within one; around one; beside all.
    assert districts_of(town, read_area("[[21.758,39.5571],[21.770,39.5571],[21.770,39.5573],[21.758,39.5573]]")) == (
        "centre", "varousi", "west",
    )  # fmt: skip
    # A strip right through two of them, with no corner of either in the other.
    assert districts_of(town, read_area("[[21.7,39.553],[21.8,39.553],[21.8,39.554],[21.7,39.554]]")) == ("centre", "west")
    assert districts_of(town, read_area("[[21.765,39.553],[21.766,39.553],[21.766,39.554]]")) == ("centre",)
    assert "west" in districts_of(town, read_area("[[21.7,39.5],[21.9,39.5],[21.9,39.6],[21.7,39.6]]"))
    assert told_in(town, ("south",), read_area("[[21.765,39.553],[21.766,39.553],[21.766,39.554]]")) == ("centre", "south")
    for rubbish in ("{", "[[1,2]]", '[["a","b"],[1,2],[3,4]]', "[[1,999],[2,3],[3,4]]", "[1,2,3]", "[[NaN,1],[2,2],[3,3]]"):
        with pytest.raises(InvalidAnswer):
            read_area(rubbish)
    with pytest.raises(InvalidAnswer, match="area"):
        told_in(town, (), read_area("[[1.0,1.0],[2.0,1.0],[2.0,2.0]]"))


def test_moments_are_the_towns_and_come_back_as_they_were_typed(town: Municipality) -> None:
    assert read_moment(town, "2026-12-05T09:00") == read_moment(town, " 5/12/2026 09:00 ") == NINE
    assert typed_moment(town, NINE) == "2026-12-05T09:00" and read_moment(town, "") is None
    with pytest.raises(InvalidAnswer):
        read_moment(town, "31/2/2026 09:00")


def test_a_version_keeps_what_was_said_and_shows_what_differs() -> None:
    first, second = cut(), cut(texts={"el": {**GREEK, "body": "Κόστος 1.300 €, τηλ. 2431012345."}, "en": ENGLISH})
    again = kept(content(first))
    assert (again.texts, again.begins_at, again.districts) == (first.texts, NINE, ("centre",))
    (changed,) = words(first, second)
    differing = [(piece.how, piece.words) for piece in changed.pieces if piece.how != "same"]
    assert differing == [("gone", "1.200 "), ("new", "1.300 ")]
    before, after = (cut(texts={"el": {**GREEK, "body": one}}) for one in ("Κρατήστε λίγο νερό", "Οι εργασίες αργούν"))
    assert "".join(piece.words for piece in words(before, after)[0].pieces) == "Κρατήστε λίγο νερό Οι εργασίες αργούν"


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"begins_at": NOW - timedelta(days=8), "ends_at": NOW - timedelta(days=7)}, {("past", "ends")}),
        ({"begins_at": NOW - timedelta(hours=1)}, {("begun", "begins")}),
        ({"begins_at": None, "ends_at": None}, {("no-time", "begins")}),
        ({"place": "", "districts": ()}, {("no-place", "place")}),
        ({"texts": {"el": {**GREEK, "body": "Άλλη ώρα."}, "en": ENGLISH}}, {("one-sided", "body-en")}),
        ({"texts": {"el": GREEK, "en": {**ENGLISH, "body": "Later."}}}, {("one-sided", "body-el")}),
        ({"texts": {"el": {**GREEK, "body": "Άλλη ώρα."}, "en": {**ENGLISH, "body": "Later."}}}, set()),
    ],
)
def test_what_may_be_meant_so_is_said(town: Municipality, changed: dict[str, Any], found: set[tuple[str, str]]) -> None:
    reached, more = Reach({("text", "el", ""): 3}), {"price", "no-subscriber"}
    told = list(doubtful(town, cut(**changed), reached, {"centre": 3}, NOW, cut()))
    assert {(one.code, one.field) for one in told if one.code not in more} == found and not any(one.grave for one in told)
