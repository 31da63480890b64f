"""The sealed file that goes with an e-mail: read at hand-over, and only while its document is valid."""

from dataclasses import dataclass

from sqlalchemy import select

from core.adapters.database import Database
from core.certificates.issuing import SEALED, live
from core.messages.sending import Enclosed, Never
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.ports import Storage

PDF = "application/pdf"


@dataclass(frozen=True)
class EncloseCertificate:
    database: Database
    storage: Storage

    def __call__(self, town: Municipality, message_id: int) -> tuple[Enclosed, ...]:
        """The file of the document that a message is about.

        Raises:
            Never: it was revoked since the message was written.
            NotFound: the file is not in Storage.
        """
        with self.database.reading(town) as work:
            request_id = work.execute(select(Message.request_id).where(Message.id == message_id)).scalar()
            row = live(work, request_id) if request_id is not None else None
        if row is None or row.state != SEALED:
            raise Never("revoked")
        return (Enclosed(f"{row.protocol.replace('/', '-')}.pdf", PDF, self.storage.get(row.storage_key)),)
