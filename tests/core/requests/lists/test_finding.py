"""Finding requests by numbers and by words, in whatever spelling, on both databases."""

import pytest
from sqlalchemy import insert, select

from core.bootstrap import Core
from core.dialogue.answers import Answer, Form
from core.errors import InvalidAnswer
from core.messages.outbox import Draft, post
from core.model import table_of
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.requests import actions, attachments
from core.requests.actions import Actor, claim, close
from core.requests.erasing import erase
from core.requests.lists import finding
from core.requests.lists.finding import Found
from core.requests.lists.wordindex import RequestWord
from core.requests.lists.wordsearch import Among
from core.requests.lists.wordwalks import LOOKED, RARE
from core.requests.moves import Outcome
from core.requests.tables import Attachment, Request
from tests.filed import LAMP, MOBILE, file_one

ANY = Among()
CLERK = Actor("desk", 7)
COMPLAINT = {
    "place": Answer({"text": "Πλατεία Ρήγα Φεραίου 3Α"}),
    "details": Answer("Μεγάλη λακκούβα μπροστά στο φαρμακείο του κ. Παπαδόπουλου"),
}


def search(core: Core, town: Municipality, words: str, among: Among = ANY, size: int = 50) -> Found:
    with core.database.reading(town) as work:
        return finding.find(work, words, among, core.clock.now(), size)


def ids(core: Core, town: Municipality, words: str, among: Among = ANY) -> list[int]:
    return [row.id for row in search(core, town, words, among).rows]


def test_a_request_is_found_by_reference_protocol_and_telephone(core: Core, town: Municipality) -> None:
    report = file_one(core, town, contact="+306912345678", tell_to="+306911111111")
    formal = file_one(core, town, "pavement-tables", contact="", tell_to="maria@example.gr", tell_by=Way.EMAIL)
    draft = Draft(Way.TEXT, "+306987654321", "…", "el", "notice", request_id=formal.id)
    with core.database.work(town) as work:
        post(work, draft, core.clock.now())
    one = report.reference
    for written in (one, f"{one[:3]} {one[3:6]}-{one[6:]}", f"{one[:6]} {one[6:]}", f" {one[0]} {one[1:]} "):
        assert ids(core, town, written) == [report.id], written
    year, seq = core.clock.now().year, int(formal.protocol[5:])
    for written in (f" {formal.protocol} ", f"{year}/{seq}", f"αρ. πρωτ. {year}/{seq}", f"{seq}/{year}"):
        assert ids(core, town, written) == [formal.id], written
    assert ids(core, town, "691 234 5678") == ids(core, town, "6911111111") == [report.id]
    assert ids(core, town, "+30 6987654321") == ids(core, town, "Maria@example.GR") == [formal.id]
    assert ids(core, town, "2026/999999") == []


@pytest.mark.parametrize(
    "words",
    [
        "λακκούβα", "ΛΑΚΚΟΥΒΑ", "λακουβα", "lakkouva", "lakouba", "φαρμακείο λακκούβα", "farmakeio lakkouva", "λακκ", "Ρηγα Φερ",
        "ρήγα φεραιου 3", "Riga Feraiou 3A", "pap", "papadopoulou", "ΠΑΠΑΔΟΠΟΥΛΟΥ", "Παπαδοπούλου", "φεραιο", "φαρμακε",
        "ρη\u0301γα", "του κ παπαδ", "plateia rhga", "πλατια ριγα",
    ],
)  # fmt: skip
def test_words_are_found_in_any_spelling_and_order(core: Core, town: Municipality, words: str) -> None:
    one, _other = file_one(core, town, "road-damage", answers=COMPLAINT), file_one(core, town)
    assert ids(core, town, words) == [one.id]


def test_greeklish_is_found_in_greek_and_in_greeklish(core: Core, town: Municipality) -> None:
    said = {"place": Answer({"text": "sthn odo Asklhpiou mprosta sto sxoleio, 8alassa"})}
    one = file_one(core, town, answers=said)
    for words in ("Ασκληπιού", "σχολείο", "θάλασσα", "asklipiou", "sxol", "sxoleio mprosta", "μπροστά στο σχολείο"):
        assert ids(core, town, words) == [one.id], words


def test_the_title_of_the_service_finds_its_requests_in_either_language(core: Core, town: Municipality) -> None:
    light, _waste = file_one(core, town), file_one(core, town, "waste")
    for words in ("οδοφωτισμού", "street light ασκλ", "βλαβη οδοφωτ", "vlavi odofwtismou"):
        assert ids(core, town, words) == [light.id], words


def test_codes_and_choices_are_not_words(core: Core, town: Municipality) -> None:
    file_one(core, town, answers={**LAMP, "afm": Answer("090000045")})
    with core.database.reading(town) as work:
        kept = set(work.execute(select(RequestWord.word)).scalars())
    assert not {"090000045", "out"} & kept
    assert {"asklipiu", "12"} <= kept


def test_what_has_one_of_the_words_only_is_not_found(core: Core, town: Municipality) -> None:
    older, newer = file_one(core, town), file_one(core, town)
    among = Among(("lighting",))
    assert ids(core, town, "12, ΑΣΚΛΗΠΙΟΥ", among) == [newer.id, older.id]
    for words in ("Ασκληπιού 13", "Ασκληπιού 1", "x" * 300, "Ασκληπιού λακκούβα", "κληπιού", "a%b", "ασκ_ηπιού"):
        assert ids(core, town, words, among) == [], words
    assert ids(core, town, "Ασκληπιού", Among(("cleaning",))) == ids(core, town, "Ασκληπιού", Among(())) == []


