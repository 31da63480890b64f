"""Opening a request with its receipt code, when many try at the same moment."""

import threading

from sqlalchemy import func, select

from core.bootstrap import Core
from core.errors import InvalidAnswer
from core.municipalities.model import Municipality
from core.people.guessing import BY_SOURCE
from core.people.tables import TryRow
from core.requests import opening, status
from core.requests.receiptcode import receipt_code
from tests.filed import file_one

AT_ONCE = 12


def test_a_hundred_codes_at_once_are_not_a_hundred_first_tries(core: Core, town: Municipality) -> None:
    reference = file_one(core, town).reference
    right = receipt_code(core.codes, town.id, reference)
    wrong = f"{(int(right) + 1) % 10_000:04d}"
    together = threading.Barrier(AT_ONCE)
    refused: list[str] = []

    def guess() -> None:
        now, guard = core.clock.now(), opening.Guard(core.codes, "one source", 200)
        together.wait()
        with core.database.work(town) as work:
            try:
                opening.open_with(work, status.find(work, reference, now), wrong, guard, now)
            except InvalidAnswer as error:
                refused.append(error.code)

    guessers = [threading.Thread(target=guess) for _one in range(AT_ONCE)]
    for one in guessers:
        one.start()
    for one in guessers:
        one.join()
    with core.database.reading(town) as work:
        assert work.execute(select(func.sum(TryRow.wrong))).scalar_one() == BY_SOURCE
    assert sorted(refused) == ["receipt-code"] * BY_SOURCE + ["source-slowed"] * (AT_ONCE - BY_SOURCE)
