"""Whether an installation says rightly that it can work."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text, update

from channels.site import create_app
from core.adapters.database import Database
from core.bootstrap import Core
from core.errors import Unavailable
from core.messages.outbox import Draft, Priority, post
from core.messages.tables import Message
from core.operations import marks
from core.operations.tables import WHY
from core.people.contact import Way
from core.text import _
from tests.stopped import Stopped


def ready(core: Core) -> tuple[int, dict[str, dict[str, object]]]:
    answer = create_app(core).test_client().get("/readyz", base_url="http://anything")
    assert answer.json is not None
    return answer.status_code, answer.json["checks"]


def test_a_message_that_waits_too_long_is_named(core: Core, clock: Stopped) -> None:
    town = replace(core.directory.by_key("trikala"), key="volos", demonstration=False, hosts=("v.example.org",), numbers=())
    town = core.directory.add(town, clock.now())
    with core.database.work(town) as work:
        post(work, Draft(Way.TEXT, "+306912345678", "Έγινε.", "el", "notice"), clock.now())
    assert ready(core)[0] == 200
    clock.move(minutes=16)
    status, checks = ready(core)
    assert status == 503
    assert [name for name, one in checks.items() if not one["ok"]] == ["queue"]
    # Of what goes to a whole town, the last may wait for hours.
    with core.database.work(town) as work:
        work.execute(update(Message).values(priority=int(Priority.BULK)))
    assert ready(core)[0] == 200


def test_another_release_s_database_is_named(core: Core) -> None:
    with core.database.across(WHY) as work:
        work.execute(text("UPDATE alembic_version SET version_num = '0003'"))
    status, checks = ready(core)
    assert (status, checks["migrations"]["ok"]) == (503, False)


def test_a_worker_of_its_own_must_be_seen(make_core: Callable[..., Core], core: Core, clock: Stopped) -> None:
    made = make_core(worker=False)
    assert ready(made)[1]["worker"]["ok"] is False
    marks.note(core.database, marks.WORKER, clock.now())
    assert ready(made)[0] == 200
    clock.move(minutes=4)
    assert ready(made)[0] == 503


def test_without_a_database_it_lives_and_is_not_ready(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_rest: object, **_more: object) -> object:
        raise Unavailable("database", _("The service is not available at this moment. Please try again."))

    client = create_app(core).test_client()
    for name in ("across", "work", "reading"):
        monkeypatch.setattr(Database, name, away)
    assert client.get("/healthz", base_url="http://nowhere.example").status_code == 200
    answer = client.get("/readyz", base_url="http://nowhere.example")
    assert answer.status_code == 503
    assert answer.json is not None and answer.json["checks"]["database"] == {"ok": False, "said": "does not answer"}
