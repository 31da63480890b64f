"""What the municipality's register holds of whoever proved who they are is not asked; it goes to nobody else."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from core.bootstrap import Core
from core.certificates.tables import RegistryRecord
from core.dialogue.prefilling import Registers
from core.dialogue.steps import Ask, Done, HandOver, Review
from core.errors import Unavailable
from core.municipalities.model import Municipality
from core.people.proving import How
from core.ports import Registered
from core.requests.filing import answers_of
from core.requests.tables import Request
from core.text import _
from tests.assured import MARIA, NIKOS, signed_in
from tests.stopped import Stopped
from tests.talking import FORMS, Talker

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

PAGES = replace(FORMS, proves=frozenset({How.LOGIN, How.PIN, How.CODE}))
RESIDENCE = "permanent-residence"
HELD = {"name": "Μαρία Υποδείγματος", "address": "Ασκληπιού 12, Τρίκαλα"}


class Down:
    def known(self, _town: Municipality, _register: str, _afm: str) -> Registered | None:
        raise Unavailable("register", _("The register does not answer."))


@pytest.fixture
def held(core: Core, town: Municipality) -> None:
    with core.database.work(town) as work:
        work.session.add(
            RegistryRecord(
                register="residents", afm=MARIA.afm, fields=HELD, as_of=date(2026, 11, 10), imported_at=core.clock.now()
            )
        )


@pytest.fixture
def page(core: Core, town: Municipality) -> Talker:
    return Talker(core, town, contact="", medium=PAGES, session="browser-1")


def begin(page: Talker, proof: int = 0) -> str:
    page.say("", service=RESIDENCE, opening=True, proof=proof)
    return page.asked


def to_review(page: Talker, proof: int) -> Review:
    for key, words in (("evidence", ""), ("translation", "no"), ("receive", "web"), ("tell_by", "none")):
        assert page.asked == key
        page.say(words, question=key, proof=proof, service=RESIDENCE)
    assert isinstance(page.step, Review), page.step
    return page.step


@pytest.mark.usefixtures("held")
def test_what_the_register_holds_is_not_asked_and_said_to_be_from_it(core: Core, town: Municipality, page: Talker) -> None:
    _person, proof = signed_in(core, town)
    assert begin(page, proof) == "evidence"
    review = to_review(page, proof)
    assert [one.key for one in review.items][:3] == ["afm", "name", "address"]
    assert page.heard.count("(από το μητρώο του δήμου)") == 3
    assert "Ασκληπιού 12, Τρίκαλα (από το μητρώο" in page.heard
    assert isinstance(page.say("", command="send", proof=proof, service=RESIDENCE), Done)
    with core.database.reading(town) as work:
        request = work.session.scalars(select(Request)).one()
        answers = answers_of(work, request.id)
        assert (request.state, answers["afm"].value, answers["address"].value) == ("received", MARIA.afm, HELD["address"])


@pytest.mark.usefixtures("held")
def test_what_it_holds_can_be_changed(core: Core, town: Municipality, page: Talker) -> None:
    _person, proof = signed_in(core, town)
    begin(page, proof)
    to_review(page, proof)
    page.say("Ασκληπιού 14", question="address", proof=proof, service=RESIDENCE)
    assert "Ασκληπιού 14 |" in page.heard
    assert page.heard.count("(από το μητρώο του δήμου)") == 2


@pytest.mark.usefixtures("held")
def test_nobody_else_is_told_what_it_holds(core: Core, town: Municipality, page: Talker, clock: Stopped) -> None:
    assert begin(page) == "afm"
    assert begin(page, signed_in(core, town, NIKOS)[1]) == "afm"
    _person, proof = signed_in(core, town)
    assert begin(page, proof) == "evidence"
    page.say("", question="evidence", proof=proof, service=RESIDENCE)
    # An hour later, or somebody else at the same browser.
    nikos = signed_in(core, town, NIKOS)[1]
    page.say("no", question="translation", proof=nikos, service=RESIDENCE)
    assert page.asked == "afm"
    begin(page, proof)
    clock.move(hours=1)
    page.say("", question="evidence", proof=proof, service=RESIDENCE)
    assert page.asked == "afm"


@pytest.mark.usefixtures("held")
def test_it_does_not_travel_to_another_channel(core: Core, town: Municipality, page: Talker) -> None:
    _person, proof = signed_in(core, town)
    begin(page, proof)
    page.say("", question="evidence", proof=proof, service=RESIDENCE)
    step = page.say("", command="code", proof=proof, service=RESIDENCE)
    code = getattr(step, "code", "")
    assert code, (step, HandOver)
    texter = Talker(core, town, contact="+306912345678")
    texter.say("ΣΥΝΕΧΕΙΑ")
    texter.say(code)
    assert isinstance(texter.step, Ask)
    assert texter.asked == "afm"


def test_a_register_that_is_down_or_silent_leaves_every_question(core: Core, town: Municipality, page: Talker) -> None:
    _person, proof = signed_in(core, town)
    assert begin(page, proof) == "afm"
    registers = Registers(core.database.reading, Down(), core.catalogue)
    object.__setattr__(core, "conversing", replace(core.conversing, registers=registers))
    assert begin(page, proof) == "afm"


@pytest.mark.usefixtures("held")
def test_who_acts_for_somebody_else_is_asked_everything(core: Core, town: Municipality, page: Talker) -> None:
    _person, proof = signed_in(core, town)
    begin(page, proof)
    to_review(page, proof)
    page.say("", command="for-another", proof=proof, service=RESIDENCE)
    page.say("", question="", proof=proof, service=RESIDENCE, command="repeat")
    assert "από το μητρώο" not in page.heard
