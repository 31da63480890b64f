"""Tables for a spreadsheet, written line by line: nothing is held in memory, and no cell is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from flask import Response, stream_with_context

# A cell that a spreadsheet would take for a formula is given as plain text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# A spreadsheet knows by this mark at the beginning that the letters are UTF-8.
_MARK = "\ufeff"
_LINES = 200


def sheet(name: str, heads: Sequence[str], lines: Iterable[Sequence[object]]) -> Response:
    """A file of this name to download. Semicolons part the cells, as spreadsheets in Greek expect."""
    response = Response(stream_with_context(_written(heads, lines)))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _written(heads: Sequence[str], lines: Iterable[Sequence[object]]) -> Iterator[str]:
    held = io.StringIO()
    table = csv.writer(held, delimiter=";")
    table.writerow(heads)
    yield _MARK
    for count, line in enumerate(lines, 1):
        table.writerow([plain(cell) for cell in line])
        if count % _LINES == 0:
            yield held.getvalue()
            held.seek(0)
            held.truncate()
    yield held.getvalue()


def plain(cell: object) -> str:
    """A cell as it is read, never as it would be calculated. Numbers of ours stay numbers."""
    if isinstance(cell, int):
        return str(cell)
    said = str(cell)
    return f"'{said}" if said.startswith(_FORMULA) else said
