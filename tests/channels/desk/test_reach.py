"""The page of whom an announcement reached, and its figures for a spreadsheet."""

import csv
import io

import pytest
from sqlalchemy import update

from channels.desk.reach import percents_of
from core.announcements.freezing import OVER_AFTER, Freezing
from core.announcements.tables import Announcement
from core.bootstrap import Core
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.staff.roles import Role
from tests.channels.desk.conftest import Opener, between
from tests.stopped import Stopped
from tests.templates.parsed import parse
from tests.told import NUMBERS, play, told


def table(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


def test_the_page_adds_up_to_who_was_told_and_says_why(core: Core, town: Municipality, desk: Opener) -> None:
    one = told(core, town, town.districts[0].key)
    play(core, town)
    page = desk("eleni", Role.EDITOR).get(f"/desk/announcements/{one}/reach")
    assert page.status_code == 200
    drawn = parse(page.text)
    assert drawn.unbalanced == [] and len(drawn.all("h1")) == 1
    counts = [int(one.text.split()[0]) for one in drawn.all("dd") if "%" in one.text]
    assert counts == [3, 1, 2, 1, 1] and sum(counts) == len(NUMBERS)
    for words in ("said STOP", "the number does not exist", "telephone call", "uncertain: the network did not say"):
        assert words in page.text
    assert 'http-equiv="refresh"' not in page.text
    assert 'http-equiv="refresh"' in desk("nikos", Role.EDITOR).get(f"/desk/announcements/{one}/reach?live=1").text


def test_the_spreadsheet_adds_up_and_shows_nobodys_address(core: Core, town: Municipality, desk: Opener) -> None:
    one, here = told(core, town), desk("eleni", Role.EDITOR)
    ids = play(core, town)
    with core.database.work(town) as work:
        work.execute(update(Message).where(Message.id == ids[5]).values(reason="=cmd|' /C calc'!A0"))
        work.execute(update(Message).where(Message.id == ids[4]).values(district="=1+1"))
    answer = here.get(f"/desk/announcements/{one}/reach.csv")
    assert answer.headers["Content-Disposition"].endswith('.csv"') and answer.is_streamed
    heads, *lines = table(answer.text)
    assert sum(int(line[-1]) for line in lines if not line[5]) == len(NUMBERS)
    assert [line[:3] for line in lines] == sorted(line[:3] for line in lines)
    assert not [cell for line in lines for cell in line if cell.startswith("=")]
    heads, *lines = table(here.get(f"/desk/announcements/{one}/reach.csv?detail=1").text)
    assert len(lines) == len(NUMBERS) + 1 and {len(line) for line in lines} == {len(heads)}
    assert {line[3] for line in lines} == {f"'+306•••{number[-2:]}" for number in NUMBERS}


def test_what_was_frozen_is_shown_with_its_moment(core: Core, town: Municipality, desk: Opener, clock: Stopped) -> None:
    one = told(core, town)
    play(core, town)
    with core.database.work(town) as work:
        work.execute(update(Announcement).values(told_at=clock.now()))
    clock.move(seconds=OVER_AFTER.total_seconds())
    assert Freezing(core.database, clock, core.directory.all).run() == 1
    page = desk("eleni", Role.SUPERVISOR).get(f"/desk/announcements/{one}/reach?live=1").text
    assert "The telling is over" in between(page, 'id="as-of"', "</p>")
    assert 'http-equiv="refresh"' not in page


def test_another_towns_announcement_is_not_found(core: Core, other_town: Municipality, desk: Opener) -> None:
    one = told(core, other_town)
    here = desk("eleni", Role.EDITOR)
    assert here.get(f"/desk/announcements/{one}/reach").status_code == 404
    assert here.get(f"/desk/announcements/{one}/reach.csv?detail=1").status_code == 404


@pytest.mark.parametrize(
    ("counts", "percents"),
    [([3, 1, 2, 1, 1], [38, 13, 25, 12, 12]), ([999, 0, 0, 0, 1], [99, 0, 0, 0, 1]), ([5, 0, 0, 0, 0], [100, 0, 0, 0, 0])],
)
def test_percents_add_up_and_nobody_reads_of_a_hundred_while_somebody_is_missing(counts: list[int], percents: list[int]) -> None:
    assert percents_of(counts, sum(counts)) == percents
    assert percents_of([0, 0], 0) == [0, 0]
