"""A wrong office, twice: to the right department, then to another body. The citizen is told each time; the clock goes on."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.citizens import Receipt, report_by_text, status_by_text, text
from tests.journeys.clerks import Clerk
from tests.journeys.clocked import Clocked, clocked

CITIZEN = "+306900000778"
WHY_THERE, WHY_OUT, ANSWER = "It hangs on a road sign.", "The pole is the grid operator's.", "They changed it on Tuesday."


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Clocked]:
    with clocked(database_url, tmp_path / "var") as server:
        yield server


def told(hall: Clocked) -> list[str]:
    hall.pass_time(seconds=1)
    return hall.sent("trikala", CITIZEN)


def due(clerk: Clerk, receipt: Receipt) -> str:
    return clerk.request(receipt.reference).text.partition("Due")[2].strip().partition("2026")[0]


def test_a_wrong_office(hall: Clocked) -> None:
    texting = hall.texting("trikala", CITIZEN)
    text(texting, "ENGLISH")
    receipt = report_by_text(texting, "the street light at venizelou 12 is out")
    clerk = Clerk(hall, "trikala")
    day = due(clerk, receipt)

    clerk.do(receipt.reference, "move", department="roads", words=WHY_THERE)
    assert "Roads" in told(hall)[-1]
    assert WHY_THERE in clerk.request(receipt.reference).text
    assert due(clerk, receipt) == day

    clerk.do(receipt.reference, "forward", body="deddie", words=WHY_OUT)
    assert WHY_OUT in told(hall)[-1]
    assert due(clerk, receipt) == day
    paper = clerk.browser.open(f"/desk/requests/{receipt.reference}/hand-over.json")
    assert receipt.reference in json.dumps(json.loads(paper.html))
    assert clerk.browser.open(f"/desk/requests/{receipt.reference}/hand-over.pdf").status == 200

    # The other body says nothing: we ask again, and still watch.
    hall.pass_time(days=16)
    clerk = Clerk(hall, "trikala")
    assert "ask again" in clerk.request(receipt.reference).text.lower()
    assert "another authority" in status_by_text(texting, receipt.reference)
    clerk.do(receipt.reference, "take-back", words=ANSWER)
    clerk.close(receipt.reference, "It is on again.")
    assert "It is on again." in told(hall)[-1]
    assert hall.findings() == []
