"""The log's last wall, and one line an event."""

import io
import json
import logging

import pytest
from sqlalchemy.exc import IntegrityError

from core.operations import logs


@pytest.fixture
def written() -> io.StringIO:
    """The log as JSON in memory; afterwards logging is as it was."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    logs.set_up("json", stream)
    yield stream  # type: ignore[misc]
    root.handlers[:], root.level = handlers, level


def last(stream: io.StringIO) -> dict[str, object]:
    found: dict[str, object] = json.loads(stream.getvalue().splitlines()[-1])
    return found


@pytest.mark.parametrize(
    "private",
    [
        "+306912345678", "6912345678", "691 234 5678", "+30 691-234-5678", "482 913 053", "482\u00a0913\u00a0053", "48291305",
        "maria@example.org", "090000045", "01019912345",
    ],
)  # fmt: skip
def test_what_looks_like_a_person_s_data_is_taken_out(written: io.StringIO, private: str) -> None:
    logging.getLogger("thyrida.x").warning("it said %s here", private)
    said = written.getvalue()
    assert private not in said
    assert "it said" in said


def test_our_own_ids_times_and_counts_stay(written: io.StringIO) -> None:
    logging.getLogger("thyrida.x").warning("message=%s count=%s", 412345678901234567, 1234)
    assert last(written)["event"] == "message=412345678901234567 count=1234"
    assert str(last(written)["at"]).startswith("20")


def test_queries_links_and_private_names_are_taken_out(written: io.StringIO) -> None:
    logging.getLogger("thyrida.x").info("GET /track?reference=1&code=2", extra={"reference": "123", "route": "/track"})
    logging.getLogger("thyrida.x").info("at /desk/password/abc-DEF_123")
    assert "reference" not in written.getvalue()
    assert "abc-DEF" not in written.getvalue()
    assert "/track" in written.getvalue()


def test_an_exception_is_logged_whole_without_what_the_database_says_of_the_row(written: io.StringIO) -> None:
    try:
        detail = 'duplicate key\nDETAIL:  Key ("to")=(Μαρία Παπαδοπούλου) already exists.'
        given = {"to": "Μαρία"}
        raise IntegrityError("INSERT", given, Exception(detail), hide_parameters=True)
    except IntegrityError as error:
        logging.getLogger("thyrida.x").error("failed", exc_info=error)
    said = last(written)
    assert "Μαρία" not in json.dumps(said, ensure_ascii=False)
    assert "test_logs.py" in str(said["exception"])
    assert "IntegrityError" in str(said["exception"])
    assert len(written.getvalue().splitlines()) == 1


def test_what_belongs_together_has_one_id_and_the_next_request_another(written: io.StringIO) -> None:
    log = logging.getLogger("thyrida.x")
    first = logs.begin()
    log.info("one")
    assert last(written)["correlation"] == first
    with logs.about(job=1):
        log.info("inner")
        inner = last(written)
    assert inner["job"] == 1
    assert inner["correlation"] != first
    second = logs.begin()
    log.info("two")
    assert last(written)["correlation"] == second != first
    assert "job" not in last(written)


def test_an_id_is_not_taken_for_a_code() -> None:
    for _each in range(200):
        assert logs.hidden(one := logs.correlation()) == one
