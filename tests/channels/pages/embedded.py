"""For tests in which the database does nothing of its own: the embedded one is enough."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite database with all tables."""
    path = tmp_path / "thyrida.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"
