"""Closing at the desk: something to show for the work, nothing lost on the way, and what the citizen says of it."""

import io

import pytest
from sqlalchemy import select

from core.bootstrap import Core
from core.dialogue.answers import Answer
from core.municipalities.model import Municipality
from core.requests import actions, dossier
from core.requests.tables import Attachment, Request
from tests.channels.desk.conftest import Desk, Opener, between
from tests.channels.web.pictures import SECRET, jpeg
from tests.filed import file_one

MENDED = "Η λάμπα άλλαξε."


@pytest.fixture
def path(core: Core, town: Municipality) -> str:
    return f"/desk/requests/{file_one(core, town).reference}"


def request_of(core: Core, town: Municipality, path: str) -> Request:
    with core.database.reading(town) as work:
        return dossier.one(work, path.rpartition("/")[2])


def papers(core: Core, town: Municipality) -> list[Attachment]:
    with core.database.reading(town) as work:
        return list(work.session.scalars(select(Attachment)))


def photo(content: bytes | None = None, name: str = "lamp.jpg") -> tuple[io.BytesIO, str]:
    return io.BytesIO(jpeg() if content is None else content), name


def carried(text: str) -> dict[str, str]:
    """What the page brings along unseen."""
    names = ("seen", "outcome", "words", "done", "kept_files")
    return {name: value for name in names if (value := between(text, f'name="{name}" value="', '"'))}


def test_a_report_is_not_done_without_a_note_or_a_photo(core: Core, town: Municipality, desk: Opener, path: str) -> None:
    answer = desk().act(path, "close", outcome="done", words=MENDED)
    assert answer.status_code == 422
    assert "Write what was done, or send a photo of the work." in answer.text
    assert MENDED in answer.text
    assert request_of(core, town, path).closed_at is None


def test_a_photo_is_stored_once_and_survives_the_look_at_the_notice(
    core: Core, town: Municipality, desk: Opener, path: str
) -> None:
    here = desk()
    preview = here.act(path, "close", outcome="done", words=MENDED, file=photo())
    assert preview.status_code == 200
    assert "lamp.jpg" in preview.text
    assert papers(core, town) == []

    # Once more to the form, to change the words.
    again = here.post(f"{path}/close", **carried(preview.text), sure="no")
    assert "What you sent is kept." in again.text
    fields = carried(again.text) | {"outcome": "done", "words": "Άλλαξε η λάμπα."}
    preview = here.post(f"{path}/close", **fields)
    assert here.post(f"{path}/close", **carried(preview.text), sure="yes").status_code == 303

    (paper,) = papers(core, town)
    assert (paper.request_id, paper.kind, paper.name) == (request_of(core, town, path).id, "work", "lamp.jpg")
    stored = core.storage.get(paper.storage_key)
    assert SECRET not in stored
    assert b"Telephone of Maria" not in stored
    shown = here.get(path).text
    assert "The work that was done" in shown
    assert "Photo of the work: lamp.jpg" in shown


def test_a_photo_is_kept_where_something_else_is_missing(core: Core, town: Municipality, desk: Opener, path: str) -> None:
    here = desk()
    answer = here.act(path, "close", outcome="done", words=" ", file=photo())
    assert answer.status_code == 422
    assert "What you sent is kept." in answer.text
    kept = carried(answer.text)
    assert here.post(f"{path}/close", **(kept | {"outcome": "done", "words": MENDED}), sure="yes").status_code == 303
    assert len(papers(core, town)) == 1


def test_what_is_no_photo_is_refused_and_the_words_stay(core: Core, town: Municipality, desk: Opener, path: str) -> None:
    answer = desk().act(path, "close", outcome="done", words=MENDED, done="New bulb.", file=photo(b"MZ not a picture", "x.exe"))
    assert answer.status_code == 422
    assert "is something else" in answer.text
    for kept in (MENDED, "New bulb.", 'value="done" checked'):
        assert kept in answer.text
    assert request_of(core, town, path).closed_at is None


def test_a_note_of_files_that_is_not_ours_brings_nothing(core: Core, town: Municipality, desk: Opener, path: str) -> None:
    answer = desk().act(path, "close", outcome="done", words=MENDED, kept_files="W10.forged", sure="yes")
    assert answer.status_code == 422
    assert papers(core, town) == []


