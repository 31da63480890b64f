"""Pulling the plug at each point between the decision and the finished document: one document, one number, one file."""

import hashlib
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.certificates.issuing import SEAL
from core.certificates.tables import Certificate
from core.messages.tables import Job, Message
from core.requests.tables import Event, ProtocolEntry
from core.requests.verifying import verify
from tests.certified import Hall
from tests.core.certificates.dying import POINTS

ROOT = Path(__file__).parents[3]


def count(hall: Hall, column: object, *where: object) -> int:
    with hall.core.database.reading(hall.town) as work:
        return int(work.execute(select(func.count(column)).where(*where)).scalar_one())  # type: ignore[arg-type]


@pytest.mark.parametrize("point", POINTS)
def test_whenever_it_is_killed_there_is_one_document_afterwards(hall: Hall, point: str) -> None:
    reference = hall.applied()
    url = hall.core.database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.core.certificates.dying", url, str(hall.core.settings.data), hall.town.key, reference]
    ended = subprocess.run([*command, point], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr

    if point == "issue-commit":
        assert count(hall, Certificate.id) == count(hall, Job.id, Job.kind == SEAL) == 0
        assert count(hall, ProtocolEntry.seq, ProtocolEntry.direction == "out") == 0
        hall.issue(reference)
    with hall.core.database.reading(hall.town) as work:
        job = work.session.query(Job).filter(Job.kind == SEAL).one()
    for _again in range(2):
        hall.job()(hall.town, job.payload)

    assert count(hall, Certificate.id) == 1
    assert count(hall, ProtocolEntry.seq, ProtocolEntry.direction == "out") == 1
    row = hall.row(job.payload["certificate"])
    assert (row.state, row.protocol) == ("sealed", "2026/000002")
    assert hashlib.sha256(hall.pdf(row.id)).hexdigest() == row.sha256
    kept = [one for one in (hall.core.settings.data / "files").rglob("*") if one.is_file()]
    assert [one.name for one in kept] == [f"{row.sha256}.pdf"]
    assert count(hall, Event.seq, Event.kind == "sealed") == count(hall, Message.id) == 1
    with hall.core.database.reading(hall.town) as work:
        assert hall.request(work, reference).state == "closed"
        assert list(verify(work)) == []
