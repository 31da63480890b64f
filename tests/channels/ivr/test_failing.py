"""When something fails the caller hears a sentence, the same turn is tried once more, and then there is a person."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from channels.ivr import prompts, views
from core.bootstrap import Core
from core.errors import Unavailable
from core.municipalities.model import Municipality
from core.requests.tables import Request
from core.text import _
from tests.channels.ivr.caller import Caller
from tests.stopped import Stopped
from tests.twiml.check import check_voice

Calls = Callable[..., Caller]


@pytest.fixture
def fails(core: Core, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Makes the database fail so many times from now on."""
    left, work = [0], core.database.work

    @contextmanager
    def failing(town: Municipality) -> Iterator[Any]:
        if left[0]:
            left[0] -= 1
            raise Unavailable("database", _("The service is not available at this moment. Please try again."))
        with work(town) as one:
            yield one

    def times(count: int) -> None:
        left[0] = count

    monkeypatch.setattr(core.database, "work", failing)
    return times


def ids(call: Caller) -> list[str]:
    return [path.partition("turn=")[2].partition("&")[0] for path, _fields in call.asked]


@pytest.mark.parametrize("keys", [("2",), ("2", "1"), ("2", "3", "482913053#"), ("2", "#", "11")])
def test_after_an_apology_and_a_pause_the_same_turn_is_taken(
    calls: Calls, fails: Callable[[int], None], keys: tuple[str, ...]
) -> None:
    expected = calls().press(*keys)
    call = calls()
    call.press(*keys[:-1])
    fails(1)
    heard = call.press(keys[-1])
    assert "we try once more" in heard
    assert heard.endswith(expected)
    assert ids(call)[-1] == ids(call)[-2]
    assert "<Pause" in call.documents[-2]


def test_a_voice_message_survives_a_failure(calls: Calls, fails: Callable[[int], None], core: Core) -> None:
    call = calls()
    call.press("2", "#", "11")
    fails(1)
    assert "What exactly is wrong?" in call.speak(5, "#", "https://api.twilio.com/recording?a=1&b=ά")
    call.press("1", "#", "3", "#")
    with core.database.reading(core.directory.by_key("trikala")) as work:
        assert len(list(work.session.scalars(select(Request)))) == 1


def test_a_second_failure_leads_to_a_person(calls: Calls, fails: Callable[[int], None]) -> None:
    call = calls()
    call.press("2")
    fails(2)
    call.press("1")
    assert call.dialled == "+302431000000"


def test_outside_office_hours_a_second_failure_says_when_to_call(
    calls: Calls, fails: Callable[[int], None], clock: Stopped
) -> None:
    clock.move(hours=12)
    call = calls()
    call.press("2")
    fails(2)
    assert "A person answers Monday to Friday" in call.press("1")
    assert "2 4 3, 1 0 0, 0 0 0 0" in call.heard
    assert call.call.ended == "hangup"


def test_a_defect_of_ours_is_an_apology_and_a_person(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    call = calls()
    monkeypatch.setattr(views, "compose", lambda *given, **named: 1 / 0)
    assert "it is not your fault" in call.press("2")
    assert call.dialled == "+302431000000"


def test_a_defect_before_the_town_is_known_is_said_in_both_languages(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "incoming", lambda: 1 / 0)
    call = calls()
    assert {one.language for one in call.call.captions} == {"el-GR", "en-GB"}
    assert call.call.ended == "hangup"


def test_a_number_of_no_town_is_told_so(core: Core, app: Flask) -> None:
    call = Caller(core, app.test_client(), "+302310999999", "+306912345678")
    assert [one.language for one in call.call.captions] == ["el-GR", "en-GB"]
    assert "This number belongs to no municipality." in call.heard
    assert call.call.ended == "hangup"


def test_what_is_not_signed_is_forbidden(core: Core, app: Flask) -> None:
    client = app.test_client()
    for path in ("/ivr/twilio", "/ivr/twilio/turn", "/ivr/twilio/recorded", "/ivr/twilio/dialled", "/ivr/twilio/x"):
        assert client.post(path, data={"CallSid": "CA" + "0" * 32}).status_code == 403
        assert client.get(path).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/ivr/twilio/turn",
        "/ivr/twilio/turn?turn=-1&lang=xx&keys=.....&mode=zz",
        "/ivr/twilio/turn?turn=999&lang=en",
        "/ivr/twilio/turn?turn=%CE%B1&lang=en&question=%00%0B&command=%3Cx%3E",
        "/ivr/twilio/turn?turn=5&lang=en&command=code",
        "/ivr/twilio/recorded?turn=3&lang=en",
        "/ivr/twilio/dialled?lang=en",
        "/ivr/twilio/language?lang=en",
        "/ivr/twilio/elsewhere/entirely",
        "/ivr/twilio/",
    ],
)
@pytest.mark.parametrize("more", [{}, {"Digits": "*" * 90}, {"Digits": "½²٣", "RecordingUrl": "file:///etc/passwd"}])
def test_whatever_is_asked_is_answered_with_a_sound_document(calls: Calls, path: str, more: dict[str, str]) -> None:
    call = calls()
    fields = call.asked[0][1] | more
    status, content_type, document = call.post(path, fields)
    assert (status, content_type) == (200, "text/xml; charset=utf-8")
    assert check_voice(document) == []


def test_a_call_without_an_id_of_its_own_is_let_go(calls: Calls) -> None:
    call = calls()
    _status, _type, document = call.post("/ivr/twilio", call.asked[0][1] | {"CallSid": "x"})
    assert "Hangup" in document


def test_a_line_that_nobody_puts_down_ends(calls: Calls) -> None:
    call = calls()
    _status, _type, document = call.post(f"/ivr/twilio/turn?turn={views.MOST_TURNS + 1}&lang=en", call.asked[0][1])
    assert "Hangup" in document


def test_a_town_with_one_language_asks_for_none(core: Core) -> None:
    from dataclasses import replace

    town = replace(core.directory.by_key("trikala"), languages=("el",))
    assert "Gather" not in prompts.choose_language(town)
