"""Certificates for tests: applied for, proved at the counter, issued by a clerk, sealed by the job."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from core.bootstrap import Core
from core.certificates import issuing
from core.certificates.codes import verification_code
from core.certificates.issuing import Decision
from core.certificates.sealing import SealCertificate
from core.certificates.tables import Certificate
from core.dialogue.answers import Answer, Form
from core.dialogue.service import Service
from core.municipalities.model import Municipality
from core.ports import DocumentSigner, Storage, Work
from core.requests import actions
from core.requests.tables import Request
from tests.filed import file_one

AFM = "090000045"
NAME = "Γεώργιος Παπαδόπουλος"
ANSWERS = {
    "afm": Answer(AFM),
    "name": Answer(NAME),
    "address": Answer("Ασκληπιού 12, Τρίκαλα"),
    "translation": Answer(True, Form.PICKED),
    "receive": Answer("counter", Form.PICKED),
}
FIELDS = {"name": NAME, "afm": AFM, "address": "Ασκληπιού 12, Τρίκαλα", "since": "2010"}
SIGNER = 7


@dataclass
class Hall:
    """A town hall that issues certificates."""

    core: Core
    town: Municipality
    clerk: actions.Actor = field(default_factory=lambda: actions.Actor("desk", SIGNER))

    @property
    def now(self) -> Any:
        return self.core.clock.now()

    def service(self, key: str = "permanent-residence") -> Service:
        found = self.core.catalogue(self.town).get(key)
        assert found is not None
        return found

    def applied(self, key: str = "permanent-residence", answers: Any = None, proved: bool = True, **rest: Any) -> str:
        """The reference of an application whose citizen showed an identity card, in the clerk's hands."""
        filed = file_one(self.core, self.town, key, answers=ANSWERS if answers is None else answers, **rest)
        if proved:
            with self.core.database.work(self.town) as work:
                request = self.request(work, filed.reference)
                actions.identify(work, request, self.clerk, "identity-card", "123", self.now)
                actions.claim(work, request, self.clerk, self.now)
        return filed.reference

    def request(self, work: Work, reference: str) -> Request:
        return work.session.query(Request).filter(Request.reference == reference).one()

    def issue(self, reference: str, key: str = "permanent-residence", decision: Decision | None = None) -> int:
        """Issue; gives the document's id."""
        chosen = decision or Decision(FIELDS)
        with self.core.database.work(self.town) as work:
            request = self.request(work, reference)
            made = issuing.issue(work, request, self.service(key), self.clerk, chosen, self.core.codes, self.now)
            return made.id

    def seal(self, certificate_id: int, signer: DocumentSigner | None = None, storage: Storage | None = None) -> None:
        """Run the sealing job once."""
        self.job(signer, storage)(self.town, {"certificate": certificate_id})

    def job(self, signer: DocumentSigner | None = None, storage: Storage | None = None) -> SealCertificate:
        core = self.core
        return SealCertificate(
            core.database, storage or core.storage, core.printing, signer or core.signer, core.codes, core.clock, core.site
        )

    def issued(self, **rest: Any) -> int:
        """A sealed document's id."""
        made = self.issue(self.applied(**rest))
        self.seal(made)
        return made

    def row(self, certificate_id: int) -> Certificate:
        with self.core.database.reading(self.town) as work:
            return work.session.get_one(Certificate, (self.town.id, certificate_id))

    def code(self, certificate_id: int) -> str:
        return verification_code(self.core.codes, self.town.id, certificate_id)

    def pdf(self, certificate_id: int) -> bytes:
        return self.core.storage.get(self.row(certificate_id).storage_key)


def costing(service: Service, euros: str) -> Service:
    """The same service for a fee."""
    assert service.certificate is not None
    fees = tuple(replace(fee, amount=Decimal(euros)) for fee in service.certificate.fees)
    return replace(service, certificate=replace(service.certificate, fees=fees))


__all__ = ["AFM", "ANSWERS", "FIELDS", "NAME", "SIGNER", "Hall", "costing"]
