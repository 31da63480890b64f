"""Who asked, at the desk: seen by a clerk, a code for a PIN, leave to act for them, and a merge taken back."""

import re

import pytest
from sqlalchemy import select

from core.bootstrap import Core
from core.dialogue.answers import Answer
from core.dialogue.service import Assurance
from core.municipalities.model import Municipality
from core.people import authorising, persons, proving
from core.people.known import Authorisation, OneTimeCode, Person, Proof
from core.requests import actions
from core.requests.tables import Request
from core.staff.roles import Role
from tests.assured import MARIA, signed_in
from tests.channels.desk.conftest import Desk, Opener
from tests.filed import file_one

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SERVICE = "pavement-tables"
NAMED = {"afm": Answer(MARIA.afm)}


def waiting(core: Core, town: Municipality) -> str:
    return f"/desk/requests/{file_one(core, town, SERVICE, answers=NAMED).reference}"


def see(here: Desk, path: str, **more: str) -> str:
    return here.follow(here.act(path, "identify", document="identity-card", last_three="456", **more)).text


def request_of(core: Core, town: Municipality, path: str) -> Request:
    with core.database.reading(town) as work:
        return work.session.scalars(select(Request).where(Request.reference == path[-9:])).one()


def test_a_document_that_was_seen_is_a_proof(core: Core, town: Municipality, desk: Opener) -> None:
    here, path = desk(service=SERVICE), waiting(core, town)
    page = see(here, path)
    request = request_of(core, town, path)
    assert (request.state, request.assurance) == ("received", "identity")
    assert "Who asked" in page
    assert "AFM, proved" not in page
    with core.database.reading(town) as work:
        proof = work.session.scalars(select(Proof)).one()
        assert proof.details == {"document": "identity-card", "last_three": "456", "account": here.account}
        assert (proof.how, proof.person_id) == ("counter", request.person_id)
        assert persons.by_identifier(work, core.codes, persons.AFM, MARIA.afm) is None, "a document shows no AFM"


def test_an_afm_that_was_seen_too_is_proved(core: Core, town: Municipality, desk: Opener) -> None:
    maria, _proof = signed_in(core, town)
    here, path = desk(service=SERVICE), waiting(core, town)
    page = see(here, path, afm_seen="yes")
    assert "AFM, proved" in page
    assert "ΥΠΟΔΕΙΓΜΑ ΜΑΡΙΑ" in page
    assert page.count("094\xa0259\xa0216") == 2, "what was proved, and what was answered"
    assert request_of(core, town, path).person_id == maria


def code_on(page: str) -> str:
    return re.sub(r"\D", "", re.findall(r"th-code[^>]*>([^<]*)<", page)[0])


def test_a_code_to_choose_a_pin_is_shown_once(core: Core, town: Municipality, desk: Opener) -> None:
    here, path = desk(service=SERVICE), waiting(core, town)
    assert here.act(path, "pin-code").status_code == 422
    see(here, path)
    assert here.act(path, "pin-code").status_code == 422, "without a proved AFM there is nothing that a PIN goes with"
    other = waiting(core, town)
    see(here, other, afm_seen="yes")
    page = here.act(other, "pin-code").text
    code = code_on(page)
    assert len(code) == 6
    assert code not in here.get(other).text.replace(other[-9:], "")
    with core.database.reading(town) as work:
        assert work.session.scalars(select(OneTimeCode)).one().purpose == "choose-pin"


def test_leave_to_act_is_written_down(core: Core, town: Municipality, desk: Opener) -> None:
    here, path = desk(service=SERVICE), waiting(core, town)
    see(here, path, afm_seen="yes")
    assert here.act(path, "allow", other_name="", days="5").status_code == 422
    again = here.act(path, "allow", other_name="Νίκος Δοκιμής", days="400")
    assert again.status_code == 422
    assert "Νίκος Δοκιμής" in again.text
    code = code_on(here.act(path, "allow", other_name="Νίκος Δοκιμής", days="5", service=SERVICE).text)
    assert len(code) == 10
    with core.database.reading(town) as work:
        row = work.session.scalars(select(Authorisation)).one()
        assert (row.recorded_by, row.service, row.channel) == (here.account, SERVICE, "desk")


def test_the_clerk_sees_for_whom_somebody_acts(core: Core, town: Municipality, desk: Opener) -> None:
    maria, _proof = signed_in(core, town)
    done = file_one(core, town, SERVICE, answers=NAMED)
    now = core.clock.now()
    with core.database.work(town) as work:
        row, _code = authorising.allow(work, core.codes, maria, "Νίκος Δοκιμής", "", 5, "web", now)
        authorising.use(work, row.id, done.id, now)
    page = desk(service=SERVICE).get(f"/desk/requests/{done.reference}").text
    assert "ΥΠΟΔΕΙΓΜΑ ΜΑΡΙΑ" in page
    assert "Νίκος Δοκιμής" in page


def test_a_merge_is_taken_back_by_a_supervisor_alone(core: Core, town: Municipality, desk: Opener) -> None:
    clerk, path = desk(service=SERVICE), waiting(core, town)
    see(clerk, path)
    first = request_of(core, town, path).person_id
    maria, _proof = signed_in(core, town)
    with core.database.work(town) as work:
        # The same holder comes again, now with a paper that shows the AFM.
        request = work.session.scalars(select(Request).where(Request.reference == path[-9:])).one()
        request.state = "waiting_identity"
    see(clerk, path, afm_seen="yes")
    assert request_of(core, town, path).person_id == min(first or 0, maria)
    gone = max(first or 0, maria)
    with core.database.reading(town) as work:
        assert persons.final(work, gone).id == min(first or 0, maria)
    assert clerk.act(path, "unmerge", person=str(gone)).status_code == 403
    supervisor = desk("eleni", role=Role.SUPERVISOR)
    supervisor.follow(supervisor.act(path, "unmerge", person=str(gone)))
    assert supervisor.act(path, "unmerge", person=str(gone)).status_code == 409
    with core.database.reading(town) as work:
        assert work.session.get_one(Person, (town.id, gone)).merged_into is None


def test_a_request_of_which_nobody_needs_to_know_who_asked_shows_nothing(core: Core, town: Municipality, desk: Opener) -> None:
    assert "Who asked" not in desk().get(f"/desk/requests/{file_one(core, town).reference}").text


def test_a_proof_given_afterwards_is_in_the_history(core: Core, town: Municipality, desk: Opener) -> None:
    maria, proof = signed_in(core, town)
    path = waiting(core, town)
    now = core.clock.now()
    with core.database.work(town) as work:
        request = work.session.scalars(select(Request).where(Request.reference == path[-9:])).one()
        standing = proving.standing(work, proof, now)
        actions.prove(work, request, actions.Actor("web"), standing, Assurance.IDENTITY, now)
    page = desk(service=SERVICE).get(path).text
    assert "Identity proved" in page
    assert request_of(core, town, path).person_id == maria
