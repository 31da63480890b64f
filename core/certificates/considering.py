"""The job that looks whether a document may be issued without a clerk, right after its application was filed.

The register is asked between two transactions. A job that runs again finds what the first one left, and leaves it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from core.adapters.database import Database
from core.catalogue import Catalogue
from core.certificates import automatic, issuing, unattended
from core.certificates.automatic import Applicant
from core.codes import CodeKey
from core.dialogue.service import Assurance, Service
from core.messages.jobs import enqueue
from core.municipalities.model import Municipality
from core.people import persons
from core.people.known import Proof
from core.people.proving import How, Standing
from core.ports import Clock, Registry, Work
from core.requests.filing import answers_of
from core.requests.moves import State
from core.requests.tables import Event, Request

CONSIDER = "consider-certificate"
_WAITING = (State.RECEIVED, State.IN_PROGRESS)


def remember(work: Work, service: Service, request_id: int, proved: Standing, clock: Clock) -> None:
    """Name the job, in the transaction that files the application, where a supervisor switched automatic issue on."""
    if service.certificate is not None and proved.proof and automatic.is_on(work, service.key):
        enqueue(work, CONSIDER, {"request": request_id, "proof": proved.proof}, clock.now())


@dataclass(frozen=True)
class ConsiderCertificate:
    database: Database
    registry: Registry
    catalogue: Callable[[Municipality], Catalogue]
    keys: CodeKey
    clock: Clock

    def __call__(self, town: Municipality, payload: Mapping[str, Any]) -> None:
        """Issue, or leave it to a clerk with the reason.

        Raises:
            Unavailable: the register does not answer now; the job comes again.
        """
        request_id, proof_id = int(payload["request"]), int(payload["proof"])
        with self.database.reading(town) as work:
            request = _open(work, request_id)
            service = self.catalogue(town).get(request.service) if request else None
            if request is None or service is None or service.certificate is None:
                return
            applicant = _applicant(work, request, proof_id)
        known = self.registry.known(town, service.certificate.register, applicant.afm) if applicant.afm else None
        with self.database.work(town) as work:
            request = _open(work, request_id)
            if request is not None:
                answers = answers_of(work, request_id)
                unattended.consider(work, request, service, answers, applicant, known, self.keys, self.clock.now())


def _open(work: Work, request_id: int) -> Request | None:
    """The request, while nobody has decided about it and no clerk was asked to."""
    found = work.session.get(Request, (work.municipality.id, request_id), with_for_update=True)
    if found is None or State(found.state) not in _WAITING or found.claimed_by is not None:
        return None
    left = select(Event.seq).where(Event.request_id == request_id, Event.kind == "to-clerk")
    if work.execute(left).first() is not None or issuing.live(work, request_id) is not None:
        return None
    return found


def _applicant(work: Work, request: Request, proof_id: int) -> Applicant:
    """Who applied, by the proof of the session in which it was filed."""
    proof = work.session.get(Proof, (work.municipality.id, proof_id))
    afm = persons.afm_of(work, persons.final(work, proof.person_id).id) if proof and proof.person_id else ""
    return Applicant(Assurance(request.assurance), proof is not None and proof.how == How.LOGIN, afm)
