"""Pages that only show: the town's own, without which nothing can be asked, and what they weigh."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from core.municipalities.model import Municipality
from tests.channels.pages.embedded import database_url  # noqa: F401
from tests.channels.web.browser import Browser

Another = Callable[..., Browser]
STATIC = Path(__file__).parents[3] / "templates" / "static"
SHOWN = ("/", "/services", "/services/street-light", "/accessibility", "/news", "/v", "/v/4829130534829138", "/resume", "/track")


@pytest.mark.parametrize("language", ["el", "en"])
@pytest.mark.parametrize("path", SHOWN)
def test_every_page_is_shown_in_both_languages(another: Another, path: str, language: str) -> None:
    browser = another(language=language)
    browser.open(path)
    assert browser.status == 200
    assert f'<html lang="{language}"' in browser.page.html


def test_the_language_that_was_chosen_is_remembered(browser: Browser) -> None:
    browser.open("/?lang=en")
    assert '<html lang="en"' in browser.open("/services").html


def test_every_service_has_its_page_and_its_first_question(browser: Browser) -> None:
    browser.open("/services")
    keys = {link.removeprefix("/services/") for link in browser.page.links if link.startswith("/services/")}
    assert len(keys) >= 12
    assert "call-back" not in keys
    for key in sorted(keys):
        browser.open(f"/services/{key}")
        assert browser.status == 200
        browser.open(f"/start/{key}")
        assert browser.status == 200


def test_a_service_that_is_not_there_is_a_sentence(browser: Browser) -> None:
    for path in ("/services/nothing", "/start/nothing", "/services/call-back", "/nothing"):
        browser.open(path)
        assert browser.status == 404
        assert browser.page.text


def test_a_strange_host_is_served_no_town(another: Another) -> None:
    stranger = another(host="example.org")
    stranger.open("/")
    assert stranger.status == 421
    stranger.open("/start/street-light")
    assert stranger.status == 421


def test_our_own_address_offers_the_towns(another: Another) -> None:
    own = another(host="127.0.0.1:8000")
    own.open("/")
    assert own.status == 200
    assert "http://trikala.localhost:8000/" in own.page.links
    own.open("/services")
    assert own.status == 404


def test_each_town_has_its_colours(browser: Browser, town: Municipality) -> None:
    browser.open("/colours/trikala.css")
    assert browser.response.mimetype == "text/css"
    assert f"--town-primary: {town.colours['primary']}" in browser.response.get_data(as_text=True)
    browser.open("/colours/nowhere.css")
    assert browser.status == 404


def test_the_map_is_the_towns_own_and_says_that_it_is_a_sketch(browser: Browser, town: Municipality) -> None:
    browser.open("/places.geojson")
    drawn = json.loads(browser.response.get_data())
    assert drawn["type"] == "FeatureCollection"
    outline, *points = drawn["features"]
    assert outline["geometry"]["type"] == "Polygon"
    assert outline["properties"]["illustrative"]
    ring = outline["geometry"]["coordinates"][0]
    assert ring[0] == ring[-1]
    assert len(ring) == len(town.outline) + 1
    assert {point["properties"]["kind"] for point in points} == {"place", "street"}


def test_machines_learn_that_we_live_and_can_work(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/healthz", base_url="http://anything").status_code == 200
    assert client.get("/readyz", base_url="http://anything").status_code == 200


@pytest.mark.parametrize("language", ["el", "en"])
def test_the_start_page_weighs_less_than_a_hundred_kilobytes(another: Another, language: str) -> None:
    browser = another(language=language)
    html = browser.open("/").html
    weight = len(html.encode())
    files = set(re.findall(r'(?:href|src)="/static/([^"]+)"', html))
    for sheet in [name for name in files if name.endswith(".css")]:
        files |= set(re.findall(r'url\("(fonts/[^"]+)"\)', (STATIC / sheet).read_text()))
    weight += sum((STATIC / name).stat().st_size for name in files)
    weight += len(browser.open("/colours/trikala.css").html or browser.response.get_data())
    assert weight < 100_000, weight
    assert any(name.startswith("fonts/roboto-greek") for name in files)
