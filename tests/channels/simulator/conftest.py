"""The whole application on SQLite: the simulator's page shows the same on every database."""

import shutil
from pathlib import Path

import pytest
from flask import Flask

from channels.site import create_app
from core.bootstrap import Core


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "thyrida.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def app(core: Core) -> Flask:
    return create_app(core)
