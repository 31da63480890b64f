"""The installation's secrets and the folder that they lie in."""

from pathlib import Path

from core.keys import load


def test_nobody_else_on_the_machine_reads_the_folder_or_the_keys(tmp_path: Path) -> None:
    data = tmp_path / "var"
    made = load(data)
    assert data.stat().st_mode & 0o777 == 0o700
    assert (data / "keys.json").stat().st_mode & 0o777 == 0o600
    assert load(data) == made
