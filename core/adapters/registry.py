"""The embedded `Registry`: a table that is filled from CSV files of the municipality's own registers.

The first line names the columns: `register`, `afm` and `as_of` (the day of which the register speaks, 2026-11-25 or
25/11/2026), then one column for each field. Separated by comma or semicolon, in UTF-8. An empty field is not known.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from stdnum.gr import vat

from core.adapters.database import Database
from core.certificates.tables import RegistryRecord
from core.municipalities.model import Municipality
from core.ports import Registered

NEEDED = ("register", "afm", "as_of")
LONGEST = 300
# So many records are written in one transaction (rules: Databases).
BATCH = 200


class RegistryFileError(ValueError):
    """The file is no register at all; the message says why."""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a file: how many records were kept, and each wrong row by its line."""

    kept: int
    wrong: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Record:
    register: str
    afm: str
    as_of: date
    fields: Mapping[str, str]


class RegistryTable:
    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, town: Municipality, register: str, afm: str) -> Registered | None:
        row = RegistryRecord
        with self._database.reading(town) as work:
            found = work.execute(select(row.fields, row.as_of).where(row.register == register, row.afm == afm)).first()
        return Registered(found.fields, found.as_of) if found else None


def import_csv(database: Database, town: Municipality, file: Path, now: datetime) -> Report:
    """Import a file. Good rows are kept, wrong ones told; a record replaces the one of the same register and tax number,
    unless that one is younger.

    Raises:
        RegistryFileError: it is not CSV in UTF-8, or a needed column is missing.
    """
    kept, wrong = 0, []
    batch: list[Record] = []
    for line, found in _rows(file, town.today(now)):
        if isinstance(found, str):
            wrong.append((line, found))
            continue
        batch.append(found)
        if len(batch) == BATCH:
            kept += _keep(database, town, batch, now)
            batch = []
    return Report(kept + _keep(database, town, batch, now), tuple(wrong))


def _keep(database: Database, town: Municipality, batch: list[Record], now: datetime) -> int:
    kept = 0
    with database.work(town) as work:
        for one in batch:
            known = work.session.get(RegistryRecord, (town.id, one.register, one.afm))
            if known is not None and known.as_of > one.as_of:
                continue
            row = {"register": one.register, "afm": one.afm, "fields": dict(one.fields), "as_of": one.as_of, "imported_at": now}
            if known is None:
                work.session.add(RegistryRecord(**row))
            else:
                known.fields, known.as_of, known.imported_at = dict(one.fields), one.as_of, now
            kept += 1
    return kept


def _rows(file: Path, today: date) -> Iterator[tuple[int, Record | str]]:
    """Each row's line with its record, or with what is wrong with it."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            first = opened.readline()
            opened.seek(0)
            reader = csv.DictReader(opened, delimiter=";" if first.count(";") > first.count(",") else ",")
            names = [name.strip() for name in reader.fieldnames or ()]
            if missing := [name for name in NEEDED if name not in names]:
                raise RegistryFileError(f'{file}: the column "{missing[0]}" is missing')
            reader.fieldnames = names
            for row in reader:
                yield reader.line_num, _record(row, today)
    except (UnicodeDecodeError, csv.Error) as error:
        raise RegistryFileError(f"{file}: not CSV in UTF-8: {error}") from error


def _record(row: Mapping[str | None, str | list[str] | None], today: date) -> Record | str:
    """A row's record, or what is wrong with it."""
    if None in row or any(value is None for value in row.values()):
        return "has more or fewer fields than the first line"
    values = {str(name): " ".join(str(value).split()) for name, value in row.items()}
    register, afm, written = (values.pop(name) for name in NEEDED)
    day = _day(written)
    if not register:
        return "has no register"
    if len(afm) != 9 or not (afm.isascii() and afm.isdigit()) or afm == "0" * 9 or not vat.is_valid(afm):
        return f'"{afm}" is no tax number'
    if day is None or day > today:
        return f'"{written}" is no day until today'
    if long := [name for name, value in values.items() if len(value) > LONGEST]:
        return f'"{long[0]}" has more than {LONGEST} characters'
    return Record(register, afm, day, {name: value for name, value in values.items() if value})


def _day(written: str) -> date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(written, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
