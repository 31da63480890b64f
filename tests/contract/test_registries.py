"""Every `Registry` keeps the same promise. A real adapter is added to `registry` and must pass all of it."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.adapters.registry import RegistryFileError, import_csv
from core.bootstrap import Core
from core.certificates.commands import commands
from core.municipalities.model import Municipality
from core.ports import Registered, Registry

AFM, OTHER = "090000045", "094259216"
FIELDS = {"name": "Γεώργιος Παπαδόπουλος", "address": "Ασκληπιού 12"}
Fill = Callable[[Municipality, str, str, Mapping[str, str], date], None]


class Memory:
    """What stands in for a far away register."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str, str], Registered] = {}

    def known(self, town: Municipality, register: str, afm: str) -> Registered | None:
        return self.kept.get((town.key, register, afm))


@pytest.fixture(params=["table", "memory"])
def filled(request: pytest.FixtureRequest, core: Core, tmp_path: Path) -> tuple[Registry, Fill]:
    """A registry, and how something is put into it."""
    memory = Memory()

    def into_table(town: Municipality, register: str, afm: str, fields: Mapping[str, str], as_of: date) -> None:
        file = tmp_path / "register.csv"
        names = ",".join(fields)
        values = ",".join(f'"{value}"' for value in fields.values())
        file.write_text(f"register,afm,as_of,{names}\n{register},{afm},{as_of},{values}\n", "utf-8")
        assert import_csv(core.database, town, file, core.clock.now()).wrong == ()

    def into_memory(town: Municipality, register: str, afm: str, fields: Mapping[str, str], as_of: date) -> None:
        memory.kept[(town.key, register, afm)] = Registered(dict(fields), as_of)

    return (core.registry, into_table) if request.param == "table" else (memory, into_memory)


def test_what_is_known_comes_back_with_its_day(filled: tuple[Registry, Fill], town: Municipality) -> None:
    registry, fill = filled
    fill(town, "residents", AFM, FIELDS, date(2026, 11, 1))
    assert registry.known(town, "residents", AFM) == Registered(FIELDS, date(2026, 11, 1))


def test_another_number_register_or_town_is_not_known(
    filled: tuple[Registry, Fill], town: Municipality, other_town: Municipality
) -> None:
    registry, fill = filled
    fill(town, "residents", AFM, FIELDS, date(2026, 11, 1))
    asked = [(town, "residents", OTHER), (town, "debts", AFM), (other_town, "residents", AFM), (town, "residents", "")]
    assert [registry.known(*one) for one in asked] == [None] * 4


GOOD = f"residents,{AFM},2026-11-01,Γεώργιος\n"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("residents,090000046,2026-11-01,Μαρία\n", '"090000046" is no tax number'),
        ("residents,000000000,2026-11-01,Μαρία\n", '"000000000" is no tax number'),
        ("residents,٠٩٠٠٠٠٠٤٥,2026-11-01,Μαρία\n", "is no tax number"),
        (f"residents,{OTHER},2026-13-01,Μαρία\n", '"2026-13-01" is no day until today'),
        (f"residents,{OTHER},2027-01-01,Μαρία\n", '"2027-01-01" is no day until today'),
        (f",{OTHER},2026-11-01,Μαρία\n", "has no register"),
        (f"residents,{OTHER},2026-11-01\n", "has more or fewer fields than the first line"),
        (f"residents,{OTHER},2026-11-01,Μαρία,more\n", "has more or fewer fields than the first line"),
        (f"residents,{OTHER},2026-11-01,{'α' * 301}\n", '"name" has more than 300 characters'),
    ],
)
def test_a_wrong_row_is_told_with_its_line_and_the_good_ones_are_kept(
    core: Core, town: Municipality, tmp_path: Path, row: str, told: str
) -> None:
    file = tmp_path / "register.csv"
    file.write_text(f"register,afm,as_of,name\n{row}{GOOD}", "utf-8")
    report = import_csv(core.database, town, file, core.clock.now())
    assert report.kept == 1
    assert [line for line, _what in report.wrong] == [2]
    assert told in report.wrong[0][1]
    assert core.registry.known(town, "residents", AFM) is not None


def test_a_younger_record_is_not_overwritten_by_an_older_one(core: Core, town: Municipality, tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    for day, name in (("10/11/2026", "Νέο"), ("2026-11-01", "Παλιό")):
        file.write_text(f"register;afm;as_of;name\nresidents;{AFM};{day};{name}\n", "utf-8-sig")
        import_csv(core.database, town, file, core.clock.now())
    assert core.registry.known(town, "residents", AFM) == Registered({"name": "Νέο"}, date(2026, 11, 10))


@pytest.mark.parametrize("content", [b"afm,as_of\n1,2\n", b"\xff\xfe\x00", b""])
def test_what_is_no_register_is_refused_whole(core: Core, town: Municipality, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "register.csv"
    file.write_bytes(content)
    with pytest.raises(RegistryFileError):
        import_csv(core.database, town, file, core.clock.now())


def test_the_command_reports_row_by_row(core: Core, town: Municipality, tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_text(f"register,afm,as_of,name\nresidents,1,2026-11-01,Χ\n{GOOD}", "utf-8")
    registry, certificates = commands(lambda: core)
    result = CliRunner().invoke(registry, ["import", str(file), "--municipality", town.key])
    assert result.exit_code == 1
    assert re.search(r"register\.csv:2: .*no tax number", result.output)
    assert "1 records kept, 1 rows wrong" in result.output
    halted = CliRunner().invoke(certificates, ["halt", "--municipality", town.key])
    assert (halted.exit_code, halted.output) == (0, f"{town.key}: nothing is issued without a clerk\n")
    tried = CliRunner().invoke(certificates, ["seal"])
    assert tried.exit_code == 0
    assert "test seal" in tried.output
