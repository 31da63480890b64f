"""Bringing a database up and down, empty and with data in it, on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, inspect, select, text

import core.tables
from core.adapters.database import Database
from core.adapters.migrations import migrate
from core.bootstrap import Core
from core.errors import Conflict
from core.model import Base
from core.municipalities.model import Municipality
from core.requests import book
from core.requests.lists import finding
from core.requests.lists.wordsearch import Among
from core.requests.tables import Event, Request
from core.requests.verifying import verify
from tests.filed import MOBILE, file_one

WHY = "a test of migrations"


def _tables(database: Database) -> set[str]:
    with database.across(WHY) as work:
        return set(inspect(work.connection).get_table_names()) - {"alembic_version"}


def test_the_tables_are_those_that_the_code_knows(database: Database) -> None:
    assert core.tables is not None
    with database.across(WHY) as work:
        context = MigrationContext.configure(work.connection, opts={"compare_type": False})
        differences = compare_metadata(context, Base.metadata)
    assert differences == []


def test_down_and_up_again_on_data(core: Core, town: Municipality, towns: tuple[Municipality, ...]) -> None:
    filed = [file_one(core, one, service) for one in towns for service in ("street-light", "document-access")]
    with core.database.across(WHY, writes=False) as work:
        rows = {one: [tuple(row) for row in work.execute(select(one)).all()] for one in Base.metadata.sorted_tables}
    assert len(filed) == 6

    migrate(core.database, "base")
    assert _tables(core.database) == set()

    migrate(core.database)
    with core.database.across(WHY) as work:
        for one, kept in rows.items():
            if kept:
                names = one.c.keys()
                work.execute(insert(one), [dict(zip(names, row, strict=True)) for row in kept])
    with core.database.reading(town) as work:
        assert list(verify(work)) == []
        assert len(work.execute(select(Request.id)).all()) == 2


def test_requests_from_before_are_found_by_their_words(core: Core, town: Municipality) -> None:
    filed = [file_one(core, town) for _each in range(3)]
    migrate(core.database, "0002")
    migrate(core.database)
    with core.database.reading(town) as work:
        for words in ("ΑΣΚΛΗΠΙΟΥ", "βλάβη ασκληπιού", "vlavi odofotismou", MOBILE):
            found = finding.find(work, words, Among(("lighting",)), core.clock.now())
            assert [row.id for row in found.rows] == sorted((one.id for one in filed), reverse=True), words


def test_the_book_goes_on_where_the_one_before_ended(core: Core, town: Municipality) -> None:
    file_one(core, town, "document-access")
    migrate(core.database, "0007")
    with core.database.across(WHY) as work:
        assert work.execute(text("SELECT book, last FROM protocol_counter")).all() == [("incoming", 1)]
        assert work.execute(text("SELECT book, year, seq FROM protocol_entry")).all() == [("incoming", 2026, 1)]
    migrate(core.database)
    assert file_one(core, town, "document-access").protocol == "2026/000002"
    with core.database.reading(town) as work:
        came = book.search(work, "ΕΓΓΡΑΦΑ προσβαση", 2026, ("citizens",))
        assert [(one.entry.seq, one.entry.direction, one.entry.party) for one in came] == [(2, "in", ""), (1, "in", "")]


def test_up_twice_changes_nothing(core: Core, town: Municipality) -> None:
    filed = file_one(core, town)
    migrate(core.database)
    with core.database.reading(town) as work:
        assert work.execute(select(Request.reference)).scalars().all() == [filed.reference]


def test_a_database_of_a_newer_release_is_refused_and_left_as_it_is(core: Core, town: Municipality) -> None:
    file_one(core, town)
    with core.database.across(WHY) as work:
        work.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for to in ("head", "base"):
        with pytest.raises(Conflict) as refused:
            migrate(core.database, to)
        assert refused.value.code == "newer"
    with core.database.reading(town) as work:
        assert len(work.execute(select(Event.seq)).all()) == 1
