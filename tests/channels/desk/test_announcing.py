"""Announcements at the desk: written by an editor, let out by a supervisor, and told in the form of each way."""

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from core.announcements import due
from core.announcements.kinds import Stage
from core.announcements.recalling import RECALL, Recalling
from core.announcements.tables import Announcement
from core.announcements.telling import TELL, Telling
from core.bootstrap import Core
from core.messages.delivery import Delivery
from core.messages.worker import Worker
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.staff.roles import Role
from tests.announced import subscribe
from tests.channels.desk.conftest import Desk, Opener, between
from tests.core.announcements.test_telling import Gateway
from tests.stopped import Stopped
from tests.templates.parsed import parse

HERE = "/desk/announcements"
CUT: Mapping[str, Any] = {
    "kind": "interruption",
    "title-el": "Διακοπή νερού",
    "body-el": "Λόγω βλάβης στον αγωγό. Τηλ. 24310 12345.",
    "title-en": "No water",
    "body-en": "A main has burst.",
    "topics": ["water"],
    "districts": ["centre"],
    "ways": ["text", "call", "email"],
    "place": "Ασκληπιού 12",
    "begins": "2026-11-17T09:00",
    "ends": "2026-11-17T13:00",
}


@pytest.fixture
def editor(desk: Opener) -> Desk:
    return desk("sofia", Role.EDITOR)


@pytest.fixture
def supervisor(desk: Opener) -> Desk:
    return desk("eleni", Role.SUPERVISOR)


def write(desk: Desk, **changed: Any) -> str:
    """Write a draft; gives the address of its page."""
    kept = desk.post(f"{HERE}/new", do="keep", **{**CUT, **changed})
    assert kept.status_code == 303, kept.text
    return str(kept.headers["Location"])


def act(desk: Desk, path: str, deed: str, **fields: Any) -> Any:
    """Press one of the buttons of an announcement's page, as somebody does who has just looked at it."""
    revision = between(desk.get(path).text, 'name="revision" value="', '"')
    return desk.post(f"{path}/{deed}", revision=revision, **fields)


def publish(editor: Desk, supervisor: Desk, path: str) -> str:
    assert act(editor, path, "submit").status_code == 303
    let_out = act(supervisor, path, "approve")
    assert let_out.status_code == 303, let_out.text
    return str(let_out.headers["Location"])


def row(core: Core, town: Municipality, path: str) -> Announcement:
    with core.database.reading(town) as work:
        return work.session.get_one(Announcement, (town.id, int(path.rpartition("/")[2])))


def delivered(core: Core) -> dict[str, str]:
    """What everybody gets once the worker has run: by address, the last thing that it was told."""
    gateway = Gateway()
    gateways = dict.fromkeys((Way.TEXT, Way.CALL, Way.EMAIL), (gateway,))
    delivery = Delivery(core.database, core.directory, core.clock, core.codes, gateways, gateway)
    jobs = {TELL: Telling(core.database, core.clock), RECALL: Recalling(core.database, core.clock)}
    Worker(core.database, core.directory, core.clock, delivery, jobs).drain()
    return {letter.to: letter.body for letter in gateway.sent}


def test_written_once_checked_by_a_second_person_and_told_in_each_form(
    core: Core, town: Municipality, editor: Desk, supervisor: Desk, desk: Opener
) -> None:
    subscribe(core, town, (Way.TEXT, "+306912345601"), district="centre")
    subscribe(core, town, (Way.CALL, "+302431012301"), district="centre", language="en")
    subscribe(core, town, (Way.EMAIL, "a@example.org"))
    subscribe(core, town, (Way.TEXT, "+306912345609"), district="south")
    author = desk("nikos", Role.SUPERVISOR)
    path = write(author)
    assert "3 subscribers would be told" in (shown := author.get(path).text)
    assert "cost: 0.31 € (assumed)" in shown, "two parts and a call, at usual prices"
    assert act(author, path, "submit").status_code == 303
    refused = act(author, path, "approve")
    assert refused.status_code == 403 and "You have written in this yourself" in refused.text
    assert editor.post(f"{path}/approve", revision=1).status_code == 403
    assert delivered(core) == {}
    page = supervisor.get(path).text
    assert f"{path}/take-back" not in page and f"{path}/take-back" in editor.get(path).text
    assert "Let it out" in page and "2 parts as a text message" in page
    assert act(supervisor, path, "approve").status_code == 303
    said = delivered(core)
    assert said["+306912345601"].startswith("Δ. Τρικκαίων: Διακοπή νερού. Ασκληπιού 12, 17/11 09:00-13:00.")
    assert said["+302431012301"].startswith(
        "Municipality of Trikala. No water. A main has burst. Asklipiou 12. It concerns: Centre. "
        "Tuesday 17 November 2026, from 9:00 to 13:00."
    )
    assert "/news/" + path.rpartition("/")[2] in said["a@example.org"] and "24310 12345" in said["a@example.org"]
    assert "+306912345609" not in said
    history = supervisor.get(path).text
    assert "Given to a second person" in history and "Nikos" in history and "Eleni" in history
    assert f"{path}/reach" in history


