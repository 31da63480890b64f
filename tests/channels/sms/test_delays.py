"""What a text tells of a delay, and that a text answers a question."""

from datetime import timedelta

from channels.sms.fitting import LONGEST, units
from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.requests import actions, delaying
from core.requests.tables import Request
from tests.channels.sms.handset import Handset
from tests.filed import file_one
from tests.stopped import Stopped

CLERK = actions.Actor("desk", 7)


def test_a_delay_is_told_with_the_status(core: Core, handset: Handset, clock: Stopped) -> None:
    town: Municipality = core.directory.by_key("trikala")
    filed = file_one(core, town, "document-access", answers={})
    with core.database.work(town) as work:
        request = work.session.get_one(Request, (town.id, filed.id))
        actions.claim(work, request, CLERK, clock.now())
        until = delaying.proposed(request, town, town.today(clock.now()))
        actions.delay(work, request, CLERK, actions.Delay(["load"], "", "Μαρία", "2431000000", until), clock.now())
    reply = handset.say(f"ΚΑΤΑΣΤΑΣΗ {filed.reference}")
    assert f"Ενημερώσαμε για καθυστέρηση: έως {until.day}/{until.month}/{until.year}" in reply
    assert units(reply) <= LONGEST


def test_a_text_that_answers_starts_the_clock_again(core: Core, handset: Handset, clock: Stopped) -> None:
    town = core.directory.by_key("trikala")
    filed = file_one(core, town, "pavement-tables", answers={}, contact=handset.number)
    with core.database.work(town) as work:
        request = work.session.get_one(Request, (town.id, filed.id))
        actions.identify(work, request, CLERK, "passport", "123", clock.now())
        actions.claim(work, request, CLERK, clock.now())
        actions.ask(work, request, CLERK, "Πόσα τραπέζια;", clock.now())
        due = request.due_on
    clock.move(days=10)
    handset.say("Οκτώ τραπέζια")
    with core.database.reading(town) as work:
        request = work.session.get_one(Request, (town.id, filed.id))
    assert request.state == "in_progress"
    assert request.due_on is not None and due is not None and request.due_on >= due + timedelta(days=8)
