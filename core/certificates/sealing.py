"""The job that prints and seals a document, stores it, and then tells its citizen.

It may be killed anywhere and run again, also twice at once, and leaves one sealed file:
first the digest and the place of the file are written down, then the file is stored, then the document is sealed, the request
closed and the citizen told in one transaction. What was stored already is taken as it lies.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update

from core.adapters.database import Database
from core.certificates import receiving
from core.certificates.issuing import ISSUING, SEALED
from core.certificates.printing import Printing, Sheet
from core.certificates.receiving import Receive
from core.certificates.sheets import sheet_of
from core.certificates.tables import Certificate
from core.codes import CodeKey
from core.errors import NotFound, Unavailable
from core.municipalities.model import Municipality
from core.ports import Clock, DocumentSigner, Sealed, Storage, Work
from core.requests import joining
from core.requests.acting import Actor, note_event
from core.requests.ending import end
from core.requests.moves import Outcome, State
from core.requests.notices import tell
from core.requests.tables import Request
from core.text import _

LOG = logging.getLogger("thyrida.certificates")
SYSTEM = Actor("", system=True)


@dataclass(frozen=True)
class SealCertificate:
    """`base_url` gives the address of a town's site, for the code that is printed."""

    database: Database
    storage: Storage
    printing: Printing
    signer: DocumentSigner
    keys: CodeKey
    clock: Clock
    base_url: Callable[[Municipality], str]

    def __call__(self, town: Municipality, payload: Mapping[str, Any]) -> None:
        certificate_id = int(payload["certificate"])
        with self.database.reading(town) as work:
            row = work.session.get(Certificate, (town.id, certificate_id))
            if row is None or row.state != ISSUING or row.revoked_at is not None:
                return
            sheet = sheet_of(work, row, self.keys, self.base_url(town), self.signer.qualified(town))
            digest, key = row.sha256, row.storage_key
        try:
            if not (digest and self._lies(key, digest)):
                digest = self._make(town, certificate_id, sheet)
        except (Unavailable, OSError) as error:
            self._note_problem(town, certificate_id, error.code if isinstance(error, Unavailable) else "storage")
            raise
        with self.database.work(town) as work:
            self._finish(work, certificate_id, digest)

    def _make(self, town: Municipality, certificate_id: int, sheet: Sheet) -> str:
        """Print, seal, write down where it will lie, and store it. Gives the file's SHA-256."""
        sealed = self.signer.seal(town, self.printing.draw(sheet), str(sheet.data["title"]))
        digest = hashlib.sha256(sealed.content).hexdigest()
        key = f"{town.key}/certificates/{digest[:2]}/{digest}.pdf"
        with self.database.work(town) as work:
            self._write_down(work, certificate_id, sealed, digest, key)
        self.storage.put(key, sealed.content)
        return digest

    def _lies(self, key: str, digest: str) -> bool:
        """Whether what was written down was stored too, whole."""
        try:
            return hashlib.sha256(self.storage.get(key)).hexdigest() == digest
        except NotFound:
            return False

    def _write_down(self, work: Work, certificate_id: int, sealed: Sealed, digest: str, key: str) -> None:
        work.execute(
            update(Certificate)
            .where(Certificate.id == certificate_id, Certificate.state == ISSUING)
            .values(
                sha256=digest,
                size=len(sealed.content),
                storage_key=key,
                sealed_with=sealed.sealed_with,
                qualified=sealed.qualified,
            )
        )

    def _finish(self, work: Work, certificate_id: int, digest: str) -> None:
        """Sealed: the request is done and its citizen is told. Of two that finish at once the second one changes nothing."""
        now = self.clock.now()
        finished = work.execute(
            update(Certificate)
            .where(Certificate.id == certificate_id, Certificate.state == ISSUING, Certificate.sha256 == digest)
            .values(state=SEALED, sealed_at=now, problem="")
        )
        if not finished.rowcount:
            self._forget_mine(work, certificate_id, digest)
            return
        certificate = work.session.get_one(Certificate, (work.municipality.id, certificate_id))
        request = work.session.get_one(Request, (work.municipality.id, certificate.request_id), with_for_update=True)
        way = Receive(certificate.receive)
        receiving.note_step(work, certificate, receiving.Step.READY, way, now, SYSTEM)
        note_event(work, request, SYSTEM, "sealed", now, certificate.protocol)
        if State(request.state) is not State.CLOSED:
            _close(work, request, now)
        tell(work, request, receiving.ready(way), now)
        if way is Receive.EMAIL:
            receiving.send(work, request, certificate, now)

    def _forget_mine(self, work: Work, certificate_id: int, digest: str) -> None:
        """Somebody else sealed it meanwhile: a second file of the same document is not kept."""
        row = work.session.get_one(Certificate, (work.municipality.id, certificate_id))
        if row.sha256 != digest:
            self.storage.delete(f"{work.municipality.key}/certificates/{digest[:2]}/{digest}.pdf")

    def _note_problem(self, town: Municipality, certificate_id: int, code: str) -> None:
        LOG.warning("certificate not sealed town=%s problem=%s", town.key, code)
        with self.database.work(town) as work:
            work.execute(update(Certificate).where(Certificate.id == certificate_id).values(problem=code))


def _close(work: Work, request: Request, now: datetime) -> None:
    """The document is the answer, and has its number since it was issued: no second one is drawn."""
    end(work, request, Outcome.DONE, now)
    note_event(work, request, SYSTEM, "closed", now, str(Outcome.DONE))
    joining.end_with(work, request, now)


PROBLEMS = {
    "seal": _("The seal does not answer: its module, its key or its certificate."),
    "time-stamp": _("The time-stamp service does not answer."),
    "template": _("The document's template is missing or cannot be printed."),
    "storage": _("There is no room to store the sealed document."),
}
