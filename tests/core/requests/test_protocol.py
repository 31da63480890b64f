"""The protocol's numbers: one after the other without a gap, whoever files and whatever dies on the way."""

import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from core.bootstrap import Core
from core.codes import valid
from core.municipalities.model import Municipality
from core.requests import actions, book, protocol
from core.requests.tables import ProtocolEntry, Request
from core.settings import Settings
from tests.filed import file_one
from tests.stopped import Stopped
from tests.talking import Talker

ROOT = Path(__file__).parents[3]
PROCESSES, EACH = 4, 12


def _begin(settings: Settings, town: str, count: int) -> "subprocess.Popen[str]":
    """Start one process and wait until it is warm: four that warm up at once could wait for each other too long."""
    command = [sys.executable, "-m", "tests.core.requests.filing_process"]
    process = subprocess.Popen(
        [*command, str(settings.data), settings.database, town, str(count)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def _start_together(processes: list["subprocess.Popen[str]"]) -> None:
    for one in processes:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()


def _numbers(core: Core, town: Municipality) -> list[int]:
    with core.database.reading(town) as work:
        return list(work.execute(select(ProtocolEntry.seq).order_by(ProtocolEntry.seq)).scalars())


def test_four_processes_at_once_leave_no_hole_and_give_no_number_twice(
    core: Core, settings: Settings, town: Municipality, other_town: Municipality
) -> None:
    processes = [_begin(settings, one.key, EACH) for one in (town, town, town, other_town)]
    _start_together(processes)
    said = [one.communicate(timeout=120)[0].split() for one in processes]

    assert [one.returncode for one in processes] == [0] * PROCESSES
    here = sorted(number for numbers in said[:3] for number in numbers)
    assert here == [f"2026/{seq:06d}" for seq in range(1, 3 * EACH + 1)]
    # Another town counts for itself.
    assert sorted(said[3]) == [f"2026/{seq:06d}" for seq in range(1, EACH + 1)]
    assert _numbers(core, town) == list(range(1, 3 * EACH + 1))


def test_a_process_that_is_killed_leaves_no_hole(core: Core, settings: Settings, town: Municipality) -> None:
    processes = [_begin(settings, town.key, 400 if number == 0 else EACH) for number in range(PROCESSES)]
    _start_together(processes)
    killed, others = processes[0], processes[1:]
    assert killed.stdout is not None
    for _some in range(3):
        killed.stdout.readline()
    killed.kill()
    said = [one.communicate(timeout=120)[0].split() for one in others]
    killed.communicate(timeout=30)

    assert [one.returncode for one in others] == [0] * 3
    file_one(core, town, "document-access")
    numbers = _numbers(core, town)
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 3 * EACH + 3 + 1
    given = {number for one in said for number in one}
    with core.database.reading(town) as work:
        kept = list(work.execute(select(Request.protocol)).scalars())
    assert given <= set(kept)
    assert len(kept) == len(set(kept)) == len(numbers)


def test_what_is_rolled_back_takes_no_number(core: Core, town: Municipality) -> None:
    class ChangedMind(Exception):
        pass

    file_one(core, town, "document-access")
    with pytest.raises(ChangedMind), core.database.work(town) as work:  # noqa: PT012
        protocol.enter(work, protocol.draw(work, core.clock.now()), core.clock.now(), protocol.Entry("χάθηκε"))
        raise ChangedMind
    file_one(core, town, "document-access")

    assert _numbers(core, town) == [1, 2]


def test_the_year_is_the_towns_own(core: Core, town: Municipality, clock: Stopped) -> None:
    """On the last evening of the year it is next year in Athens two hours before it is in London."""
    before, after = datetime(2026, 12, 31, 21, 30, tzinfo=UTC), datetime(2026, 12, 31, 22, 30, tzinfo=UTC)
    numbers = []
    for now in (before, before, after, after):
        clock.set(now)
        numbers.append(file_one(core, town, "document-access").protocol)

    assert numbers == ["2026/000001", "2026/000002", "2027/000001", "2027/000002"]


def test_each_book_counts_for_itself(core: Core, town: Municipality) -> None:
    with core.database.work(town) as work:
        now = core.clock.now()
        numbers = [protocol.draw(work, now, name) for name in ("general", "council", "general")]
        for number in numbers:
            protocol.enter(work, number, now, protocol.Entry("α"))

    assert list(map(str, numbers)) == ["2026/000001", "2026/000001", "2026/000002"]


def test_a_void_entry_stays_and_its_number_is_not_given_again(core: Core, town: Municipality) -> None:
    file_one(core, town, "document-access")
    with core.database.work(town) as work:
        book.void(work, 2026, 1, "Καταχωρίστηκε δύο φορές", actions.Actor("desk", 7), core.clock.now())
    file_one(core, town, "document-access")

    with core.database.reading(town) as work:
        entries = work.execute(select(ProtocolEntry.seq, ProtocolEntry.void_reason).order_by(ProtocolEntry.seq)).all()
    assert [tuple(one) for one in entries] == [(1, "Καταχωρίστηκε δύο φορές"), (2, "")]


def test_a_report_gets_no_protocol_number(core: Core, town: Municipality) -> None:
    assert file_one(core, town, "street-light").protocol == ""
    assert _numbers(core, town) == []


def test_references_are_nine_digits_with_a_check_digit_and_no_two_are_alike(core: Core, towns: tuple[Municipality, ...]) -> None:
    references = [file_one(core, one).reference for _each in range(12) for one in towns]

    assert all(re.fullmatch(r"[0-9]{9}", one) and valid(one) for one in references)
    assert len(set(references)) == len(references)


def test_a_reference_that_is_taken_in_another_town_is_drawn_again(
    core: Core, town: Municipality, other_town: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = file_one(core, other_town).reference
    drawn = iter([taken, taken, "123456782"])
    monkeypatch.setattr("core.requests.filing.random_code", lambda length: next(drawn))

    done = Talker(core, town).file("Καμένη λάμπα Ασκληπιού 12", "1", "-", "-", "4")

    assert done.reference == "123456782"
