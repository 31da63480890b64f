"""Every step a conversation can say becomes a sound page in both languages."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import get_args

import pytest
from flask import Flask

import channels.site
from channels.pages.draw import page
from channels.pages.frame import Showing
from channels.pages.taking import onward
from channels.web import CHANNEL
from channels.web.frame import FRAME
from core.announcements.topics import topic
from core.bootstrap import Core
from core.certificates.checking import Checked, Standing
from core.dialogue.answers import Answer, Form, Heard, Situation
from core.dialogue.kinds import kinds
from core.dialogue.service import Assurance, Service
from core.dialogue.steps import (
    Ask,
    Done,
    GiveCode,
    HandOver,
    Help,
    Identify,
    Information,
    Menu,
    Notice,
    Pick,
    Review,
    ReviewItem,
    ShowCheck,
    ShowNews,
    ShowStatus,
    Step,
)
from core.municipalities.model import Municipality
from core.requests.duedate import DueDate
from core.requests.moves import State
from core.requests.status import Status
from core.text import Wording, _
from tests.channels.pages.embedded import database_url  # noqa: F401
from tests.templates.parsed import parse

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
DUE = DueDate(date(2026, 11, 23), date(2026, 11, 16), "working", 5)
HERE = Showing(here="/start/street-light", turn="a-token", leave="/services/street-light", notes=("Noted.",))
STATUS = Status(
    reference="482913053",
    service="street-light",
    form="report",
    state=State.IN_PROGRESS,
    outcome=None,
    how_far=_("being worked on"),
    full=True,
    opened=False,
    received_on=date(2026, 11, 16),
    due_on=DUE.on,
    due=DUE,
    protocol="",
    asked_until=None,
)


def steps(service: Service) -> dict[type[Step], Step]:
    """One of each."""
    place = service.questions[0]
    made: list[Step] = [
        Menu(title=_("Did you mean:"), picks=(Pick("1", service.key, service.title), Pick("2", "none", "…"))),
        Ask(question=place, service=service, number=2, total=5, problem=_("Please say where it is."), example="Πύλη 3"),
        Identify(
            service=service,
            needed=Assurance.PIN,
            has=Assurance.NONE,
            picks=(Pick("1", "pin", _("with my AFM and my PIN")), Pick("2", "later", _("later, for example at the counter"))),
        ),
        Review(service=service, items=(ReviewItem("1", place.key, place.label, "Πύλη 3"),), back_to=place.key),
        Done(
            service=service,
            reference="482913053",
            receipt_code="0417",
            protocol="12/2026",
            due=DUE,
            received_at=NOW,
            needs_proof=True,
            tell_by="text",
            tell_to="+306912345678",
        ),
        Information(service=service),
        ShowStatus(status=STATUS, service=service, can_open=True),
        ShowCheck(checked=Checked(Standing.UNKNOWN, "4829130534829136")),
        ShowNews(about=topic("water"), told=None, whole=True, picks=(Pick("1", "7", "Διακοπή νερού"),)),
        Notice(text=_("There is no news at this moment.")),
        Help(number="+302431000000"),
        GiveCode(code="12345678", until=NOW, service=service),
        HandOver(number="+302431000000", open_now=False, call_back="call-back"),
    ]
    return {type(one): one for one in made}


@pytest.fixture
def app(core: Core, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(channels.site, "find", lambda: [CHANNEL])
    return channels.site.create_app(core)


@pytest.fixture
def lamp(core: Core, town: Municipality) -> Service:
    found = core.catalogue(town).get("street-light")
    assert found is not None
    return found


@pytest.mark.parametrize("language", ["el", "en"])
@pytest.mark.parametrize("kind", get_args(Step))
def test_every_step_is_a_sound_page(app: Flask, lamp: Service, kind: type[Step], language: str) -> None:
    with app.test_request_context(f"/start/street-light?lang={language}", base_url="http://trikala.localhost"):
        html = page(steps(lamp)[kind], FRAME, HERE)
    drawn = parse(html)
    assert drawn.unbalanced == []
    assert len(drawn.all("h1")) == 1
    assert drawn.all("html")[0].attributes["lang"] == language


@pytest.mark.parametrize("kind", get_args(Step))
def test_a_step_has_an_address_unless_it_belongs_to_its_turn(lamp: Service, kind: type[Step]) -> None:
    address = onward(steps(lamp)[kind], FRAME, HERE)
    assert bool(address) is (kind not in (Notice, Help, GiveCode, HandOver, ShowCheck))
    assert not address or address.startswith("/")


def test_what_was_answered_before_stands_in_the_fields(app: Flask, core: Core, town: Municipality) -> None:
    situation = Situation(town, NOW, "en")
    with app.test_request_context("/start/x", base_url="http://trikala.localhost"):
        for service in core.catalogue(town).listed():
            for question in service.questions:
                picks = question.kind.picks(question, situation)
                for value, label in picks.items():
                    answer = question.kind.read(question, _picked(value), situation)
                    shown = tuple(Pick(str(n), key, one) for n, (key, one) in enumerate(picks.items(), 1))
                    step = Ask(question=question, service=service, number=1, total=1, picks=shown, before=answer)
                    html = page(step, FRAME, HERE)
                    assert f'value="{value}" checked' in html, (service.key, question.key, label)


def _picked(value: str) -> Heard:
    return Heard(value, Form.PICKED)


def test_a_date_stands_in_its_three_fields(app: Flask, core: Core, town: Municipality, lamp: Service) -> None:
    question = replace(lamp.questions[0], kind=kinds()["date"], ask=Wording({"el": "Πότε;", "en": "When?"}))
    step = Ask(question=question, service=lamp, number=1, total=1, before=Answer("2026-11-03"))
    with app.test_request_context("/start/x", base_url="http://trikala.localhost"):
        html = page(step, FRAME, HERE)
    for name, value in (("day", "3"), ("month", "11"), ("year", "2026")):
        assert f'name="{name}" type="text"' in html
        assert f'value="{value}"' in html


def test_a_pin_that_was_set_is_set_again_and_one_found_by_street_is_not(app: Flask, lamp: Service) -> None:
    for source, kept in (("pin", True), ("device", True), ("street-list", False)):
        value = {"text": "Πύλη 3", "lat": 39.55, "lon": 21.76, "source": source}
        step = Ask(question=lamp.questions[0], service=lamp, number=1, total=1, before=Answer(value))
        with app.test_request_context("/start/x", base_url="http://trikala.localhost"):
            html = page(step, FRAME, HERE)
        assert ('name="lat" value="39.55"' in html) is kept
        assert 'value="Πύλη 3"' in html
