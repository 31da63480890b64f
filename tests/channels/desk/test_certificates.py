"""A certificate at the desk: compared, issued, handed over, revoked; and only by who may."""

import re
from pathlib import Path

import pytest
from sqlalchemy import update
from stdnum import iso11649
from werkzeug.test import TestResponse

from core.adapters.registry import import_csv
from core.bootstrap import Core
from core.catalogue import Catalogue
from core.certificates import issuing
from core.dialogue.answers import Answer
from core.errors import Unavailable
from core.municipalities.model import Municipality
from core.ports import Registered
from core.staff.roles import Role
from core.staff.tables import Membership
from core.text import _
from tests.certified import AFM, ANSWERS, NAME, Hall, costing
from tests.channels.desk.conftest import Desk, Opener
from tests.filed import file_one


@pytest.fixture
def hall(core: Core, town: Municipality) -> Hall:
    return Hall(core, town)


@pytest.fixture
def signing(core: Core, town: Municipality, desk: Opener) -> Desk:
    """A clerk of citizens' service who signs."""
    made = desk("sofia", service="permanent-residence")
    with core.database.work(town) as work:
        work.execute(update(Membership).where(Membership.account_id == made.account).values(signs=True))
    return made


def identified(hall: Hall, **rest: object) -> str:
    """An application whose citizen was seen, in nobody's hands."""
    reference = hall.applied(**rest)  # type: ignore[arg-type]
    with hall.core.database.work(hall.town) as work:
        request = hall.request(work, reference)
        request.claimed_by = request.claimed_until = None
    return reference


def known(hall: Hall, tmp_path: Path, address: str = "Ασκληπιού 14, Τρίκαλα") -> None:
    file = tmp_path / "residents.csv"
    file.write_text(f"register;afm;as_of;name;address;since\nresidents;{AFM};2026-11-10;{NAME};{address};2010\n", "utf-8")
    assert import_csv(hall.core.database, hall.town, file, hall.now).kept == 1


def act(desk: Desk, reference: str, deed: str, **fields: object) -> TestResponse:
    path = f"/desk/requests/{reference}/certificate"
    seen = desk.get(path).text.partition('name="seen" value="')[2].partition('"')[0]
    return desk.post(path, deed=deed, seen=seen, **fields)


ISSUE = {"field-name": NAME, "field-afm": AFM, "field-address": "Ασκληπιού 14", "receive": "counter", "english": "yes"}


def test_application_and_register_stand_side_by_side(hall: Hall, signing: Desk, tmp_path: Path) -> None:
    reference = identified(hall)
    known(hall, tmp_path)
    page = signing.get(f"/desk/requests/{reference}/certificate").text
    assert len(re.findall(r">\s*differs\s*<", page)) == 1
    assert "Ασκληπιού 12, Τρίκαλα" in page
    # What the municipality knows is what the document would say.
    assert 'value="Ασκληπιού 14, Τρίκαλα"' in page
    assert f"/desk/requests/{reference}/certificate" in signing.get(f"/desk/requests/{reference}").text


def test_a_clerk_issues_and_the_job_seals(hall: Hall, signing: Desk) -> None:
    reference = identified(hall)
    response = act(signing, reference, "issue", **ISSUE)
    assert response.status_code == 303
    page = signing.get(f"/desk/requests/{reference}/certificate").text
    assert "2026/000002" in page
    assert "waiting for its seal" in page
    with hall.core.database.reading(hall.town) as work:
        made = issuing.of_request(work, hall.request(work, reference).id)[0]
    assert made.fields["address"] == "Ασκληπιού 14"
    hall.seal(made.id)
    page = signing.get(f"/desk/requests/{reference}/certificate").text
    assert "This document is valid" in page
    sealed = signing.get(f"/desk/certificates/{made.id}/file")
    assert sealed.data == hall.pdf(made.id)
    assert sealed.headers["Cache-Control"] == "no-store"


def test_a_difference_is_confirmed_first_and_nothing_typed_is_lost(hall: Hall, signing: Desk, tmp_path: Path) -> None:
    reference = identified(hall)
    known(hall, tmp_path)
    refused = act(signing, reference, "issue", differs="yes", **ISSUE | {"field-since": "από το 1999"})
    assert refused.status_code == 422
    assert 'value="από το 1999"' in refused.text
    assert act(signing, reference, "issue", differs="yes", sure="yes", **ISSUE).status_code == 303


def test_who_does_not_sign_reads_and_issues_nothing(hall: Hall, desk: Opener) -> None:
    reference = identified(hall)
    clerk = desk("nikos", service="permanent-residence")
    assert "right to sign" in clerk.get(f"/desk/requests/{reference}/certificate").text
    refused = act(clerk, reference, "issue", **ISSUE)
    assert refused.status_code == 422
    with hall.core.database.reading(hall.town) as work:
        assert issuing.of_request(work, hall.request(work, reference).id) == []


def test_another_departments_clerk_and_another_town_find_nothing(hall: Hall, desk: Opener, other_town: Municipality) -> None:
    made = hall.issued()
    reference = identified(hall)
    for other in (desk("lamps"), desk("far", role=Role.SUPERVISOR, at=other_town)):
        assert other.get(f"/desk/requests/{reference}/certificate").status_code == 404
        assert other.get(f"/desk/certificates/{made}/file").status_code == 404


