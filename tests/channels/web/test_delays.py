"""What the citizen's page tells of a delay, of another department and of a question, and that an answer on it counts."""

from collections.abc import Callable

import pytest

from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.requests import actions, delaying, receiptcode
from core.requests.tables import Request
from tests.channels.web.browser import Browser
from tests.channels.web.talks import opened
from tests.filed import file_one
from tests.stopped import Stopped

CLERK = actions.Actor("desk", 7)
WORDS = "Η μελέτη είναι στο παλιό αρχείο και χρειάζεται συνεννόηση με την τεχνική υπηρεσία. " * 4


@pytest.fixture
def tables(core: Core, town: Municipality, clock: Stopped) -> tuple[int, str]:
    filed = file_one(core, town, "pavement-tables", answers={})
    with core.database.work(town) as work:
        request = work.session.get_one(Request, (town.id, filed.id))
        actions.identify(work, request, CLERK, "passport", "123", clock.now())
        actions.claim(work, request, CLERK, clock.now())
        actions.ask(work, request, CLERK, "Πόσα τραπέζια;", clock.now())
    return filed.id, filed.reference


def of(core: Core, town: Municipality, request_id: int) -> Request:
    with core.database.reading(town) as work:
        return work.session.get_one(Request, (town.id, request_id))


def test_the_page_tells_of_the_delay_with_its_whole_reason_and_still_of_the_question(
    core: Core, town: Municipality, clock: Stopped, tables: tuple[int, str], another: Callable[..., Browser]
) -> None:
    request_id, reference = tables
    with core.database.work(town) as work:
        request = work.session.get_one(Request, (town.id, request_id))
        actions.claim(work, request, CLERK, clock.now())
        until = delaying.proposed(request, town, town.today(clock.now()))
        actions.delay(work, request, CLERK, actions.Delay([], WORDS, "Μαρία", "2431000000", until), clock.now())
    reader = another(language="en")
    reader.open(f"/track/{reference}")
    assert "We told you of a delay: until" in reader.page.text
    assert "παλιό αρχείο" not in reader.page.text
    opened(reader, reference, receiptcode.receipt_code(core.codes, town.id, reference))
    assert " ".join(WORDS.split()) in " ".join(reader.page.text.split())
    assert "We told you that it will take longer." in reader.page.text
    assert reader.page.text.index("We are waiting for you") < reader.page.text.index("Πόσα τραπέζια;")


def test_an_answer_on_the_page_starts_the_clock_again(
    core: Core, town: Municipality, clock: Stopped, tables: tuple[int, str], another: Callable[..., Browser]
) -> None:
    request_id, reference = tables
    due = of(core, town, request_id).due_on
    clock.move(days=10)
    reader = another(language="en")
    opened(reader, reference, receiptcode.receipt_code(core.codes, town.id, reference))
    reader.command("reply", reply="Οκτώ τραπέζια")
    found = of(core, town, request_id)
    assert found.state == "in_progress"
    assert found.due_on is not None and due is not None and found.due_on > due


def test_after_its_day_a_question_is_waited_for_no_more(
    core: Core, town: Municipality, clock: Stopped, tables: tuple[int, str], another: Callable[..., Browser]
) -> None:
    request_id, reference = tables
    clock.move(days=16)
    with core.database.work(town) as work:
        request = work.session.get_one(Request, (town.id, request_id))
        actions.unanswered(work, request, clock.now(), core.catalogue(town).get(request.service))
    reader = another(language="en")
    opened(reader, reference, receiptcode.receipt_code(core.codes, town.id, reference))
    assert "We are waiting for you" not in reader.page.text
    assert "The time for your answer ended." in reader.page.text
