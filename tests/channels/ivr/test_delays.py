"""What a caller hears of a delay."""

from collections.abc import Callable

from core.bootstrap import Core
from core.requests import actions, delaying
from core.requests.tables import Request
from tests.channels.ivr.caller import Caller
from tests.filed import file_one


def test_a_caller_hears_of_the_delay(core: Core, calls: Callable[..., Caller]) -> None:
    town, now, clerk = core.directory.by_key("trikala"), core.clock.now(), actions.Actor("desk", 7)
    filed = file_one(core, town)
    with core.database.work(town) as work:
        request = work.session.get_one(Request, (town.id, filed.id))
        actions.claim(work, request, clerk, now)
        until = delaying.proposed(request, town, town.today(now))
        actions.delay(work, request, clerk, actions.Delay(["load"], "", "Μαρία", "2431000000", until), now)
    heard = calls().press("2", "3", f"{filed.reference}#")
    assert "We told you of a delay: until" in heard
    assert str(until.year) in heard
