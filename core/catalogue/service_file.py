"""One service file, from its text to a `Service`."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from core.catalogue.certificates import certifying
from core.catalogue.lines import scan
from core.catalogue.page import LANGUAGES, Page
from core.catalogue.problems import Problem
from core.catalogue.questions import questions
from core.dialogue.kinds.base import Kind
from core.dialogue.service import Assurance, Clock, Objection, Retention, Service, ServiceForm
from core.text import Wording

LONGEST_TITLE = 80
LONGEST_SHORT = 20
LONGEST_OBJECTION = 400
_KEYS = (
    "version", "form", "menu", "department", "assurance", "mitos_id", "title", "short", "description", "advice",
    "words", "clock", "retention", "objection", "register", "question", "certificate",
)  # fmt: skip
_MENU = re.compile(r"[1-5][1-5]")
_SLUG = re.compile(r"[a-z][a-z0-9-]*")
_DAY_OF_YEAR = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_FILING = (ServiceForm.REPORT, ServiceForm.COMPLAINT, ServiceForm.APPLICATION, ServiceForm.CERTIFICATE)
_BLANK = Wording({})


def read_service(file: Path, kinds: Mapping[str, Kind], languages: Sequence[str]) -> tuple[Service | None, list[Problem], int]:
    """The service in this file (None if it is not TOML at all), what is wrong, and the line of its menu number."""
    try:
        text = file.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return None, [Problem(file, _line_of(error), f"not TOML in UTF-8: {error}")], 1
    page = Page(file, scan(text), values, tuple(languages))
    return _service(page, kinds), page.problems, page.lines.at("menu")


def _service(page: Page, kinds: Mapping[str, Kind]) -> Service:
    page.known(*_KEYS)
    if not _SLUG.fullmatch(page.file.stem):
        page.wrong(f'the file\'s name "{page.file.stem}" must be small Latin letters, digits and hyphens')
    form = ServiceForm(page.text("form", one_of=[one.value for one in ServiceForm]) or "information")
    return Service(
        key=page.file.stem,
        version=page.whole("version", least=1),
        form=form,
        menu=_menu(page, form),
        department=_department(page),
        title=page.wording("title", LONGEST_TITLE) or _BLANK,
        short=page.wording("short", LONGEST_SHORT) or _BLANK,
        description=page.wording("description") or _BLANK,
        advice=page.wording("advice", required=form is ServiceForm.INFORMATION),
        words=_words(page, form),
        assurance=Assurance(page.text("assurance", "none", [one.value for one in Assurance]) or "none"),
        retention=_retention(page),
        clock=_clock(page, form),
        questions=questions(page, kinds),
        objection=_objection(page, form),
        mitos_id=page.text("mitos_id", ""),
        register=page.table("register") or {},
        certificate=certifying(page, form),
    )


def _menu(page: Page, form: ServiceForm) -> str:
    menu = page.text("menu", "" if form is ServiceForm.INTERNAL else None)
    if menu and not _MENU.fullmatch(menu):
        page.wrong(f'menu number "{menu}" must be two digits, each from 1 to 5', "menu")
    if menu and form is ServiceForm.INTERNAL:
        page.wrong("an internal service has no menu number", "menu")
    return menu


def _department(page: Page) -> str:
    department = page.text("department")
    if department and not _SLUG.fullmatch(department):
        page.wrong(f'department "{department}" must be small Latin letters, digits and hyphens', "department")
    return department


def _words(page: Page, form: ServiceForm) -> Mapping[str, tuple[str, ...]]:
    table = page.table("words")
    if table is None:
        if form is not ServiceForm.INTERNAL:
            page.wrong('"words" is missing')
        return {}
    part = page.within(table, "words: ", "words")
    for language in table:
        if language not in LANGUAGES:
            part.wrong(f'unknown language "{language}"', language)
    return {language: part.strings(language) for language in table}


def _retention(page: Page) -> Retention:
    table = page.table("retention")
    if table is None:
        page.wrong('"retention" is missing')
        return Retention("", "")
    part = page.within(table, "retention: ", "retention")
    part.known("name", "source")
    return Retention(part.text("name"), part.text("source"))


def _objection(page: Page, form: ServiceForm) -> Objection | None:
    """`[objection]`: the words by language, and `source`."""
    table = page.table("objection")
    if table is None:
        return None
    if form not in (ServiceForm.APPLICATION, ServiceForm.CERTIFICATE):
        page.wrong("only a formal service tells how to object", "objection")
    words = {key: value for key, value in table.items() if key != "source"}
    part = page.within({"words": words, "source": table.get("source")}, "objection: ", "objection")
    return Objection(part.wording("words", LONGEST_OBJECTION) or _BLANK, part.text("source"))


def _clock(page: Page, form: ServiceForm) -> Clock | None:
    table = page.table("clock")
    if table is None:
        if form in _FILING:
            page.wrong('"clock" is missing')
        return None
    part = page.within(table, "clock: ", "clock")
    part.known("kind", "days", "source", "stops", "stops_source", "roll", "fixed_on", "several_days", "several_source")
    kind = part.text("kind", one_of=("calendar", "working", "fixed"))
    clock = Clock(
        kind=kind,
        days=part.whole("days", 0 if kind == "fixed" else None, least=0 if kind == "fixed" else 1),
        source=part.text("source"),
        stops=part.flag("stops", False),
        stops_source=part.text("stops_source", ""),
        roll=part.text("roll", "next-working-day", ("next-working-day", "none")),
        fixed_on=part.text("fixed_on", ""),
        several_days=part.whole("several_days", 0),
        several_source=part.text("several_source", ""),
    )
    if kind == "fixed" and not _DAY_OF_YEAR.fullmatch(clock.fixed_on):
        part.wrong('a fixed clock needs "fixed_on" as MM-DD', "fixed_on")
    if clock.stops and not clock.stops_source:
        part.wrong('a clock that may stop needs "stops_source"', "stops")
    if clock.several_days and not clock.several_source:
        part.wrong('a term that is longer for several services needs "several_source"', "several_days")
    if clock.several_days and kind == "fixed":
        part.wrong("a fixed day cannot be later for several services", "several_days")
    return clock


def _line_of(error: Exception) -> int:
    found = re.search(r"line (\d+)", str(error))
    return int(found.group(1)) if found else 1
