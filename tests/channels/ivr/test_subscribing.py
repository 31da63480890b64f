"""Subscribing by telephone: the caller's number is a hint, so a code proves the number that is to be told."""

from collections.abc import Callable

from channels.ivr.line import Line
from core.announcements.topics import mask
from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.subscriptions import evidence
from tests.channels.ivr.caller import Caller
from tests.subscribed import LANDLINE, MOBILE, code, sent, subscribe, subscribers, told

Calls = Callable[..., Caller]


def at_the_news(core: Core, town: Municipality, caller: Caller, turn: int = 90) -> Caller:
    """Key 8 at the news, whatever is read there: the address that the key leads to."""
    caller.press("1")
    caller.call._exchange._proceed(Line(town, "el", turn).url(command="subscribe"), {})
    return caller


def test_a_mobile_subscribes_with_a_code_that_is_texted_to_it(core: Core, town: Municipality, calls: Calls) -> None:
    caller = at_the_news(core, town, calls())
    assert "7 8" in caller.heard
    caller.press("1")
    assert sent(core, town)[0][:2] == ("text", MOBILE)
    caller.press(*"000000#")
    assert told(core, town) == []
    caller.press(*code(core, town), "#")
    caller.press("2", "2", "7", "2", "1", "1")
    caller.press("2")
    assert "Συμφωνείτε" in caller.heard
    assert told(core, town) == [], "nothing is kept before they agree"
    caller.press("1")
    (mine,) = subscribers(core, town)
    assert (mine.state, mine.way, mine.address) == ("active", "call", MOBILE)
    assert (mine.topics, mine.district) == (mask(["safety", "water"]), "centre")
    with core.database.reading(town) as work:
        asked, confirmed = evidence.of(work, mine.id)
    assert (asked.what, confirmed.what, confirmed.words) == ("asked", "confirmed", "1")
    assert "Συμφωνείτε" in confirmed.asked


def test_a_fixed_telephone_is_called_when_it_has_hung_up_and_calls_again(core: Core, town: Municipality, calls: Calls) -> None:
    caller = at_the_news(core, town, calls(number=LANDLINE))
    assert "κλείστε" in caller.press("1")
    assert "<Hangup" in caller.documents[-1], "we cannot call a number that is on the line"
    assert sent(core, town)[0][:2] == ("call", LANDLINE)
    again = at_the_news(core, town, calls(number=LANDLINE))
    again.press(*code(core, town), "#")
    again.press("1", "1", "1")
    assert told(core, town) == [("active", "call", LANDLINE)]


def test_who_is_subscribed_comes_to_the_settings_and_nobody_else_learns_it(core: Core, town: Municipality, calls: Calls) -> None:
    subscribe(core, town, (Way.TEXT, MOBILE))
    stranger = at_the_news(core, town, calls(number="anonymous"))
    stranger.press(*"6912345678#")
    known = stranger.heard
    other = at_the_news(core, town, calls(number="anonymous"))
    other.press(*"6912345699#")
    assert other.heard == known.replace("7 8", "9 9")
    caller = at_the_news(core, town, calls())
    caller.press("1")
    caller.press(*code(core, town), "#")
    assert "6" in caller.heard
    caller.press("6", "1")
    assert told(core, town) == [("ended", "", "")]
