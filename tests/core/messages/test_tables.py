"""Who writes messages gives every column of their table a value: a new one cannot be forgotten."""

from datetime import UTC, datetime

from core.announcements.audience import Shape, _statement
from core.messages.tables import Message, fresh
from core.model import table_of

# Which town's a message is, the wall writes.
COLUMNS = {column.name for column in table_of(Message).c} - {"municipality_id"}


def test_a_fresh_message_has_every_column() -> None:
    own = {"way": "text", "to": "+306912345678", "language": "el", "purpose": "notice"}
    row = fresh(datetime(2026, 11, 16, tzinfo=UTC), **own)
    assert set(row) == COLUMNS and row | own == row


def test_telling_by_one_statement_fills_every_column_that_has_no_default() -> None:
    shape = Shape(by_district=True, by_topic=True, is_later=False, forms=(("text", "el"),), by_every_way=False)
    written = set(_statement(shape)._select_names or ())
    defaults = {column.name for column in table_of(Message).c if column.server_default is not None}
    assert written <= COLUMNS and written | defaults == COLUMNS
