"""The papers of a service: which it asks for, which are here, what was scanned."""

import pytest

from core.adapters.database import Database
from core.bootstrap import Core
from core.dialogue.answers import Answer, Form, Upload
from core.errors import Conflict, InvalidAnswer
from core.municipalities.model import Municipality
from core.requests import actions, dossier, papers, verifying
from core.requests.actions import Actor, Outcome
from core.requests.filing import answers_of
from core.requests.papers import Scan, wanted
from tests.filed import file_one
from tests.stopped import Stopped

MARIA = Actor("desk", 7)
PLAN, POLICE, CLEARANCE = "Τοπογραφικό διάγραμμα", "Γνώμη της αστυνομίας", "Δημοτική ενημερότητα"


def filed(core: Core, town: Municipality, form: Form = Form.LATER) -> str:
    return file_one(core, town, "pavement-tables", answers={"plan": Answer(None, form)}).reference


def here(core: Core, town: Municipality, reference: str) -> frozenset[str]:
    service = core.catalogue(town).services["pavement-tables"]
    with core.database.reading(town) as work:
        request = dossier.one(work, reference)
        answers = answers_of(work, request.id)
        return papers.received(work, request, wanted(service, answers), answers)


def receive(core: Core, town: Municipality, clock: Stopped, reference: str, *keys: str, scans: tuple[Scan, ...] = ()) -> None:
    service = core.catalogue(town).services["pavement-tables"]
    with core.database.work(town) as work:
        request = dossier.one(work, reference, alone=True)
        actions.receive(work, request, MARIA, wanted(service), keys, clock.now(), scans)


def test_a_service_wants_what_its_questions_ask_for_and_its_evidence_each_once(core: Core, town: Municipality) -> None:
    services = core.catalogue(town).services
    listed = wanted(services["pavement-tables"])
    assert [(one.key, one.question) for one in listed] == [(PLAN, "plan"), (POLICE, ""), (CLEARANCE, "")]
    assert listed[0].name.best("en")[0] == "Topographic plan"  # type: ignore[union-attr]
    # Nobody must send a photo; whoever said that they would bring it is waited for.
    assert wanted(services["street-light"]) == ()
    assert [one.question for one in wanted(services["street-light"], {"photo": Answer(None, Form.LATER)})] == ["photo"]


def test_what_was_ticked_last_is_what_is_here(core: Core, town: Municipality, clock: Stopped) -> None:
    reference = filed(core, town)
    receive(core, town, clock, reference, PLAN, POLICE)
    assert here(core, town, reference) == {PLAN, POLICE}
    receive(core, town, clock, reference, PLAN)
    assert here(core, town, reference) == {PLAN}


def test_a_paper_that_came_as_an_answer_is_here_without_a_tick(core: Core, town: Municipality) -> None:
    assert here(core, town, filed(core, town, Form.FILE)) == {PLAN}
    assert here(core, town, filed(core, town)) == frozenset()


def test_a_scanned_paper_is_here_and_the_chain_holds(core: Core, town: Municipality, clock: Stopped, database: Database) -> None:
    reference = filed(core, town)
    scan = Upload("application/pdf", "x.pdf", storage_key="trikala/x.pdf", size=3, sha256="0" * 64)
    receive(core, town, clock, reference, scans=(Scan(scan, POLICE), Scan(scan)))
    assert here(core, town, reference) == {POLICE}
    with database.reading(town) as work:
        found = dossier.collect(work, dossier.one(work, reference), core.catalogue(town).services["pavement-tables"])
        assert [(one.kind, one.question) for one in found.papers] == [("paper", POLICE), ("paper", "")]
        assert found.received == {POLICE}
        assert list(verifying.verify(work)) == []


def test_noting_nothing_new_is_asked_for_again(core: Core, town: Municipality, clock: Stopped) -> None:
    reference = filed(core, town)
    with pytest.raises(InvalidAnswer):
        receive(core, town, clock, reference)
    with pytest.raises(InvalidAnswer):
        receive(core, town, clock, reference, "Some other paper")
    receive(core, town, clock, reference, PLAN)
    with pytest.raises(InvalidAnswer):
        receive(core, town, clock, reference, PLAN)


def test_a_closed_request_takes_no_papers(core: Core, town: Municipality, clock: Stopped) -> None:
    reference = file_one(core, town).reference
    with core.database.work(town) as work:
        request = dossier.one(work, reference, alone=True)
        actions.claim(work, request, MARIA, clock.now())
        actions.close(work, request, MARIA, actions.Closing(Outcome.DONE, "Mended.", done="Mended."), clock.now())
    with pytest.raises(Conflict):
        receive(core, town, clock, reference, PLAN)
