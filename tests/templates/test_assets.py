"""What a browser fetches: small, ours or licensed, and complete for the classes that the templates name."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from core.municipalities.model import Municipality
from tests.templates.samples import TEMPLATES, TOWNS, draw, environment

STATIC = TEMPLATES / "static"
VENDORED = TEMPLATES / "tools" / "digigov-0.37.0.css"


@pytest.fixture(scope="module")
def strip_css() -> ModuleType:
    spec = importlib.util.spec_from_file_location("strip_css", TEMPLATES / "tools" / "strip_css.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_start_page_all_told_is_under_100_kB() -> None:
    sheets = [STATIC / "digigov.css", STATIC / "thyrida.css", STATIC / "icon.svg", *(STATIC / "fonts").glob("*.woff2")]
    colours = environment().get_template("colours.css").render(municipality=TOWNS["corfu"])
    # A whole catalogue makes the page longer than the sample does: 6 kB more are allowed for.
    total = sum(path.stat().st_size for path in sheets) + len(colours) + len(draw("home", "el").encode()) + 6_000
    assert total < 100_000


def test_the_stylesheet_has_every_class_of_the_design_system_that_the_templates_name(strip_css: ModuleType) -> None:
    defined = re.compile(r"\.(govgr-[\w-]+)")
    wanted = set(defined.findall(strip_css.strip(VENDORED.read_text("utf-8"), TEMPLATES)))
    kept = set(defined.findall((STATIC / "digigov.css").read_text("utf-8")))
    assert wanted - kept == set(), "run templates/tools/strip_css.py as templates/static/VENDORED.md says"


def test_stripping_keeps_used_rules_inside_their_media_and_drops_the_rest(strip_css: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "thyrida.css").write_text("b { color: var(--ours) }")
    (tmp_path / "page.html").write_text('<p class="govgr-a govgr-b">')
    css = (
        "/*! notice */ :root{--ours:1;--used:2;--unused:3} p{margin:0} .govgr-a{color:var(--used)}"
        " .govgr-a .govgr-c{color:red} .dark .govgr-a{color:blue}"
        " @media (min-width:1px){.govgr-b,.govgr-d{--tw-x-opacity:1;color:rgba(var(--color-a-rgb),var(--tw-x-opacity))}}"
        " @media print{.govgr-a{color:black}} .govgr-a:before{content:'}'}"
    )
    assert strip_css.strip(css, tmp_path) == (
        "/*! notice */\n:root{--ours:1;--used:2}p{margin:0}.govgr-a{color:var(--used)}"
        "@media (min-width:1px){.govgr-b{color:var(--color-a)}}.govgr-a:before{content:'}'}\n"
    )


def test_every_file_that_a_stylesheet_or_a_page_names_is_there() -> None:
    named = {path.removeprefix("/static/") for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', draw("ask-place", "el"))}
    named |= set(re.findall(r'url\("([^"]+)"\)', (STATIC / "thyrida.css").read_text("utf-8")))
    assert [name for name in sorted(named) if not (STATIC / name).exists()] == []


@pytest.mark.parametrize("name", ["digigov.css", "thyrida.css", "leaflet/leaflet.css", "map.js", "print.js"])
def test_nothing_is_fetched_from_elsewhere(name: str) -> None:
    text = (STATIC / name).read_text("utf-8")
    assert "@import" not in text
    assert re.findall(r"url\(\s*[\"']?https?:", text) == []


def test_everything_vendored_keeps_its_licence() -> None:
    assert "BSD 2-Clause" in (STATIC / "LICENCE.digigov.txt").read_text("utf-8")
    assert "BSD 2-Clause" in (STATIC / "leaflet" / "LICENSE").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / "OFL.txt").read_text("utf-8")


@pytest.mark.parametrize("town", TOWNS.values(), ids=lambda town: town.key)
def test_a_towns_colours_are_a_stylesheet(town: Municipality) -> None:
    css = environment().get_template("colours.css").render(municipality=town)
    assert f"--town-primary: {town.colours['primary']};" in css
    assert css.startswith(":root {") and css.rstrip().endswith("}")
