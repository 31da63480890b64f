"""A site with three towns, and browsers in front of it."""

from collections.abc import Callable

import pytest
from flask import Flask

import channels.site
from channels.web import CHANNEL
from core.bootstrap import Core
from tests.channels.web.browser import Browser


@pytest.fixture
def app(core: Core, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(channels.site, "find", lambda: [CHANNEL])
    made = channels.site.create_app(core)
    made.config["PROPAGATE_EXCEPTIONS"] = False
    return made


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)


@pytest.fixture
def another(app: Flask) -> Callable[..., Browser]:
    """Another browser: another cookie jar, at will another town or language."""
    return lambda **chosen: Browser(app, **chosen)
