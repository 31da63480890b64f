"""What is personal in a document goes with the request's own content; that it was issued, and under which number, stays."""

from datetime import datetime

from sqlalchemy import select

from core.certificates.tables import Certificate
from core.messages.jobs import enqueue
from core.ports import Work


def erase_documents(work: Work, request_id: int, job: str, now: datetime) -> None:
    """Empty the documents of a request; `job` deletes their files, after the transaction. Twice does no harm."""
    for row in work.session.scalars(select(Certificate).where(Certificate.request_id == request_id)):
        if row.storage_key:
            enqueue(work, job, {"key": row.storage_key}, now)
        row.holder, row.fields, row.address, row.storage_key = "", {}, "", ""