def test_a_photo_kept_for_one_request_closes_no_other(core: Core, town: Municipality, desk: Opener, path: str) -> None:
    here, other = desk(), f"/desk/requests/{file_one(core, town).reference}"
    note = carried(here.act(path, "close", outcome="done", words=MENDED, file=photo()).text)["kept_files"]
    assert here.act(other, "close", outcome="done", words=MENDED, kept_files=note, sure="yes").status_code == 422


def test_what_is_withdrawn_meanwhile_is_not_closed_and_nothing_written_is_lost(
    core: Core, town: Municipality, desk: Opener, path: str
) -> None:
    here = desk()
    preview = here.act(path, "close", outcome="done", words=MENDED, done="New bulb.", file=photo())
    with core.database.work(town) as work:
        actions.withdraw(work, dossier.one(work, path.rpartition("/")[2]), actions.Actor("web"), core.clock.now())
    answer = here.post(f"{path}/close", **carried(preview.text), sure="yes")
    assert answer.status_code == 409
    assert MENDED in answer.text
    assert request_of(core, town, path).outcome == "withdrawn"
    assert papers(core, town) == []


def solved(here: Desk, path: str) -> str:
    return between(here.get(path).text, "<dt>Solved</dt><dd>", "</dd>")


def test_the_desk_shows_what_the_citizen_says(core: Core, town: Municipality, desk: Opener, path: str) -> None:
    here = desk()
    assert solved(here, path) == ""
    here.act(path, "close", outcome="done", words=MENDED, done="New bulb.", sure="yes")
    assert solved(here, path) == "not answered yet"
    assert "Notice, with the question whether it is solved by text message" in here.get(path).text

    def say(yes: bool) -> None:
        with core.database.work(town) as work:
            request = dossier.one(work, path.rpartition("/")[2])
            actions.answer_solved(work, request, actions.Actor("sms"), yes, core.clock.now(), "Still dark.")

    say(False)
    assert solved(here, path) == "no, says the citizen"
    assert "Still dark." in here.get(path).text
    here.act(path, "close", outcome="done", words=MENDED, done="New bulb.", sure="yes")
    say(True)
    assert solved(here, path) == "yes, says the citizen"


def test_a_formal_answer_shows_its_numbers(core: Core, town: Municipality, desk: Opener) -> None:
    filed = file_one(core, town, "document-access", answers={"name": Answer("Ελένη Παππά")})
    path, here = f"/desk/requests/{filed.reference}", desk(service="document-access")
    preview = here.act(path, "close", outcome="refused", words="Χωρίς έννομο συμφέρον.")
    assert "δίνεται κατά την αποστολή" in preview.text
    assert "2690/1999" in preview.text
    here.post(f"{path}/close", **carried(preview.text), sure="yes")
    shown = here.get(path).text
    assert "2026/000001" in shown
    assert "2026/000002" in shown


def test_a_keps_own_number_is_kept_with_an_application(core: Core, town: Municipality, desk: Opener) -> None:
    filed = file_one(core, town, "document-access", answers={"name": Answer("Ελένη Παππά")})
    path, here = f"/desk/requests/{filed.reference}", desk(service="document-access")
    refused = here.act(path, "external", external=" ", by="ΚΕΠ Τρικκαίων")
    assert refused.status_code == 422
    assert "ΚΕΠ Τρικκαίων" in refused.text
    assert "number is kept" in here.follow(here.act(path, "external", external="1234/2026", by="ΚΕΠ Τρικκαίων")).text
    assert "ΚΕΠ Τρικκαίων 1234/2026" in here.get(path).text
    assert "1234/2026" in here.get("/desk/protocol?q=κεπ").text


def test_who_was_told_by_a_person_answers_a_person(core: Core, town: Municipality, desk: Opener, path: str) -> None:
    here = desk()
    here.act(path, "close", outcome="done", words=MENDED, done="New bulb.", sure="yes")
    refused = here.act(path, "solved", words="Still dark.")
    assert refused.status_code == 422
    assert "Still dark." in refused.text
    assert "comes first" in here.follow(here.act(path, "solved", solved="no", words="Still dark.")).text
    back = request_of(core, town, path)
    assert (back.state, back.reopened, back.assigned_to) == ("in_progress", 1, here.account)
    assert here.act(path, "solved", solved="yes").status_code == 409
