"""A list of contacts as a file: read as office programs write it, row by row, with what is wrong with each."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.errors import InvalidAnswer
from core.greek import search_key
from core.text import _

LARGEST = 1024 * 1024
MOST_ROWS = 5000
LONGEST_CELL = 300
WAY, ADDRESS, LANGUAGE, TOPICS, DISTRICT, NOTE = "way", "address", "language", "topics", "district", "note"

_NAMES: Mapping[str, str] = {
    WAY: "way channel τροποσ μεσο καναλι",
    ADDRESS: "address contact phone mobile telephone email διευθυνση επαφη τηλεφωνο κινητο στοιχεια",
    LANGUAGE: "language lang γλωσσα",
    TOPICS: "topics topic θεματα θεμα",
    DISTRICT: "district area περιοχη συνοικια",
    NOTE: "note consent σημειωση συγκαταθεση συναινεση εντυπο",
}
_COLUMNS = {name: column for column, names in _NAMES.items() for name in names.split()}
# A spreadsheet takes what begins so for a formula, and runs it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line on which it stands, its cells as written, and those by column."""

    line: int
    cells: tuple[str, ...]
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Contacts:
    """A list: its first line, and its rows."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]


def read(content: bytes) -> Contacts:
    """A file as it was sent: UTF-8, with or without its mark, or the Greek of older programs; commas, semicolons or tabs.

    Raises:
        InvalidAnswer: "file": it is no list that can be read; the sentence says why.
    """
    text = _text(content)
    lines = list(_lines(text))
    if not lines:
        raise InvalidAnswer("file", _("The file is empty."))
    header = tuple(cell.strip() for cell in lines[0][1])
    columns = [_column(one) for one in header]
    if ADDRESS not in columns:
        raise InvalidAnswer(
            "file",
            _("The first line must name the columns: way, address, language, topics, district, note. “address” is missing."),
        )
    if len(lines) - 1 > MOST_ROWS:
        raise InvalidAnswer("file", _("At most {count} rows at once. Split the list.", count=MOST_ROWS))
    return Contacts(header, tuple(_row(line, cells, columns) for line, cells in lines[1:]))


def _text(content: bytes) -> str:
    if len(content) > LARGEST:
        raise InvalidAnswer("file", _("The file is larger than one megabyte. Split the list."))
    if b"\x00" in content:
        raise InvalidAnswer("file", _("This is no text. Save the list as CSV and send that."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What older office programs call "ANSI" on a Greek computer.
        return content.decode("cp1253", errors="replace")


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise InvalidAnswer("file", _("Line {line} of the file cannot be read.", line=reader.line_num)) from error


def _column(name: str) -> str:
    words = search_key(name).split()
    return next((_COLUMNS[word] for word in words if word in _COLUMNS), "")


def _row(line: int, cells: Sequence[str], columns: Sequence[str]) -> Row:
    by_column: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column and not by_column.get(column):
            by_column[column] = cell.strip().removeprefix("'").strip()
    return Row(line, tuple(cell[:LONGEST_CELL] for cell in cells), by_column)


def write(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A list for an office program in Greece: semicolons, UTF-8 with its mark, and nothing that it would run as a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow([safe(cell) for cell in header])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def safe(cell: str) -> str:
    """A cell that is text in every office program; reading it again takes the quotation mark off."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