def test_everything_wrong_is_said_at_its_field_and_nothing_typed_is_lost(editor: Desk) -> None:
    answer = editor.post(f"{HERE}/new", do="keep", **{**CUT, "begins": "tomorrow at nine", "title-el": "", "title-en": ""})
    assert answer.status_code == 422
    assert "“tomorrow at nine” is no day and hour." in answer.text and 'href="#begins"' in answer.text
    assert 'value="tomorrow at nine"' in answer.text and "Λόγω βλάβης στον αγωγό." in answer.text
    shown = editor.post(
        f"{HERE}/new",
        do="show",
        **{**CUT, "ends": "2026-11-17T08:00", "publish": "2026-11-16T08:00", "title-el": "Διακοπή νερού " * 14, "topics": []},
    )
    assert shown.status_code == 200
    for sentence in (
        "It ends before it begins.",
        "16 November 2026, 08:00 is past." if "16 November 2026" in shown.text else "November 16, 2026, 08:00 is past.",
        "letters too long. Shorten the title, or write words for text messages.",
        "Choose at least one topic",
        "Title (Greek): write at most 120 characters.",
        "Choose a topic to see whom it reaches.",
    ):
        assert sentence in shown.text, sentence
    assert "Nobody has subscribed" not in shown.text and "has no subscriber of its own" not in shown.text
    assert "dk-findings" not in editor.get(f"{HERE}/new").text
    path = write(editor, publish="2026-11-16T08:00")
    refused = act(editor, path, "submit")
    assert refused.status_code == 422 and "is past. Choose a later moment" in refused.text


def test_two_editors_at_once_see_each_other_and_lose_nothing(core: Core, town: Municipality, editor: Desk, desk: Opener) -> None:
    path, other = write(editor), desk("anna", Role.EDITOR)
    mine, theirs = editor.get(f"{path}/edit").text, other.get(f"{path}/edit").text
    revision = between(mine, 'name="revision" value="', '"')
    assert revision == between(theirs, 'name="revision" value="', '"')
    other.post(f"{path}/edit", do="keep", revision=revision, **{**CUT, "place": "Όθωνος 3"})
    clash = editor.post(f"{path}/edit", do="keep", revision=revision, **{**CUT, "title-el": "Διακοπή νερού σήμερα"})
    assert clash.status_code == 409 and "A colleague has changed this meanwhile." in clash.text
    assert "<ins>" in clash.text and "Όθωνος 3" in clash.text and 'value="Διακοπή νερού σήμερα"' in clash.text
    assert row(core, town, path).place == "Όθωνος 3"
    again = between(clash.text, 'name="revision" value="', '"')
    assert editor.post(f"{path}/edit", do="keep", revision=again, **CUT).status_code == 303
    assert row(core, town, path).place == "Ασκληπιού 12"


def test_a_missing_language_is_counted_shown_and_said_in_its_form(
    core: Core, town: Municipality, editor: Desk, supervisor: Desk
) -> None:
    subscribe(core, town, (Way.TEXT, "+306912345602"), district="centre", language="en")
    path = write(editor, **{"title-en": "", "body-en": ""})
    page = editor.get(path).text
    assert "It is not written in “English”, the language of 1 who would be told" in page
    publish(editor, supervisor, path)
    assert delivered(core)["+306912345602"].startswith("Mun. Trikala: (in Greek only) Διακοπή νερού. Asklipiou 12,")


