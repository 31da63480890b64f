"""A document that is issued is the answer to its application: the request ends once, under the document's own number."""

import pytest
from sqlalchemy import select

from core.errors import Conflict
from core.requests import actions
from core.requests.moves import Outcome
from core.requests.tables import ProtocolEntry
from tests.certified import NAME, Hall


def entries(hall: Hall, reference: str) -> list[tuple[str, int, int | None, str]]:
    with hall.core.database.reading(hall.town) as work:
        mine = select(ProtocolEntry).where(ProtocolEntry.request_id == hall.request(work, reference).id)
        rows = work.session.scalars(mine.order_by(ProtocolEntry.seq)).all()
        return [(one.direction, one.seq, one.answers_seq, one.party) for one in rows]


def close(hall: Hall, reference: str, outcome: Outcome) -> None:
    with hall.core.database.work(hall.town) as work:
        request = hall.request(work, reference)
        actions.close(work, request, hall.clerk, actions.Closing(outcome, "Λόγος."), hall.now, hall.service())


def test_sealing_ends_the_request_under_the_documents_own_number(hall: Hall) -> None:
    reference = hall.applied()
    made = hall.issue(reference)
    hall.seal(made)
    assert entries(hall, reference) == [("in", 1, None, NAME), ("out", 2, 1, NAME)]
    with hall.core.database.reading(hall.town) as work:
        request = hall.request(work, reference)
        assert (request.state, request.outcome, request.claimed_by, request.is_open) == ("closed", "done", None, False)


def test_by_hand_nobody_ends_what_waits_for_its_seal(hall: Hall) -> None:
    reference = hall.applied()
    hall.issue(reference)
    for outcome in (Outcome.DONE, Outcome.REFUSED):
        with pytest.raises(Conflict) as refused:
            close(hall, reference, outcome)
        assert refused.value.code == "issued"
    assert [one[0] for one in entries(hall, reference)] == ["in", "out"]


def test_a_refusal_goes_out_under_a_number_like_every_answer(hall: Hall) -> None:
    reference = hall.applied()
    close(hall, reference, Outcome.REFUSED)
    assert [(one[0], one[2]) for one in entries(hall, reference)] == [("in", None), ("out", 1)]
