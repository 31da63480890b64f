"""The protocol's book as people keep it: by hand, with another body's number, struck out, found, and read by the day."""

from datetime import UTC, datetime

import pytest

from core.bootstrap import Core
from core.dialogue.answers import Answer, Form
from core.errors import Conflict, InvalidAnswer, NotFound
from core.municipalities.model import Municipality
from core.requests import attachments, book, dossier, erasing
from core.requests.actions import Actor, set_external, withdraw
from core.requests.protocol import Direction, Entry, Number, Precision
from tests.filed import file_one
from tests.stopped import Stopped

MARIA = Actor("desk", 7)
APPLICANT = {"name": Answer("Ελένη Παππά")}
PAPER = Entry("Ερώτημα για το υδραγωγείο", party="Περιφέρεια Θεσσαλίας", external="4512", external_by="Περιφέρεια")


def add(core: Core, town: Municipality, entry: Entry = PAPER) -> Number:
    with core.database.work(town) as work:
        return book.add(work, entry, core.clock.now())


def found(
    core: Core, town: Municipality, words: str, departments: tuple[str, ...] = ("citizens",), year: int = 2026
) -> list[str]:
    with core.database.reading(town) as work:
        return [str(one.number) for one in book.search(work, words, year, departments)]


def test_papers_and_letters_share_one_row_of_numbers_with_applications(core: Core, town: Municipality) -> None:
    file_one(core, town, "document-access")
    first = add(core, town)
    letter = Entry("Απάντηση για το υδραγωγείο", Direction.OUT, "Περιφέρεια Θεσσαλίας", answers=first)
    assert (str(first), str(add(core, town, letter))) == ("2026/000002", "2026/000003")
    assert file_one(core, town, "document-access").protocol == "2026/000004"
    with core.database.reading(town) as work:
        lines = book.day(work, town.today(core.clock.now()))
    assert [one.entry.direction for one in lines] == ["in", "in", "out", "in"]
    assert str(lines[2].answers) == "2026/000002"


@pytest.mark.parametrize(
    ("entry", "blames"),
    [(Entry("", party="x"), "subject"), (Entry("x"), "party"), (Entry("x", party="y", external="1" * 301), "external")],
)
def test_an_entry_says_what_and_whose(core: Core, town: Municipality, entry: Entry, blames: str) -> None:
    with pytest.raises(InvalidAnswer, match=blames):
        add(core, town, entry)
    assert str(add(core, town)) == "2026/000001"


def test_it_refers_only_to_what_is_there(core: Core, town: Municipality) -> None:
    with pytest.raises(NotFound):
        add(core, town, Entry("Απάντηση", Direction.OUT, "Περιφέρεια", answers=Number("general", 2026, 9)))
    assert str(add(core, town)) == "2026/000001"


@pytest.mark.parametrize(("written", "read"), [("2026/000123", (2026, 123)), (" 2025 / 7 ", (2025, 7)), ("12", (2026, 12))])
def test_numbers_are_read_as_people_write_them(written: str, read: tuple[int, int]) -> None:
    number = book.read_number(written, 2026)
    assert number is not None
    assert (number.year, number.seq) == read


def test_an_entry_is_void_once_and_stays(core: Core, town: Municipality) -> None:
    add(core, town)
    with core.database.work(town) as work:
        book.void(work, 2026, 1, " Διπλή καταχώριση ", MARIA, core.clock.now())
    with pytest.raises(Conflict), core.database.work(town) as work:
        book.void(work, 2026, 1, "Ξανά", MARIA, core.clock.now())
    with pytest.raises(InvalidAnswer), core.database.work(town) as work:
        book.void(work, 2026, 1, "  ", MARIA, core.clock.now())
    with core.database.reading(town) as work:
        entry = book.one(work, 2026, 1)
    assert (entry.void_reason, entry.voided_by, entry.voided_at) == ("Διπλή καταχώριση", "staff:7", core.clock.now())
    assert str(add(core, town)) == "2026/000002"