def test_a_schedule_waits_for_its_moment_and_what_is_over_ends(
    core: Core, town: Municipality, clock: Stopped, editor: Desk, supervisor: Desk
) -> None:
    subscribe(core, town, (Way.TEXT, "+306912345601"), district="centre")
    path = write(editor, publish="2026-11-17T07:00", valid="17/11/2026 14:00")
    publish(editor, supervisor, path)
    assert row(core, town, path).stage == Stage.SCHEDULED and due.run(core) == 0 and delivered(core) == {}
    clock.move(days=1)
    assert due.run(core) == 1 and due.run(core) == 0
    assert row(core, town, path).stage == Stage.PUBLISHED and len(delivered(core)) == 1
    clock.move(hours=5)
    assert due.run(core) == 1
    assert row(core, town, path).stage == Stage.EXPIRED


def test_a_correction_goes_through_a_second_person_and_is_marked(
    core: Core, town: Municipality, editor: Desk, supervisor: Desk
) -> None:
    subscribe(core, town, (Way.TEXT, "+306912345601"), district="centre")
    public = publish(editor, supervisor, write(editor))
    delivered(core)
    begun = act(editor, public, "correct")
    path = str(begun.headers["Location"]).removesuffix("/edit")
    assert act(editor, public, "correct").status_code == 409
    revision = between(editor.get(f"{path}/edit").text, 'name="revision" value="', '"')
    changed = {**CUT, "ends": "2026-11-17T15:00", "body-el": "Και άλλη βλάβη."}
    editor.post(f"{path}/edit", do="keep", revision=revision, tells_again="yes", **changed)
    act(editor, path, "submit")
    seen = supervisor.get(path).text
    assert "The text changed in “Greek”, and not in “English”. Check it." in seen
    assert "<del>November 17, 2026, 09:00-13:00</del> <ins>November 17, 2026, 09:00-15:00</ins>" in seen
    assert supervisor.follow(act(supervisor, path, "approve")).request.path == public
    assert delivered(core)["+306912345601"].startswith("Δ. Τρικκαίων: Διόρθωση: Διακοπή νερού. Ασκληπιού 12, 17/11 09:00-15:00.")
    page = supervisor.get(public).text
    assert "Version 2, corrected" in page and "Version 1, published" in page and supervisor.get(path).status_code == 404
    assert supervisor.post(f"{public}/withdraw", words="").status_code == 422
    long = act(supervisor, public, "withdraw", words="γιατί " * 40, tells="yes")
    assert long.status_code == 422 and "letters too long. Shorten the reason." in long.text and "γιατί γιατί" in long.text
    withdrawn = supervisor.follow(act(supervisor, public, "withdraw", words="Ακυρώθηκε η εργασία", tells="yes"))
    assert "It is withdrawn." in withdrawn.text and "Ακυρώθηκε η εργασία" in withdrawn.text
    assert delivered(core)["+306912345601"].startswith("Δ. Τρικκαίων: Ανακαλείται: Διακοπή νερού. Ακυρώθηκε η εργασία. ")
    page = supervisor.get(public).text
    assert "Ανακαλείται: Διακοπή νερού. Ακυρώθηκε η εργασία." in page
    assert "What went out" in page and "What goes out" not in page and "<dt>Withdrawn</dt>" in page and "<dt>Ended" not in page
    earlier = supervisor.get(f"/news/{public.rpartition('/')[2]}/versions/1").text
    assert "17 Νοεμβρίου 2026" in earlier and "13:00" in earlier and "Ασκληπιού 12" in earlier and "Κέντρο" in earlier
    assert "<strong>Ακυρώθηκε η εργασία</strong>" in supervisor.get(f"/news/{public.rpartition('/')[2]}").text


def test_what_is_sent_back_says_why_and_is_written_again(editor: Desk, supervisor: Desk) -> None:
    path = write(editor)
    act(editor, path, "submit")
    assert act(supervisor, path, "send-back", words="").status_code == 422
    act(supervisor, path, "send-back", words="Λείπει το τηλέφωνο")
    page = editor.get(path).text
    assert "Λείπει το τηλέφωνο" in page and "Give it to a second person" in page
    assert act(supervisor, path, "approve").status_code == 409
    copied = editor.follow(act(editor, path, "duplicate")).text
    assert 'value="Διακοπή νερού"' in copied and "2026-11-17T09:00" not in copied
    act(editor, path, "discard")
    assert editor.get(path).status_code == 404


