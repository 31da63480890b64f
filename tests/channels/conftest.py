"""Channels are tested on SQLite: what they ask of a database is tested on both in the core, the contract and the journeys."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "thyrida.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"