def test_closed_ones_are_found_unless_only_open_ones_are_wanted(core: Core, town: Municipality) -> None:
    one, other = file_one(core, town), file_one(core, town)
    with core.database.work(town) as work:
        request = work.session.get_one(Request, (town.id, one.id))
        claim(work, request, CLERK, core.clock.now())
        close(work, request, CLERK, actions.Closing(Outcome.DONE, "Έγινε.", done="Mended."), core.clock.now())
    assert ids(core, town, "ασκληπιού") == ids(core, town, MOBILE) == [other.id, one.id]
    assert ids(core, town, "ασκληπιού", Among(open_only=True)) == ids(core, town, MOBILE, Among(open_only=True)) == [other.id]


def test_what_a_clerk_writes_down_of_a_recording_is_found(core: Core, town: Municipality) -> None:
    one = file_one(core, town, answers={"place": Answer({"text": ""}, Form.RECORDED)})
    with core.database.work(town) as work:
        now = core.clock.now()
        made = attachments.attach(work, None, "place", "recording", "audio/wav", now, storage_key="k", request_id=one.id)
        request, row = work.session.get_one(Request, (town.id, one.id)), work.session.get_one(Attachment, (town.id, made))
        for words in ("Κονδύλη 5", "Κονδύλη 5, δίπλα στο πάρκο"):
            attachments.write_down(work, request, CLERK, row, words, now)
    assert ids(core, town, "παρκο κονδυλη 5") == [one.id]


def test_what_was_erased_is_found_by_nothing(core: Core, town: Municipality) -> None:
    one = file_one(core, town)
    with core.database.work(town) as work:
        request = work.session.get_one(Request, (town.id, one.id))
        claim(work, request, CLERK, core.clock.now())
        close(work, request, CLERK, actions.Closing(Outcome.DONE, "Έγινε.", done="Mended."), core.clock.now())
        erase(work, request, "retention: reports", CLERK, core.clock.now())
        assert work.execute(select(RequestWord.word)).all() == []
    assert ids(core, town, "ασκληπιού") == ids(core, town, MOBILE) == []


def test_more_than_a_page_is_read_page_by_page(core: Core, town: Municipality) -> None:
    made = [file_one(core, town).id for _each in range(7)]
    for words in ("asklipiou 12", MOBILE):
        found, before = [], None
        for size in (3, 3, 1):
            page = search(core, town, words, Among(before=before), 3)
            assert len(page.rows) == size
            found += [row.id for row in page.rows]
            before = page.next
        assert (found, before) == (made[::-1], None)


def common(core: Core, town: Municipality, number: int) -> list[int]:
    """So many requests with a common word; every hundredth has a rarer one. Gives the ids, the newest first."""
    one = file_one(core, town)
    with core.database.work(town) as work:
        row = dict(work.execute(select(table_of(Request)).where(Request.id == one.id)).one()._mapping)
        made = [one.id + 1 + each for each in range(number)]
        work.execute(insert(table_of(Request)), [row | {"id": each, "reference": f"copy {each}"} for each in made])
        words = [{"request_id": each, "word": "dromos"} for each in made]
        words += [{"request_id": each, "word": "skola"} for each in made[::100]]
        words += [{"request_id": made[0], "word": "plirostos"}]
        work.execute(insert(table_of(RequestWord)), words)
    return made[::-1]


def test_a_common_word_shows_the_newest_and_goes_on_to_the_oldest(core: Core, town: Municipality) -> None:
    made = common(core, town, LOOKED + RARE)
    for words in ("δρόμος", "δρομ"):
        assert ids(core, town, words) == made[:50]
    # One rare word beside it is looked up whole.
    assert ids(core, town, "δρόμος σχολα") == []
    assert ids(core, town, "δρόμος σκόλα") == made[99::100]
    assert ids(core, town, "σκολ δρόμος") == []
    # Two common ones: what is among the newest of them comes at once, and the rest when one goes on.
    with core.database.work(town) as work:
        both = [{"request_id": each, "word": "platis"} for each in made[:: LOOKED + RARE - 1]]
        work.execute(insert(table_of(RequestWord)), both)
        work.execute(insert(table_of(RequestWord)), [{"request_id": each, "word": "platisa"} for each in made])
    found, before, pages = [], None, 0
    while pages == 0 or before is not None:
        page = search(core, town, "δρόμος πλατισα", Among(("lighting",), before=before), 1000)
        found += [row.id for row in page.rows]
        before, pages = page.next, pages + 1
        assert len(page.rows) <= 1000
    assert found == made
    nowhere = search(core, town, "δρόμος", Among(("cleaning",)))
    assert (nowhere.rows, nowhere.next) == ((), made[LOOKED - 1])
    assert search(core, town, "δρόμος", Among(("cleaning",), before=nowhere.next)) == Found(())


def test_another_town_finds_none_of_it(core: Core, town: Municipality, other_town: Municipality) -> None:
    one = file_one(core, town)
    for words in (one.reference, "6912345678", "ασκληπιού"):
        assert ids(core, town, words) == [one.id]
        assert ids(core, other_town, words) == []


@pytest.mark.parametrize("words", ["", "12345", "2026/", "482913054", "% _", "😀" * 200, "\x00", "12", "…", "_" * 100_000])
def test_what_is_neither_a_number_we_know_nor_words_is_said_so(core: Core, town: Municipality, words: str) -> None:
    with pytest.raises(InvalidAnswer):
        search(core, town, words)


ODD = ["α" * 100_000, "hxuth" * 20_000, "a b c d e f g h i j k l m n", "ασκ\x00ληπ", "日本 語", "999999/999999999", "9@" * 40]


@pytest.mark.parametrize("words", ODD)
def test_words_that_nobody_means_find_nothing_and_break_nothing(core: Core, town: Municipality, words: str) -> None:
    file_one(core, town, "waste")
    assert ids(core, town, words, Among(("lighting",))) == []
