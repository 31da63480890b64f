"""The product's promise: every service can be had on every channel, and leaves the same record whichever one was used.

Services are found in the catalogue, with one that a municipality made for itself; channels by being there. Nothing is
excepted: a channel on which citizens reply and that has no driver here fails the test.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from channels import Channel, find
from channels.site import create_app
from core.bootstrap import Core, build
from core.catalogue import catalogue_for
from core.dialogue.answers import Form, Reply
from core.dialogue.kinds import kinds
from core.dialogue.service import Question, Service, ServiceForm
from core.municipalities import files
from core.requests.tables import Content, Request
from core.settings import Settings
from tests.contract import everything, inputs
from tests.contract.drivers import DRIVERS, MOBILE
from tests.stopped import Stopped

CHANNELS = {channel.name: channel for channel in find() if channel.medium is not None}


@pytest.fixture(scope="module")
def own_services(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return everything.write(tmp_path_factory.mktemp("catalogue"))


def _services() -> dict[str, Service]:
    """Those that are shipped, by key; the municipality's own is added to them by name."""
    return {one.key: one for one in catalogue_for(None, "").listed()}


KEYS = [*_services(), everything.KEY]


@pytest.fixture(scope="module")
def core(sqlite_template: Path, own_services: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Core]:
    folder = tmp_path_factory.mktemp("hall")
    shutil.copyfile(sqlite_template, folder / "thyrida.db")
    settings = Settings(data=folder, catalogue=own_services, replies_a_minute=10_000)  # type: ignore[call-arg]
    made = build(settings, clock=Stopped())
    for one in files.demonstration():
        made.directory.add(one, made.clock.now())
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def app(core: Core) -> Flask:
    return create_app(core)


@dataclass(frozen=True)
class Record:
    """What the town hall has in the end, of what should be the same whatever channel it came by."""

    service: str
    version: int
    form: str
    state: str
    formal: bool
    due_on: object
    tell_by: str
    tell_to: str
    place: str
    answered: tuple[str, ...]
    values: tuple[tuple[str, object], ...]


@pytest.mark.parametrize("variant", range(inputs.VARIANTS))
@pytest.mark.parametrize("key", KEYS)
def test_a_service_leaves_the_same_record_on_every_channel(core: Core, app: Flask, key: str, variant: int) -> None:
    town = core.directory.by_key("trikala")
    service = core.catalogue(town).get(key)
    assert service is not None
    if service.form is ServiceForm.INFORMATION:
        for name in CHANNELS:
            assert _explained(core, app, service, name), f"{key} is not explained on {name}"
        return
    records = {name: _go_through(core, app, service, name, variant) for name in CHANNELS}

    spoken = {
        one.key
        for one in service.questions
        if not _typed_or_keyed(one, CHANNELS["ivr"].medium.replies)  # type: ignore[union-attr]
    }
    assert {name: _without(record, spoken) for name, record in records.items()} == dict.fromkeys(
        CHANNELS, _expected(core, service, variant, spoken)
    )
    # Where words can be typed, what is only spoken on the telephone is equal too.
    assert len({repr(record) for name, record in records.items() if name != "ivr"}) == 1


def _go_through(core: Core, app: Flask, service: Service, name: str, variant: int) -> Record:
    """From the menu to the receipt on one channel."""
    town = core.directory.by_key("trikala")
    assert service in core.catalogue(town).offered(CHANNELS[name].medium.replies), f"{service.key} on {name}"  # type: ignore[union-attr]
    before = _last_id(core)
    driver = DRIVERS[name](core, app, town, variant == 1)
    driver.begin(service)
    for given in inputs.plan(service.questions, variant):
        driver.give(given)
    receipt = driver.finish(service)

    with core.database.reading(town) as work:
        request = work.session.scalars(select(Request).where(Request.id > before)).one()
        content = work.session.scalars(select(Content).where(Content.request_id == request.id)).one()
    digits = re.sub(r"\D", "", receipt)
    assert request.reference in digits, f"no reference in the receipt of {name}: {receipt}"
    assert (request.channel, request.language) == (name, "el")
    assert bool(request.protocol) == service.formal
    assert content.body is not None
    return _record(request, content.body)


