"""A question that nobody answers: the citizen is reminded, the clerk gets the request back, and it lapses with notice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.citizens import report_by_text, status_by_text, text
from tests.journeys.clerks import Clerk
from tests.journeys.clocked import Clocked, clocked

CITIZEN = "+306900000777"
QUESTION, REASON = "Which of the two corners is it?", "We could not find the lamp without your answer."


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Clocked]:
    with clocked(database_url, tmp_path / "var") as server:
        yield server


def test_a_question_is_not_answered_until_the_request_lapses(hall: Clocked) -> None:
    texting = hall.texting("trikala", CITIZEN)
    text(texting, "ENGLISH")
    receipt = report_by_text(texting, "the street light at venizelou 12 is out")
    clerk = Clerk(hall, "trikala")
    clerk.do(receipt.reference, "ask", words=QUESTION)
    hall.pass_time(seconds=1)
    assert any(QUESTION in one for one in hall.sent("trikala", CITIZEN))
    assert not clerk.may(receipt.reference, "lapsed")

    hall.pass_time(days=7)
    assert [one for one in hall.sent("trikala", CITIZEN) if "We still wait for your answer" in one]
    hall.pass_time(days=9)
    clerk = Clerk(hall, "trikala")
    assert clerk.may(receipt.reference, "lapsed")
    clerk.close(receipt.reference, REASON, outcome="lapsed")
    hall.pass_time(seconds=1)
    assert REASON in hall.sent("trikala", CITIZEN)[-1]
    assert "ended without an answer" in status_by_text(texting, receipt.reference)
    # Too late, and said so: nothing is thrown away silently.
    assert hall.findings() == []
