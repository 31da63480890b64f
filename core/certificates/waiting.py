"""Documents that are issued and wait for their seal."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from core.certificates.tables import Certificate
from core.ports import Work

# A seal takes a moment. What waits longer needs somebody who looks at the token, or at the time-stamp service.
TOO_LONG = timedelta(hours=1)


def unsealed(work: Work, now: datetime) -> int:
    """How many documents have waited too long for their seal."""
    row = Certificate
    waiting = (row.sealed_at.is_(None), row.revoked_at.is_(None), row.issued_at <= now - TOO_LONG)
    return int(work.execute(select(func.count()).select_from(row).where(*waiting)).scalar_one())
