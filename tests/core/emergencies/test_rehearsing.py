"""Rehearsals: nothing real can take part, by type; nobody outside is told; and what they show is true."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from channels.email.gateway import Smtp
from core.announcements.telling import Telling
from core.emergencies import spawning, standing, writing
from core.emergencies.drill import Rehearsing
from core.emergencies.estimating import how_long
from core.emergencies.rehearsing import DrillDelivery, Rehearsal
from core.emergencies.tables import Drill
from core.errors import Conflict
from core.messages.outbox import MessageState
from core.messages.tables import Message
from core.people.contact import Way
from tests.announced import subscribe
from tests.core.emergencies.conftest import Gateway, Hall

RATES = {Way.TEXT: 10.0, Way.CALL: 1.0, Way.EMAIL: 10.0}
ROOT = Path(__file__).parents[3]
ASKS_A_REAL_ONE = """
from channels.email.gateway import Smtp
from core.adapters.database import Database
from core.emergencies.rehearsing import DrillDelivery, Rehearsal
from core.people.contact import Way

class Disguised(Rehearsal):
    pass

def begin(database: Database) -> DrillDelivery:
    return DrillDelivery(database, {Way.EMAIL: Smtp("smtp://mail.example.org", "hatch@example.org")})
"""


def test_a_real_gateway_is_refused_by_the_type_checker(tmp_path: Path) -> None:
    asking = tmp_path / "asking.py"
    asking.write_text(ASKS_A_REAL_ONE)
    # Only what the snippet names is read; everything beneath it is left out, which is ten times as fast.
    read = ["core/emergencies/rehearsing.py", "channels/email/gateway.py", "core/people/contact.py", "core/messages/sending.py"]
    options = [
        "--cache-dir",
        str(tmp_path),
        "--follow-imports",
        "skip",
        "--config-file",
        "",
        "--disable-error-code",
        "import-untyped",
    ]
    command = [sys.executable, "-m", "mypy", *options, *read, str(asking)]
    answered = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    wrong = [line for line in answered.stdout.splitlines() if "asking.py" in line and "error:" in line]
    assert len(wrong) == 2, answered.stdout
    assert 'Cannot inherit from final class "Rehearsal"' in wrong[0]
    assert '"Smtp"; expected "Way": "Rehearsal"' in wrong[1]


def test_a_real_gateway_is_refused_when_it_runs(hall: Hall) -> None:
    for real in (Smtp("smtp://127.0.0.1:9", "x@example.org"), Gateway()):
        with pytest.raises(TypeError):
            DrillDelivery(hall.core.database, {Way.EMAIL: real})  # type: ignore[dict-item]
    with pytest.raises(TypeError):
        type("Disguised", (Rehearsal,), {})


def rehearse(hall: Hall, numbers: Sequence[str]) -> int:
    for number in numbers:
        subscribe(hall.core, hall.town, (Way.TEXT, number), language="en" if number.endswith("9") else "el")
    written = hall.written(drill=True, texts={"el": hall.written().texts["el"]})
    return hall.send(written).id


def test_a_rehearsal_tells_nobody_and_says_how_long_and_what_would_fail(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spawning.Spawn, "__call__", lambda *_args: None)
    alert = rehearse(hall, [f"+3069123456{digits:02d}" for digits in range(20)] + ["+30691234560", "+15551234567"])
    # Also where its messages wait already: the ordinary delivery passes them by.
    with hall.core.database.reading(hall.town) as work:
        announcement = writing.one(work, alert).announcement_id
    Telling(hall.core.database, hall.core.clock)(hall.town, {"announcement": announcement, "version": 1})
    hall.work()
    assert hall.gateway.sent == []
    report = Rehearsing(hall.core.database, hall.core.clock, RATES).run(hall.town, alert)
    assert report["ways"]["text"]["count"] == 20 and report["failed"] == {"number": 2}
    assert report["untranslated"] == {"en": 2}
    with hall.core.database.reading(hall.town) as work:
        rows = work.session.scalars(select(Message)).all()
        assert {row.state for row in rows} == {MessageState.ACCEPTED, MessageState.BY_HAND} and all(row.drill for row in rows)
        assert sum(row.parts for row in rows) / 10 == pytest.approx(report["ways"]["text"]["seconds"], abs=0.1)
        assert standing.in_force(work, hall.core.clock.now()) == []
        drill = work.session.scalars(select(Drill)).one()
        assert (drill.state, drill.report) == ("done", report)
    with pytest.raises(Conflict) as refused:
        Rehearsing(hall.core.database, hall.core.clock, RATES).run(hall.town, alert)
    assert refused.value.code == "rehearsed"
    with hall.core.database.reading(hall.town) as work:
        assert work.session.scalars(select(Drill)).one().report == report
    assert standing.read(hall.core.settings.data) == standing.State()


def test_the_job_begins_a_process_that_knows_no_channel_and_no_provider(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("TWILIO_AUTH_TOKEN", "x"), ("THYRIDA_SMTP_URL", "smtp://127.0.0.1:9"), ("THYRIDA_EMAIL_FROM", "x@y.gr")):
        monkeypatch.setenv(name, value)
    stripped = spawning.environment(os.environ, hall.core.settings)
    assert {name for name in stripped if name.startswith(("TWILIO", "THYRIDA_SMTP", "THYRIDA_EMAIL", "KANNEL"))} == set()
    # The release names the job, and the worker does it.
    rehearse(hall, ["+306912345601"])
    until = time.monotonic() + 60
    while not (report := _report(hall)) and time.monotonic() < until:
        time.sleep(0.05)
    assert report["ways"]["text"]["count"] == 1 and hall.gateway.sent == []
    told = "import sys; from core.emergencies import drill; print([one for one in sys.modules if one.startswith('channels')])"
    command = [sys.executable, "-c", told]
    answered = subprocess.run(command, cwd=ROOT, env=stripped, capture_output=True, text=True, timeout=60)
    assert answered.stdout == "[]\n", answered.stderr


def _report(hall: Hall) -> dict[str, Any]:
    with hall.core.database.reading(hall.town) as work:
        found = work.session.scalars(select(Drill).where(Drill.state == "done")).first()
        return dict(found.report) if found is not None else {}


def test_a_process_that_does_not_end_is_ended_by_its_id(hall: Hall) -> None:
    spawn = spawning.Spawn(hall.core.database, hall.core.clock, hall.core.settings, longest=0.1)
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    spawn._await(process)
    assert process.returncode == -9


def test_how_long_it_takes_follows_from_the_pace(hall: Hall) -> None:
    assert how_long(hall.town, {Way.TEXT: 10_000}, 3, RATES).total_seconds() == 3000
    assert how_long(hall.town, {Way.TEXT: 100, Way.CALL: 600}, 1, RATES).total_seconds() == 600
    assert how_long(hall.town, {}, 0, RATES).total_seconds() == 0
