"""Sharing requests at the desk: giving, taking, joining, splitting, linking."""

import pytest
from sqlalchemy import select

from core.bootstrap import Core
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.requests import dossier
from core.requests.tables import Request
from core.staff import absences
from core.staff.roles import Role
from tests.channels.desk.conftest import Opener
from tests.filed import file_one
from tests.stopped import Stopped
from tests.templates.parsed import parse


@pytest.fixture
def first(core: Core, town: Municipality) -> str:
    return file_one(core, town).reference


@pytest.fixture
def second(core: Core, town: Municipality, first: str) -> str:
    return file_one(core, town, tell_to="+306987654321").reference


def row(core: Core, town: Municipality, reference: str) -> Request:
    with core.database.reading(town) as work:
        return dossier.one(work, reference)


def at(reference: str) -> str:
    return f"/desk/requests/{reference}"


def spaced(reference: str) -> str:
    return "\u00a0".join((reference[:3], reference[3:6], reference[6:]))


def test_a_supervisor_gives_a_request_to_a_clerk_or_to_who_stands_in(
    core: Core, town: Municipality, desk: Opener, first: str, clock: Stopped
) -> None:
    maria, nikos, eleni = desk("maria"), desk("nikos"), desk("eleni", Role.SUPERVISOR)
    assert maria.act(at(first), "assign", person=str(nikos.account)).status_code == 403
    given = eleni.follow(eleni.act(at(first), "assign", person=str(nikos.account)))
    assert "The request is now Nikos&#39;s." in given.text
    assert "Given to Nikos" in given.text
    today = town.today(clock.now())
    with core.database.work(town) as work:
        absences.enter(work, maria.account, today, today, nikos.account, "")
    told = eleni.follow(eleni.act(at(first), "assign", person=str(maria.account)))
    assert "Maria is away: the request went to Nikos, who stands in." in told.text
    assert row(core, town, first).assigned_to == nikos.account
    eleni.act(at(first), "assign", person="")
    assert row(core, town, first).assigned_to is None


def test_a_clerk_makes_a_request_theirs_and_gives_it_back(core: Core, town: Municipality, desk: Opener, first: str) -> None:
    here = desk()
    assert here.act(at(first), "take-on").status_code == 303
    assert row(core, town, first).assigned_to == here.account
    here.post(f"{at(first)}/claim")
    assert "back in the department&#39;s pool" in here.follow(here.post(f"{at(first)}/release", to="pool")).text
    assert (row(core, town, first).assigned_to, row(core, town, first).claimed_by) == (None, None)


def test_a_stale_page_gives_nothing_to_anybody(core: Core, town: Municipality, desk: Opener, first: str) -> None:
    eleni, maria = desk("eleni", Role.SUPERVISOR), desk("maria")
    assert eleni.post(f"{at(first)}/assign", person=str(maria.account), seen="0").status_code == 409
    assert row(core, town, first).assigned_to is None


def test_a_likely_duplicate_is_shown_and_joined_with_one_press(
    core: Core, town: Municipality, desk: Opener, first: str, second: str
) -> None:
    here = desk()
    page = here.get(at(second))
    assert "Perhaps about the same" in page.text
    assert parse(page.text).unbalanced == []
    joined = here.follow(here.act(at(second), "merge", reference=first))
    assert "Both citizens will be told how it ends." in joined.text
    assert (row(core, town, second).state, row(core, town, second).joined_to) == ("closed", row(core, town, first).id)
    assert "1 more citizen waits for the same answer" in here.get(at(first)).text
    here.act(at(first), "close", outcome="done", words="Η λάμπα άλλαξε.", done="Mended.", sure="yes")
    with core.database.reading(town) as work:
        told = work.session.scalars(select(Message).order_by(Message.id)).all()
    assert [(one.to[-3:], "Η λάμπα άλλαξε." in one.body) for one in told] == [("321", False), ("678", True), ("321", True)]
    assert all(first not in one.body.replace(" ", "") for one in told if one.to.endswith("321"))


def test_what_was_joined_by_mistake_goes_its_own_way_again(
    core: Core, town: Municipality, desk: Opener, first: str, second: str
) -> None:
    here = desk()
    here.act(at(second), "merge", reference=first)
    assert here.act(at(second), "separate").status_code == 303
    assert (row(core, town, second).is_open, row(core, town, second).joined_to) == (True, None)
    assert "more citizen waits" not in here.get(at(first)).text


@pytest.mark.parametrize("reference", ["", "123", "123456789", "self", "foreign"])
def test_a_request_is_joined_with_nothing_but_another_one_of_ours(
    core: Core, town: Municipality, desk: Opener, first: str, reference: str
) -> None:
    foreign = file_one(core, town, "waste").reference
    here = desk()
    answer = here.act(at(first), "merge", reference={"self": first, "foreign": foreign}.get(reference, reference))
    assert answer.status_code == 422
    assert 'href="#merge-reference"' in answer.text
    assert row(core, town, first).is_open


def test_a_report_about_two_things_becomes_two(core: Core, town: Municipality, desk: Opener, first: str) -> None:
    here = desk("maria")
    empty = here.act(at(first), "split", service="", words="Και ο κάδος")
    assert empty.status_code == 422
    assert "Και ο κάδος" in empty.text
    answer = here.follow(here.act(at(first), "split", service="waste", words="Και ο κάδος είναι σπασμένος"))
    assert "The second request is" in answer.text
    with core.database.reading(town) as work:
        part = work.session.scalars(select(Request).where(Request.service == "waste")).one()
        (told,) = work.session.scalars(select(Message)).all()
    assert (part.department, part.tell_to, part.place) == ("cleaning", "+306912345678", "Ασκληπιού 12")
    assert told.request_id == part.id
    assert spaced(part.reference) in answer.text


def test_two_requests_are_linked_and_unlinked(core: Core, town: Municipality, desk: Opener, first: str, second: str) -> None:
    here = desk()
    here.act(at(first), "relate", reference=spaced(second), words="Ίδιος στύλος")
    page = here.get(at(second)).text
    assert "Ίδιος στύλος" in page
    assert spaced(first) in page
    assert here.act(at(first), "relate", reference=second).status_code == 409
    link = page.partition('name="link" value="')[2].partition('"')[0]
    assert here.post(f"{at(second)}/unlink", link=link).status_code == 303
    assert "Ίδιος στύλος" not in here.get(at(first)).text
    assert here.post(f"{at(second)}/unlink", link=link).status_code == 404
