"""Right after an application was filed, a job issues its document where a supervisor switched that on, else nothing happens."""

from datetime import date

from sqlalchemy import select

from core.certificates import issuing
from core.certificates.automatic import is_sampled, switch
from core.certificates.considering import CONSIDER, ConsiderCertificate, remember
from core.certificates.tables import RegistryRecord
from core.dialogue.answers import Answer
from core.dialogue.service import Assurance
from core.messages.tables import Job
from core.people.proving import Standing
from core.ports import Work
from core.requests.filing import Submission, file
from core.requests.tables import Event, Request
from core.staff.roles import Member, Person, Role
from run import worker_of
from tests.assured import MARIA, signed_in, with_pin
from tests.certified import ANSWERS, FIELDS, Hall

MINE = dict(ANSWERS) | {"afm": Answer(MARIA.afm)}


def switch_on(hall: Hall) -> None:
    supervisor = Member(Person(1, "e@example.org", "Eleni", "el"), Role.SUPERVISOR, frozenset(), False, hall.town)
    with hall.core.database.work(hall.town) as work:
        switch(work, supervisor, hall.service(), True, "Απόφαση 12/2026", hall.now)
        fields = FIELDS | {"afm": MARIA.afm}
        work.session.add(
            RegistryRecord(register="residents", afm=MARIA.afm, fields=fields, as_of=date(2026, 11, 10), imported_at=hall.now)
        )


def filed(hall: Hall, proved: Standing) -> int:
    """An application that no sample takes out; gives its id."""
    while True:
        with hall.core.database.work(hall.town) as work:
            what = Submission(hall.service(), MINE, "web", "el", proved=proved)
            made = file(work, what, hall.now)
            remember(work, hall.service(), made.id, proved, hall.core.clock)
            if not is_sampled(made.id):
                return made.id
            work.session.rollback()


def job(hall: Hall) -> ConsiderCertificate:
    core = hall.core
    return ConsiderCertificate(core.database, core.registry, core.catalogue, core.codes, core.clock)


def jobs(work: Work) -> list[Job]:
    return list(work.session.scalars(select(Job).where(Job.kind == CONSIDER)))


def login(hall: Hall) -> Standing:
    person, proof = signed_in(hall.core, hall.town)
    return Standing(Assurance.IDENTITY, person, proof)


def test_switched_off_as_shipped_no_job_is_named(hall: Hall) -> None:
    filed(hall, login(hall))
    with hall.core.database.reading(hall.town) as work:
        assert jobs(work) == []


def test_switched_on_the_document_is_issued_and_sealed_once(hall: Hall) -> None:
    switch_on(hall)
    request_id = filed(hall, login(hall))
    with hall.core.database.reading(hall.town) as work:
        payload = jobs(work)[0].payload
    for _again in range(2):
        job(hall)(hall.town, payload)
    worker_of(hall.core).drain()
    with hall.core.database.reading(hall.town) as work:
        made = issuing.of_request(work, request_id)
        kinds = list(work.session.scalars(select(Event.kind).where(Event.request_id == request_id).order_by(Event.seq)))
    assert [(one.state, one.automatic) for one in made] == [("sealed", True)]
    assert kinds == ["filed", "issued", "sealed", "closed"]


def test_who_proved_it_with_a_pin_is_left_to_a_clerk_with_the_reason_once(hall: Hall) -> None:
    switch_on(hall)
    with_pin(hall.core, hall.town)
    standing = login(hall)
    request_id = filed(hall, standing)
    with hall.core.database.work(hall.town) as work:
        request = work.session.get_one(Request, (hall.town.id, request_id))
        request.assurance = "pin"
        payload = jobs(work)[0].payload
    for _again in range(2):
        job(hall)(hall.town, payload)
    with hall.core.database.reading(hall.town) as work:
        left = work.session.scalars(select(Event).where(Event.request_id == request_id, Event.kind == "to-clerk")).all()
        assert [one.code for one in left] == ["assurance"]
        assert issuing.of_request(work, request_id) == []
