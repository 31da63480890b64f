"""An announcement is read on every channel where citizens are served, and each of them says the same of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from channels import find
from channels.site import create_app
from core.announcements.kinds import Kind, Stage
from core.announcements.tables import Announcement
from core.bootstrap import Core
from core.municipalities.model import Municipality
from tests.announced import announce
from tests.channels.ivr.caller import Caller
from tests.channels.sms.handset import Handset
from tests.channels.web.browser import Browser
from tests.stopped import Stopped

TITLE, ENGLISH = "Διακοπή νερού στο κέντρο", "No water in the centre"
# Eleven in the morning of a Wednesday, in Greece.
BEGINS = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
TEXTS = {
    "el": {"title": TITLE, "body": "Λόγω εργασιών στον αγωγό.", "short": "", "voice": ""},
    "en": {"title": ENGLISH, "body": "Works on the main.", "short": "", "voice": ""},
}


class Read:
    """What a channel says of the newest announcement, to somebody who came through its own door."""

    def __init__(self, core: Core, app: Flask, town: Municipality, language: str) -> None:
        self.core, self.app, self.town, self.language = core, app, town, language

    def on_web(self) -> str:
        browser = Browser(self.app, self.town.hosts[0], self.language)
        first = next(link for link in browser.open("/news").links if link.startswith("/news/"))
        return browser.open(first).text

    def by_text(self) -> str:
        handset = Handset(self.core, self.app.test_client(), self.town.numbers[0])
        if self.language == "en":
            handset.say("ENGLISH")
        return handset.say("NEWS" if self.language == "en" else "ΝΕΑ", "1")

    def by_phone(self) -> str:
        caller = Caller(self.core, self.app.test_client(), self.town.numbers[-1], "+302431012345")
        caller.press("2" if self.language == "en" else "1", "4")
        return caller.press("1")


DOORS: dict[str, Callable[[Read], str]] = {"web": Read.on_web, "sms": Read.by_text, "ivr": Read.by_phone}
# What became of it, what each of them must say of it, and what none may.
CASES: dict[str, tuple[str, dict[str, Any], tuple[str, ...], tuple[str, ...]]] = {
    "greek": ("el", {}, (TITLE, "18", "11"), (ENGLISH, "written only", "Ανακλήθηκε")),
    "english": ("en", {}, (ENGLISH, "18", "11"), (TITLE, "written only")),
    "missing": ("en", {"texts": {"el": TEXTS["el"]}}, (TITLE, "This is written only in Greek."), ()),
    "corrected": (
        "el",
        {"kind": Kind.CALL, "corrected_at": BEGINS - timedelta(days=1), "valid_until": BEGINS + timedelta(days=12)},
        (TITLE, "Διορθώθηκε", "17", "30"),
        ("Έληξε",),
    ),
}


def test_every_channel_of_citizens_has_a_door_for_it() -> None:
    assert set(DOORS) == {one.name for one in find() if one.medium is not None and one.checks != "session"}


@pytest.mark.parametrize("case", CASES)
def test_every_channel_says_the_same_of_an_announcement(core: Core, town: Municipality, case: str) -> None:
    language, fields, said, unsaid = CASES[case]
    announce(core, town, ways=(), **{"texts": TEXTS, "begins_at": BEGINS, "place": "Ασκληπιού", **fields})
    read = Read(core, create_app(core), town, language)
    heard = {channel: door(read) for channel, door in DOORS.items()}
    assert [(channel, one) for channel, words in heard.items() for one in (*said, "Ασκληπιού") if one not in words] == []
    assert [(channel, one) for channel, words in heard.items() for one in unsaid if one in words] == []


def test_what_is_over_or_withdrawn_or_a_rehearsal_is_news_nowhere(core: Core, town: Municipality, clock: Stopped) -> None:
    announce(core, town, ways=(), texts=TEXTS, valid_until=clock.now() + timedelta(minutes=5))
    withdrawn = announce(core, town, ways=(), texts={"el": {"title": "Ματαιώνεται", "body": ""}})
    announce(core, town, ways=(), texts={"el": {"title": "Άσκηση", "body": ""}}, drill=True)
    announce(core, town, ways=(), kind=Kind.EMERGENCY, texts={"el": {"title": "Αυτή ισχύει", "body": ""}})
    with core.database.work(town) as work:
        work.session.get_one(Announcement, (town.id, withdrawn)).stage = str(Stage.WITHDRAWN)
    clock.move(minutes=5)
    app = create_app(core)
    read = Read(core, app, town, "el")
    assert {channel: "Αυτή ισχύει" in door(read) for channel, door in DOORS.items()} == dict.fromkeys(DOORS, True)
    listed = (
        Browser(app, town.hosts[0]).open("/news").text
        + Handset(core, app.test_client(), town.numbers[0], "+306912345679").say("ΝΕΑ")
        + Caller(core, app.test_client(), town.numbers[-1], "+302431012346").press("1", "4", "2")
    )
    assert [one for one in (TITLE, "Ματαιώνεται", "Άσκηση") if one in listed] == []
