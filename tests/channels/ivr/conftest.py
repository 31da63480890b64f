"""A telephone in Trikala, on an application with the telephone channel alone. What it hears is the same on every database."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

import channels.site
from channels.ivr import CHANNEL
from core.bootstrap import Core
from tests.channels.ivr.caller import Caller


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "thyrida.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def app(core: Core, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(channels.site, "find", lambda: [CHANNEL])
    return channels.site.create_app(core)


@pytest.fixture
def calls(core: Core, app: Flask) -> Callable[..., Caller]:
    """Makes callers: `calls()` has just been answered, `calls(number="anonymous")` is somebody else."""

    def make(number: str = "+306912345678", town: str = "trikala") -> Caller:
        return Caller(core, app.test_client(), core.directory.by_key(town).numbers[-1], number)

    return make
