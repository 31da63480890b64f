"""A document is checked on every channel where citizens are served, without signing in, and each of them says the same."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from channels import find
from channels.site import create_app
from core.bootstrap import Core
from core.certificates.issuing import Decision
from core.certificates.revoking import replace
from core.certificates.tables import Certificate, CheckRow
from core.codes import random_code
from core.municipalities.model import Municipality
from tests.certified import FIELDS, NAME, Hall
from tests.channels.ivr.caller import Caller
from tests.channels.sms.handset import Handset
from tests.channels.web.browser import Browser
from tests.stopped import Stopped

# Each asks about a code through the channel's own door, and gives what is said.
Asking = Callable[[Core, Flask, Municipality, str], str]


def on_web(core: Core, app: Flask, town: Municipality, code: str) -> str:
    browser = Browser(app, town.hosts[0])
    browser.open("/v")
    return browser.submit(code=code).text


def by_text(core: Core, app: Flask, town: Municipality, code: str) -> str:
    return Handset(core, app.test_client(), town.numbers[0], "+306912345678").say(f"ΕΠΑΛΗΘΕΥΣΗ {code}")


def by_phone(core: Core, app: Flask, town: Municipality, code: str) -> str:
    caller = Caller(core, app.test_client(), town.numbers[-1], "+302431012345")
    caller.press("1", "5")
    return caller.press(*code, "#")


DOORS: dict[str, Asking] = {"web": on_web, "sms": by_text, "ivr": by_phone}
# What each standing is called, so that nobody says it in other words.
SAID = {"valid": "ισχύει", "revoked": "ανακληθεί", "expired": "έχει λήξει", "unknown": "ανένα έγγραφο"}


@pytest.fixture
def hall(core: Core, town: Municipality) -> Hall:
    return Hall(core, town)


def test_every_channel_of_citizens_has_a_door_for_it() -> None:
    assert set(DOORS) == {one.name for one in find() if one.medium is not None and one.checks != "session"}


@pytest.mark.parametrize("channel", DOORS)
@pytest.mark.parametrize("standing", SAID)
def test_every_channel_says_the_same_of_a_document(hall: Hall, clock: Stopped, standing: str, channel: str) -> None:
    reference = hall.applied()
    made = hall.issue(reference)
    hall.seal(made)
    code = hall.code(made)
    if standing == "revoked":
        with hall.core.database.work(hall.town) as work:
            row = work.session.get_one(Certificate, (hall.town.id, made))
            request = hall.request(work, reference)
            replace(work, request, row, hall.service(), hall.clerk, Decision(FIELDS), "Λάθος.", hall.core.codes, hall.now)
    if standing == "expired":
        clock.move(days=400)
    if standing == "unknown":
        code = random_code(16)
    said = DOORS[channel](hall.core, create_app(hall.core), hall.town, code)
    assert SAID[standing] in said
    assert NAME not in said
    with hall.core.database.reading(hall.town) as work:
        counted = work.execute(select(CheckRow.channel, CheckRow.answer, CheckRow.full)).all()
    assert [tuple(one) for one in counted] == [(channel, standing, False)]