@pytest.mark.parametrize("words", ["υδραγωγειο", "ΠΕΡΙΦΕΡΕΙΑ ερώτημα", "4512", "1", "2026/1", "περιφερει"])
def test_an_entry_is_found_by_its_words_in_any_spelling_and_by_numbers(core: Core, town: Municipality, words: str) -> None:
    add(core, town)
    add(core, town, Entry("Κάτι άλλο", party="Κάποιος"))
    assert "2026/000001" in found(core, town, words)


def test_names_are_found_by_those_only_who_may_see_the_request(core: Core, town: Municipality, other_town: Municipality) -> None:
    file_one(core, town, "document-access", answers=APPLICANT)
    file_one(core, other_town, "document-access", answers=APPLICANT)
    assert found(core, town, "παππα") == ["2026/000001"]
    assert found(core, town, "παππα", ("lighting",)) == []
    assert found(core, town, "παππα", year=2025) == []


def test_another_bodys_number_is_kept_and_found(core: Core, town: Municipality) -> None:
    filed, report = file_one(core, town, "document-access", answers=APPLICANT), file_one(core, town)
    with core.database.work(town) as work:
        set_external(work, dossier.one(work, filed.reference), MARIA, "1234/2026", "ΚΕΠ Τρικκαίων", core.clock.now())
    assert found(core, town, "κεπ 1234") == ["2026/000001"]
    with pytest.raises(InvalidAnswer), core.database.work(town) as work:
        set_external(work, dossier.one(work, filed.reference), MARIA, " ", "ΚΕΠ", core.clock.now())
    with pytest.raises(Conflict), core.database.work(town) as work:
        set_external(work, dossier.one(work, report.reference), MARIA, "1", "ΚΕΠ", core.clock.now())


def test_a_name_that_was_recorded_stands_in_the_book_once_it_is_written_down(core: Core, town: Municipality) -> None:
    filed = file_one(core, town, "document-access", answers={"name": Answer(None, Form.RECORDED)})
    now = core.clock.now()
    with core.database.work(town) as work:
        request = dossier.one(work, filed.reference)
        row = attachments.attach(work, None, "name", "recording", "audio/wav", now, storage_key="a.wav", request_id=filed.id)
        work.session.flush()
        paper = work.session.get_one(attachments.Attachment, (town.id, row))
        service = core.catalogue(town).get("document-access")
        attachments.write_down(work, request, MARIA, paper, "Ελένη Παππά", now, service)
    assert found(core, town, "ελενη") == ["2026/000001"]


def test_erasing_a_request_takes_its_sender_out_of_the_book(core: Core, town: Municipality) -> None:
    filed = file_one(core, town, "document-access", answers=APPLICANT)
    with core.database.work(town) as work:
        request = dossier.one(work, filed.reference)
        withdraw(work, request, Actor("web"), core.clock.now())
        erasing.erase(work, request, "retention", Actor("", system=True), core.clock.now())
    assert found(core, town, "παππα") == []
    with core.database.reading(town) as work:
        entry = book.one(work, 2026, 1)
    assert (entry.party, entry.subject, entry.precision) == ("", "Πρόσβαση σε δημόσια έγγραφα", Precision.PERSONAL)


def test_a_day_is_the_towns_own(core: Core, town: Municipality, clock: Stopped) -> None:
    clock.set(datetime(2026, 11, 24, 21, 59, tzinfo=UTC))
    add(core, town)
    clock.set(datetime(2026, 11, 24, 22, 0, tzinfo=UTC))
    add(core, town)
    with core.database.reading(town) as work:
        by_day = {on: [one.entry.seq for one in book.day(work, datetime(2026, 11, on, tzinfo=UTC).date())] for on in (23, 24, 25)}
        assert len(book.year(work, 2026)) == 2
    assert by_day == {23: [], 24: [1], 25: [2]}
