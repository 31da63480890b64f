"""Issuing without a clerk: the rule by itself, its switch, and its halt."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from core.catalogue import catalogue_for
from core.certificates import automatic, issuing
from core.certificates.automatic import ONE_IN, Applicant, Circumstances, is_on, is_sampled, switch, why_not
from core.certificates.unattended import consider
from core.dialogue.answers import Answer
from core.dialogue.service import Assurance
from core.errors import InvalidAnswer, NotAllowed
from core.municipalities.files import demonstration
from core.ports import Registered
from core.requests.tables import Event
from core.staff.roles import Member, Person, Role
from tests.certified import AFM, ANSWERS, FIELDS, Hall

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
TOWN = demonstration()[2]
SERVICE = catalogue_for(None, "trikala").services["permanent-residence"]
SELF = Applicant(Assurance.IDENTITY, True, AFM)
FRESH = Registered(FIELDS, date(2026, 11, 10))
FINE = Circumstances(True, False, False, 0)
PLAIN = next(number for number in range(1, 100) if not is_sampled(number))


def why(
    applicant: Applicant = SELF,
    known: Registered | None = FRESH,
    around: Circumstances = FINE,
    answers: Mapping[str, Answer] = ANSWERS,
    request_id: int = PLAIN,
) -> str:
    return why_not(SERVICE, request_id, answers, applicant, known, around, TOWN, NOW)


def test_where_everything_is_in_order_nothing_stands_in_the_way() -> None:
    assert why() == ""


def test_a_difference_of_accents_or_spaces_is_none() -> None:
    assert why(answers=ANSWERS | {"name": Answer("ΓΕΩΡΓΙΟΣ  ΠΑΠΑΔΟΠΟΥΛΟΣ")}) == ""


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"around": replace(FINE, switched_on=False)}, "off"),
        ({"applicant": replace(SELF, assurance=Assurance.PIN)}, "assurance"),
        ({"applicant": replace(SELF, by_login=False)}, "assurance"),
        ({"applicant": replace(SELF, afm="094259216")}, "for-another"),
        ({"known": None}, "unknown"),
        ({"known": Registered(FIELDS, date(2026, 10, 1))}, "old"),
        ({"known": Registered(FIELDS, date(2026, 11, 17))}, "old"),
        ({"known": Registered(FIELDS | {"address": "Αλλού 1"}, date(2026, 11, 10))}, "differs"),
        ({"known": Registered({"name": FIELDS["name"]}, date(2026, 11, 10))}, "differs"),
        ({"answers": {name: one for name, one in ANSWERS.items() if name != "address"}}, "differs"),
        ({"around": replace(FINE, disputed=True)}, "disputed"),
        ({"around": replace(FINE, owed=True)}, "fee"),
        ({"around": replace(FINE, issued_today=50)}, "cap"),
        ({"request_id": next(number for number in range(1000) if is_sampled(number))}, "sample"),
    ],
)
def test_each_condition_alone_sends_it_to_a_clerk(changed: dict[str, object], told: str) -> None:
    assert why(**changed) == told  # type: ignore[arg-type]
    assert told in automatic.WHY


def test_a_debt_in_the_record_is_never_certified_away() -> None:
    service = catalogue_for(None, "trikala").services["municipal-clearance"]
    answers = ANSWERS | {"purpose": Answer("tender")}
    for debt, told in (("0", ""), ("12,50", "differs")):
        known = Registered({"name": FIELDS["name"], "afm": AFM, "debt": debt}, date(2026, 11, 10))
        assert why_not(service, PLAIN, answers, SELF, known, FINE, TOWN, NOW) == told


def test_one_in_twenty_is_sampled_and_always_the_same_ones() -> None:
    sampled = [number for number in range(20_000) if is_sampled(number)]
    assert 20_000 / ONE_IN * 0.85 < len(sampled) < 20_000 / ONE_IN * 1.15
    assert sampled == [number for number in range(20_000) if is_sampled(number)]


def test_a_supervisor_switches_it_on_and_a_halt_stops_every_service(hall: Hall) -> None:
    person = Person(1, "e@example.org", "Eleni", "el")
    supervisor = Member(person, Role.SUPERVISOR, frozenset(), False, hall.town)
    clerk = Member(person, Role.CLERK, frozenset({"citizens"}), True, hall.town)
    service = hall.service()
    with hall.core.database.work(hall.town) as work:
        assert not is_on(work, service.key)
        with pytest.raises(NotAllowed):
            switch(work, clerk, service, True, "Δοκιμή", hall.now)
        with pytest.raises(InvalidAnswer):
            switch(work, supervisor, service, True, " ", hall.now)
        switch(work, supervisor, service, True, "Απόφαση 12/2026", hall.now)
        assert is_on(work, service.key)
        automatic.halt(work, "Λάθος στο μητρώο", hall.now)
        assert not is_on(work, service.key)
        switch(work, supervisor, service, True, "Διορθώθηκε", hall.now)
        assert is_on(work, service.key)
        assert [(one.service, one.on) for one in automatic.switches(work)] == [
            (service.key, True),
            ("", False),
            (service.key, True),
        ]
    with hall.core.database.reading(hall.core.directory.by_key("corfu")) as work:
        assert not is_on(work, service.key)


@pytest.mark.parametrize(("address", "why"), [("Ασκληπιού 12, Τρίκαλα", ""), ("Αλλού 1", "differs")])
def test_a_document_is_issued_at_once_or_left_to_a_clerk_with_the_reason(hall: Hall, address: str, why: str) -> None:
    supervisor = Member(Person(1, "e@example.org", "Eleni", "el"), Role.SUPERVISOR, frozenset(), False, hall.town)
    reference, service = hall.applied(), hall.service()
    while is_sampled(_id_of(hall, reference)):
        reference = hall.applied()
    known = Registered(FIELDS | {"address": address}, hall.town.today(hall.now))
    with hall.core.database.work(hall.town) as work:
        switch(work, supervisor, service, True, "Απόφαση 12/2026", hall.now)
        request = hall.request(work, reference)
        assert consider(work, request, service, ANSWERS, SELF, known, hall.core.codes, hall.now) == why
        made = issuing.of_request(work, request.id)
        last = work.session.query(Event).filter(Event.request_id == request.id).order_by(Event.seq.desc()).first()
        assert last is not None
        assert (last.kind, last.actor) == ("to-clerk" if why else "issued", "system")
    if why:
        assert made == []
        return
    hall.seal(made[0].id)
    row = hall.row(made[0].id)
    assert (row.automatic, row.state, row.english, row.receive) == (True, "sealed", True, "counter")
    with hall.core.database.reading(hall.town) as work:
        assert automatic.issued_today(work, service.key, hall.now) == 1


def _id_of(hall: Hall, reference: str) -> int:
    with hall.core.database.reading(hall.town) as work:
        return hall.request(work, reference).id
