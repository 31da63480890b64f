"""What a visitor hands over at the counter: the sight of their identity document, papers on paper, papers scanned in."""

from io import BytesIO

import pytest
from PIL import Image

from core.bootstrap import Core
from core.errors import Unavailable
from core.municipalities.model import Municipality
from core.requests.pictures import LARGEST
from tests.channels.desk.conftest import Opener, between
from tests.channels.desk.serving import (
    LAMP,
    OUT,
    PDF,
    SHOP,
    TABLES,
    attached,
    bodies,
    events,
    form_of,
    requests,
    send,
    serve,
    upload,
)

PLAN, POLICE, CLEARANCE = "Τοπογραφικό διάγραμμα", "Γνώμη της αστυνομίας", "Δημοτική ενημερότητα"
SEEN = {"document": "identity-card", "last_three": "4 5 6"}


def test_identity_seen_on_the_same_page_lets_an_application_be_worked_at_once(
    core: Core, town: Municipality, desk: Opener
) -> None:
    here = desk(service="pavement-tables")
    receipt = serve(here, TABLES, SHOP | SEEN)
    one = requests(core, town)[0]
    assert one.state == "received"
    assert events(core, town) == ["filed", "identified"]
    assert bodies(core, town, "identity") == [{"document": "identity-card", "last_three": "456"}]
    assert "within 30 days" not in receipt