def _record(request: Request, answers: dict[str, Any]) -> Record:
    own = {key: one for key, one in answers.items() if not key.startswith("tell_")}
    return Record(
        request.service,
        request.service_version,
        request.form,
        request.state,
        bool(request.protocol),
        request.due_on,
        request.tell_by,
        request.tell_to,
        request.place,
        tuple(sorted(own)),
        tuple(sorted((key, repr(one["value"])) for key, one in own.items() if one["form"] != Form.RECORDED)),
    )


def _without(record: Record, spoken: set[str]) -> Record:
    """A record without the values that a caller can only speak, which a clerk writes down later."""
    values = tuple((key, value) for key, value in record.values if key not in spoken)
    return Record(**{**vars(record), "values": values, "place": ""})


def _expected(core: Core, service: Service, variant: int, spoken: set[str]) -> Record:
    given = [one for one in inputs.plan(service.questions, variant) if not one.leave_out]
    now, told = core.clock.now(), variant == 1
    from core.requests.duedate import due_date

    town = core.directory.by_key("trikala")
    due = due_date(service.clock, town.today(now), town) if service.clock else None
    return Record(
        service=service.key,
        version=service.version,
        form=str(service.form),
        state="received" if service.assurance == "none" else "waiting_identity",
        formal=service.formal,
        due_on=due.on if due else None,
        tell_by="text" if told else "none",
        tell_to=MOBILE if told else "",
        place="",
        answered=tuple(sorted(one.question.key for one in given)),
        values=tuple(sorted((one.question.key, repr(one.meant)) for one in given if one.question.key not in spoken)),
    )


def _typed_or_keyed(question: Question, replies: frozenset[Reply]) -> bool:
    """Whether a value can be keyed or picked by telephone; a file is brought later everywhere."""
    ways = question.kind.ways & replies
    return bool(ways & {Reply.PICK, Reply.DIGITS}) or Reply.FILE in question.kind.ways


def _explained(core: Core, app: Flask, service: Service, name: str) -> bool:
    town = core.directory.by_key("trikala")
    before = _last_id(core)
    said = DRIVERS[name](core, app, town, False).begin(service)
    assert _last_id(core) == before
    shortest = service.short.best("el")[0]
    return service.title.best("el")[0] in said or shortest in said


def _last_id(core: Core) -> int:
    with core.database.across("a test looks at what is there", writes=False) as work:
        return int(work.execute(select(func.coalesce(func.max(Request.id), 0))).scalar_one())


def test_every_channel_on_which_citizens_reply_has_a_driver() -> None:
    assert set(DRIVERS) == set(CHANNELS)
    assert {"web", "sms", "ivr", "desk"} <= set(CHANNELS)
    assert all(isinstance(one, Channel) for one in CHANNELS.values())


def test_every_kind_of_answer_is_in_the_table() -> None:
    assert set(inputs.TYPED) | {"choice"} | everything.ITS_OWN == set(kinds())
    assert set(inputs.MEANT) == set(inputs.TYPED)


def test_the_municipalitys_own_service_asks_a_question_of_every_kind(core: Core) -> None:
    service = core.catalogue(core.directory.by_key("trikala")).get(everything.KEY)
    assert service is not None
    assert {one.kind.name for one in service.questions} | everything.ITS_OWN == set(kinds())
    assert any(one.when is not None for one in service.questions)
    assert set(service.title.languages) == {"el"}


def test_a_service_without_english_is_had_in_english_too(core: Core, app: Flask) -> None:
    """Its own words stay Greek, and a page says so to whoever reads it aloud."""
    from tests.channels.web.browser import Browser

    browser = Browser(app, "trikala.localhost", language="en")
    page = browser.open(f"/start/{everything.KEY}?new=1")
    assert 'lang="el"' in page.html
    assert "Τι απαντάτε στο άλφα;" in page.text