def test_files_are_known_by_their_content_and_read_once_published(
    core: Core, town: Municipality, editor: Desk, supervisor: Desk, desk: Opener
) -> None:
    path, picture = write(editor), BytesIO()
    Image.new("RGB", (40, 30), "navy").save(picture, "JPEG")
    add = f"{path}/files"
    wrong = editor.post(add, file=(BytesIO(b"MZ\x90 a program"), "plan.pdf"), alt="")
    assert wrong.status_code == 422 and "plan.pdf” is something else" in wrong.text
    silent = editor.post(add, file=(BytesIO(picture.getvalue()), "map.jpg"), alt="")
    assert silent.status_code == 422 and "Say in words what “map.jpg” shows" in silent.text
    assert editor.post(add, file=(BytesIO(picture.getvalue()), "map.jpg"), alt="Ο χάρτης").status_code == 303
    assert editor.post(add, file=(BytesIO(b"%PDF-1.4 plan"), "σχέδιο 1.pdf")).status_code == 303
    page = editor.get(path).text
    ids = [part.partition('"')[0] for part in page.split('id="file-')[1:] if part[0].isdigit()]
    citizen = f"/news/{path.rpartition('/')[2]}/files/{ids[0]}/map.jpg"
    assert editor.get(f"{path}/files/{ids[0]}").mimetype == "image/jpeg" and editor.get(citizen).status_code == 404
    publish(editor, supervisor, path)
    served = editor.get(citizen)
    assert (served.status_code, served.mimetype) == (200, "image/jpeg") and "public" in served.headers["Cache-Control"]
    act(supervisor, path, "withdraw", words="λάθος")
    assert editor.get(citizen).status_code == 404


def test_a_drawn_area_is_told_in_the_districts_that_it_touches(core: Core, town: Municipality, editor: Desk) -> None:
    square = [[21.761, 39.556], [21.765, 39.556], [21.765, 39.559], [21.761, 39.559]]
    path = write(editor, districts=[], area=json.dumps(square))
    assert row(core, town, path).districts == ["centre", "varousi"] and row(core, town, path).area == square
    nowhere = editor.post(f"{HERE}/new", do="keep", **{**CUT, "districts": [], "area": "[[1.0,1.0],[2.0,1.0],[2.0,2.0]]"})
    assert nowhere.status_code == 422 and "The area touches no district" in nowhere.text


def test_who_was_signed_out_while_writing_finds_their_words_again(editor: Desk) -> None:
    editor.post("/desk/sign-out")
    editor.csrf = ""
    answer = editor.post(f"{HERE}/new", do="keep", **CUT)
    assert answer.status_code == 403 and "Λόγω βλάβης στον αγωγό." in answer.text and "A main has burst." in answer.text


def test_what_is_no_draft_any_more_is_kept_as_a_new_one(editor: Desk) -> None:
    path = write(editor)
    revision = between(editor.get(f"{path}/edit").text, 'name="revision" value="', '"')
    act(editor, path, "submit")
    late = editor.post(f"{path}/edit", do="keep", revision=revision, **{**CUT, "title-el": "Διακοπή νερού ξανά"})
    assert late.status_code == 409 and 'action="/desk/announcements/new"' in late.text and "Διακοπή νερού ξανά" in late.text


def test_pages_are_sound_and_lists_filter(editor: Desk, supervisor: Desk) -> None:
    path = write(editor)
    for address in (HERE, f"{HERE}/new", path, f"{path}/edit"):
        page = parse(editor.get(address).text)
        assert page.unbalanced == [] and len(page.ids) == len(set(page.ids)), address
    assert "No water" in editor.get(f"{HERE}?stage=draft&kind=interruption&q=διακοπη&mine=yes").text
    assert "No water" not in editor.get(f"{HERE}?stage=published").text
    assert "No water" not in supervisor.get(f"{HERE}?mine=yes").text
    fragment = editor.post(f"{HERE}/forms", **CUT).text
    assert "<html" not in fragment and 'data-count-of="short-el"' in fragment
