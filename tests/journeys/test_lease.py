"""A lease that runs out in mid-answer: nobody writes twice to the citizen, and nothing that was typed is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.citizens import open_on_web, report_on_web
from tests.journeys.clerks import Clerk
from tests.journeys.clocked import Clocked, clocked

MINE, THEIRS = "I am still writing this long and careful answer", "We come tomorrow morning."


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Clocked]:
    with clocked(database_url, tmp_path / "var") as server:
        yield server


def test_a_lease_runs_out_in_mid_answer(hall: Clocked) -> None:
    receipt = report_on_web(hall.browser("trikala"), "Venizelou 3")
    slow, quick = Clerk(hall, "trikala"), Clerk(hall, "trikala", "supervisor")
    slow.do(receipt.reference, "claim")
    begun = slow.form(slow.request(receipt.reference), "reply")

    hall.pass_time(minutes=31)
    quick.do(receipt.reference, "reply", words=THEIRS)
    refused = slow.browser.send(begun, words=MINE)
    assert refused.status == 409
    assert MINE in refused.html

    # Later, perhaps after lunch and on another computer: the draft stands beside what the other did.
    again = Clerk(hall, "trikala").request(receipt.reference)
    assert MINE in again.html
    assert THEIRS in again.text
    seen_by_citizen = open_on_web(hall.browser("trikala"), receipt).text
    assert THEIRS in seen_by_citizen
    assert MINE not in seen_by_citizen
    assert hall.findings() == []