def test_a_fault_report_has_no_certificate(hall: Hall, desk: Opener) -> None:
    reference = file_one(hall.core, hall.town).reference
    assert desk("lamps").get(f"/desk/requests/{reference}/certificate").status_code == 404


def test_two_clerks_at_once_issue_one(hall: Hall, signing: Desk) -> None:
    reference = identified(hall)
    path = f"/desk/requests/{reference}/certificate"
    seen = signing.get(path).text.partition('name="seen" value="')[2].partition('"')[0]
    assert signing.post(path, deed="issue", seen=seen, **ISSUE).status_code == 303
    assert signing.post(path, deed="issue", seen=seen, **ISSUE).status_code == 409
    with hall.core.database.reading(hall.town) as work:
        assert len(issuing.of_request(work, hall.request(work, reference).id)) == 1


def test_handing_over_revoking_and_issuing_anew(hall: Hall, signing: Desk) -> None:
    reference = identified(hall)
    act(signing, reference, "issue", **ISSUE)
    with hall.core.database.reading(hall.town) as work:
        made = issuing.of_request(work, hall.request(work, reference).id)[0].id
    hall.seal(made)
    assert act(signing, reference, "hand_over", certificate=made, document="passport", last_three="12").status_code == 422
    handed = act(signing, reference, "hand_over", certificate=made, document="passport", last_three="12A")
    assert handed.status_code == 303
    assert "handed over at the counter" in signing.get(f"/desk/requests/{reference}/certificate").text
    anew = act(
        signing, reference, "replace", certificate=made, reason="Λάθος αριθμός.", **ISSUE | {"field-address": "Ασκληπιού 16"}
    )
    assert anew.status_code == 303
    page = signing.get(f"/desk/requests/{reference}/certificate").text
    assert "This document was revoked" in page
    assert "2026/000003" in page


def test_a_register_that_is_down_is_told_and_the_clerk_goes_on(hall: Hall, signing: Desk) -> None:
    reference = identified(hall)

    class Down:
        def known(self, town: Municipality, register: str, afm: str) -> Registered | None:
            raise Unavailable("registry", _("The register does not answer now."))

    object.__setattr__(hall.core, "registry", Down())
    page = signing.get(f"/desk/requests/{reference}/certificate").text
    assert "The register does not answer now." in page
    assert 'value="Ασκληπιού 12, Τρίκαλα"' in page
    assert act(signing, reference, "issue", **ISSUE).status_code == 303


def test_an_address_sheet_for_the_post(hall: Hall, signing: Desk) -> None:
    reference = identified(hall, answers=ANSWERS | {"receive": Answer("post"), "post_address": Answer("Κύπρου 3, 42100 Τρίκαλα")})
    path = f"/desk/requests/{reference}/certificate"
    assert 'value="Κύπρου 3, 42100 Τρίκαλα"' in signing.get(path).text
    act(signing, reference, "issue", **ISSUE | {"receive": "post", "address": "Κύπρου 3, 42100 Τρίκαλα"})
    with hall.core.database.reading(hall.town) as work:
        made = issuing.of_request(work, hall.request(work, reference).id)[0].id
    hall.seal(made)
    assert "Κύπρου 3" in signing.get(f"/desk/certificates/{made}/address").text
    assert act(signing, reference, "posted", certificate=made).status_code == 303


def test_a_supervisor_switches_automatic_issue_and_a_clerk_cannot(desk: Opener) -> None:
    boss = desk("eleni", role=Role.SUPERVISOR)
    page = boss.get("/desk/automatic").text
    assert "Switch it off" not in page
    assert boss.post("/desk/automatic", service="permanent-residence", on="yes", reason="").status_code == 422
    assert boss.post("/desk/automatic", service="permanent-residence", on="yes", reason="Απόφαση 12/2026").status_code == 303
    assert boss.get("/desk/automatic").text.count("Switch it off") == 1
    assert boss.post("/desk/automatic", service="").status_code == 303
    page = boss.get("/desk/automatic").text
    assert "Switch it off" not in page
    assert "Απόφαση 12/2026" in page
    clerk = desk("nikos", service="permanent-residence")
    assert clerk.get("/desk/automatic").status_code == 403
    assert clerk.post("/desk/automatic", service="permanent-residence", on="yes", reason="x").status_code == 403


def test_a_fee_is_shown_with_its_code_and_its_receipt_recorded_before_the_issue(hall: Hall, signing: Desk) -> None:
    free = hall.core.catalogue(hall.town)
    services = dict(free.services) | {"permanent-residence": costing(hall.service(), "18.50")}
    object.__setattr__(hall.core.conversing, "catalogue", lambda _town: Catalogue(services, free.groups))
    reference = identified(hall)
    page = signing.get(f"/desk/requests/{reference}/certificate").text
    assert "18,50 €" in page
    code = re.search(r"RF\d+", page)
    assert code is not None
    assert iso11649.is_valid(code.group())
    assert act(signing, reference, "issue", **ISSUE).status_code == 422
    assert act(signing, reference, "paid", receipt="").status_code == 422
    assert act(signing, reference, "paid", receipt="Α-77").status_code == 303
    assert "Α-77" in signing.get(f"/desk/requests/{reference}/certificate").text
    assert act(signing, reference, "issue", **ISSUE).status_code == 303
