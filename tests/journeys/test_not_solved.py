""" "Not solved", with a key of the telephone: the request comes back first in the queue, with the same clerk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.citizens import ENGLISH, REQUEST, open_on_web, report_by_phone, report_on_web
from tests.journeys.clerks import Clerk
from tests.journeys.clocked import Clocked, clocked

CALLER = "+306900000779"
YES, NO = "1", "2"


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Clocked]:
    with clocked(database_url, tmp_path / "var") as server:
        yield server


def answer_by_key(hall: Clocked, reference: str, code: str, key: str) -> str:
    """Ask by telephone how far it is, open it with its code, and answer whether it is solved."""
    call = hall.calling("trikala", CALLER)
    call.start()
    for keys in (ENGLISH, REQUEST, f"{reference}#", f"{code}#"):
        call.press(keys)
    assert "solved" in call.heard
    call.press(key)
    heard = call.heard
    call.hang_up()
    return heard


def test_not_solved_by_keypad(hall: Clocked) -> None:
    receipt = report_by_phone(hall.calling("trikala", CALLER))
    others = [report_on_web(hall.browser("trikala"), f"Venizelou {number}") for number in range(3, 6)]
    clerk = Clerk(hall, "trikala")
    clerk.close(receipt.reference, "We changed the lamp.")
    hall.pass_time(days=2)
    clerk = Clerk(hall, "trikala")

    assert "again" in answer_by_key(hall, receipt.reference, receipt.code, NO)
    assert clerk.queue()[0] == receipt.reference
    assert clerk.queue()[1:] == [one.reference for one in others]
    assert "opened again 1 time" in clerk.request(receipt.reference).text
    assert receipt.reference in clerk.listed("mine")
    assert "again" in open_on_web(hall.browser("trikala"), receipt).text

    clerk.close(receipt.reference, "We changed the wire too.")
    hall.pass_time(days=1)
    clerk = Clerk(hall, "trikala")
    answer_by_key(hall, receipt.reference, receipt.code, YES)
    assert "says it is solved" in clerk.request(receipt.reference).text
    assert receipt.reference not in clerk.queue()
    assert hall.findings() == []
