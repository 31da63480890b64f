"""An application with the text channel alone, and a handset in Trikala."""

import pytest
from flask import Flask

import channels.site
from channels.sms import CHANNEL
from core.bootstrap import Core
from tests.channels.sms.handset import Handset


@pytest.fixture
def app(core: Core, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(channels.site, "find", lambda: [CHANNEL])
    return channels.site.create_app(core)


@pytest.fixture
def handset(core: Core, app: Flask) -> Handset:
    return Handset(core, app.test_client(), core.directory.by_key("trikala").numbers[0])