def test_without_identity_an_application_is_filed_all_the_same_and_waits(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk(service="pavement-tables")
    assert "30" in serve(here, TABLES, SHOP)
    assert requests(core, town)[0].state == "waiting_identity"
    path = f"/desk/requests/{requests(core, town)[0].reference}"
    here.post(f"{path}/identify", document="passport", last_three="789")
    assert requests(core, town)[0].state == "received"


def test_identity_may_be_noted_where_no_service_needs_it_and_moves_nothing(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk()
    serve(here, LAMP, OUT | SEEN)
    assert (requests(core, town)[0].state, events(core, town)) == ("received", ["filed", "identified"])


@pytest.mark.parametrize(
    ("fields", "blamed"), [({"document": "passport", "last_three": "12"}, "last_three"), ({"last_three": "123"}, "document")]
)
def test_half_a_document_is_asked_for_again_before_anything_is_filed(
    core: Core, town: Municipality, desk: Opener, fields: dict[str, str], blamed: str
) -> None:
    here = desk()
    sent = send(here, here.get(f"{LAMP}?new=1").text, **OUT | fields)
    assert sent.status_code == 422
    assert f'href="#{blamed}"' in sent.text
    assert f'id="{blamed}-error"' in sent.text
    assert requests(core, town) == []


def test_papers_that_were_ticked_are_noted_and_the_rest_is_still_to_be_brought(
    core: Core, town: Municipality, desk: Opener
) -> None:
    here = desk(service="pavement-tables")
    here.post("/desk/counter/-/visitor", language="en")
    receipt = serve(here, TABLES, SHOP | SEEN | {"paper": [PLAN, POLICE]})
    assert events(core, town) == ["filed", "identified", "papers"]
    assert bodies(core, town, "papers") == [{"received": [PLAN, POLICE], "missing": [CLEARANCE], "scans": []}]
    assert CLEARANCE in between(receipt, "Still to bring", "</ul>")
    assert POLICE in between(receipt, "Papers that we have", "</ul>")
    page = here.get(f"/desk/requests/{requests(core, town)[0].reference}").text
    assert CLEARANCE in between(page, "Still to bring", "</ul>")
    assert POLICE not in between(page, "Still to bring", "</ul>")


def test_a_paper_brought_later_is_ticked_on_the_requests_page(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk(service="pavement-tables")
    serve(here, TABLES, SHOP | SEEN | {"paper": [PLAN]})
    path = f"/desk/requests/{requests(core, town)[0].reference}"
    page = here.follow(here.act(path, "papers", paper=[PLAN, POLICE, CLEARANCE])).text
    assert "Still to bring" not in between(page, "dk-actions", "dk-history").partition("<details")[0]
    assert bodies(core, town, "papers")[-1]["missing"] == []
    # A wrong tick is taken back.
    here.act(path, "papers", paper=[PLAN])
    assert bodies(core, town, "papers")[-1]["missing"] == [POLICE, CLEARANCE]
    assert here.act(path, "papers", paper=[PLAN]).status_code == 422


def test_an_old_page_takes_no_tick_of_a_colleague_away(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk(service="pavement-tables")
    serve(here, TABLES, SHOP | SEEN)
    path = f"/desk/requests/{requests(core, town)[0].reference}"
    seen = between(here.get(path).text, 'name="seen" value="', '"')
    here.act(path, "papers", paper=[PLAN])
    here.post(f"{path}/papers", seen=seen, paper=[POLICE])
    assert bodies(core, town, "papers")[-1]["received"] == [PLAN, POLICE]


def test_scans_are_attached_each_to_its_paper_and_cleaned(core: Core, town: Municipality, desk: Opener) -> None:
    picture = BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0")
    here = desk(service="pavement-tables")
    files = {"q-plan-file": upload(), "scan-1": [upload(picture.getvalue(), "a.jpg"), upload(PDF, "b.pdf")]}
    serve(here, TABLES, SHOP | SEEN | files | {"scan-other": upload(PDF, "../x.pdf")})
    assert attached(core, town) == [
        ("file", "plan", "plan.pdf"),
        ("paper", POLICE, "a.jpg"),
        ("paper", POLICE, "b.pdf"),
        ("paper", "", "x.pdf"),
    ]
    said = bodies(core, town, "papers")[0]
    assert (said["received"], said["missing"], len(said["scans"])) == ([POLICE], [PLAN, CLEARANCE], 3)
    page = here.get(f"/desk/requests/{requests(core, town)[0].reference}").text
    # The plan came as the answer that asks for it.
    assert PLAN not in between(page, "Still to bring", "</ul>")
    assert f"Scanned: {POLICE}" in page


def test_scanning_on_the_requests_page_ticks_the_paper(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk(service="pavement-tables")
    serve(here, TABLES, SHOP | SEEN)
    path = f"/desk/requests/{requests(core, town)[0].reference}"
    here.act(path, "papers", **{"scan-2": upload(PDF, "clear.pdf")})
    assert attached(core, town) == [("paper", CLEARANCE, "clear.pdf")]
    assert bodies(core, town, "papers")[0]["received"] == [CLEARANCE]


@pytest.mark.parametrize(
    ("content", "words"), [(b"%PDF-" + b"x" * LARGEST, "larger than 10 MB"), (b"GIF89a.", "something else"), (b"", "empty")]
)
@pytest.mark.parametrize("field", ["q-photo-file", "scan-other"])
def test_a_file_that_we_do_not_take_is_named_and_what_was_typed_stays(
    core: Core, town: Municipality, desk: Opener, field: str, content: bytes, words: str
) -> None:
    here = desk()
    sent = send(here, here.get(f"{LAMP}?new=1").text, **OUT, **{field: upload(content, "scan.pdf")})
    assert sent.status_code == 422
    assert words in sent.text
    assert f'href="#{field.removesuffix("-file")}"' in sent.text
    assert form_of(sent.text).fields["q-place"] == "Ασκληπιού 12"
    assert requests(core, town) == []


def test_scans_need_not_be_chosen_again_after_a_wrong_answer(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk(service="pavement-tables")
    page = here.get(f"{TABLES}?new=1").text
    sent = send(here, page, **SHOP | {"q-afm": "1", "scan-1": upload(PDF, "opinion.pdf")})
    assert sent.status_code == 422
    assert "opinion.pdf" in sent.text
    here.follow(send(here, sent.text, **{"q-afm": "090000045"}))
    assert attached(core, town) == [("paper", POLICE, "opinion.pdf")]


def test_a_note_of_kept_scans_of_another_visitor_brings_nothing(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk(service="pavement-tables")
    page = here.get(f"{TABLES}?new=1").text
    sent = send(here, page, **SHOP | {"q-afm": "1", "scan-1": upload(PDF, "opinion.pdf")})
    kept = form_of(sent.text).fields["kept_scans"]
    here.post("/desk/counter/-/next")
    serve(here, TABLES, SHOP | {"kept_scans": kept})
    assert attached(core, town) == []


def test_a_page_with_papers_sent_twice_notes_them_once(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk(service="pavement-tables")
    form = form_of(here.get(f"{TABLES}?new=1").text)
    for _time in range(2):
        here.post(form.action, **form.fields | SHOP | SEEN | {"paper": [PLAN], "scan-other": upload()})
    assert events(core, town) == ["filed", "identified", "papers"]
    assert len(attached(core, town)) == 1


def test_what_was_handed_over_is_noted_by_the_same_page_where_it_broke_off_after_the_filing(
    core: Core, town: Municipality, desk: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_given: object) -> None:
        raise Unavailable("database", "down")

    here = desk(service="pavement-tables")
    form = form_of(here.get(f"{TABLES}?new=1").text)
    sent = form.fields | SHOP | SEEN | {"paper": [PLAN]}
    with monkeypatch.context() as broken:
        broken.setattr(type(core.conversing), "act", breaks)
        assert here.post(form.action, **sent).status_code == 503
    assert events(core, town) == ["filed"]
    assert here.post(form.action, **sent).status_code == 303
    assert events(core, town) == ["filed", "identified", "papers"]


def test_the_printed_receipt_says_everything_on_a4_and_on_a_roll(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk(service="pavement-tables")
    here.post("/desk/counter/-/visitor", language="en")
    serve(here, TABLES, SHOP | SEEN | {"paper": [POLICE]})
    one = requests(core, town)[0]
    page = here.get(f"{TABLES}/receipt?paper=roll").text
    paper = between(page, "<article", "</article>")
    assert "dk-receipt--roll" in paper
    for said in (one.protocol, "Permit for tables", "Καφέ Ληθαίος", "STATUS", "Receipt code", POLICE, CLEARANCE, "50 "):
        assert said in paper, said
    assert "data-print-now" in page
    # The paper chosen last is taken for the next receipt.
    assert "dk-receipt--roll" in here.get(f"{TABLES}/receipt").text
    assert "dk-receipt--a4" in here.get(f"{TABLES}/receipt?paper=a4").text


def test_papers_of_another_departments_request_are_not_noted(core: Core, town: Municipality, desk: Opener) -> None:
    serve(desk(service="pavement-tables"), TABLES, SHOP | SEEN)
    path = f"/desk/requests/{requests(core, town)[0].reference}"
    assert desk("vera", service="waste").post(f"{path}/papers", paper=[PLAN]).status_code == 404
    assert bodies(core, town, "papers") == []
