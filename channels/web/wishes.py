"""The fields of a subscription on a page: what was sent in them, and what stands in them."""

from collections.abc import Mapping
from typing import Any

from flask import request

from channels.here import core, language, say, town
from channels.pages.reading import text
from core.errors import InvalidAnswer
from core.people.contact import Reached, Way
from core.subscriptions import describing, reading
from core.subscriptions.asking import Wish, check
from core.subscriptions.changing import Settings
from core.text import Sentence, _

WAYS = (Way.TEXT, Way.CALL, Way.EMAIL)
USUAL, OWN = "usual", "own"
# What stands in the fields before anybody chose: most who sleep sleep then.
NIGHT = {"quiet_from": "22:00", "quiet_until": "08:00"}
_FIELDS = ("district", "language", "text", "call", "email", "first", "quiet", "quiet_from", "quiet_until", "agree")


def wish() -> Wish:
    """What the form asks for.

    Raises:
        InvalidAnswer: one of the fields cannot be kept; the code is its name.
    """
    settings, ways = sent_settings(), _ways()
    if request.form.get("agree") != "yes":
        raise InvalidAnswer("agree", _("Without your agreement we cannot tell you anything."))
    wished = Wish(settings.topics, settings.district, settings.language, ways, settings.quiet)
    return check(town(), wished)


def sent_settings() -> Settings:
    """Topics, district, language and quiet hours of the form.

    Raises:
        InvalidAnswer: as in `wish`.
    """
    topics = reading.read_topics(request.form.getlist("topics")[:20])
    if not topics:
        raise InvalidAnswer("topics", _("Choose at least one topic."))
    district = reading.read_district(text(request.form, "district", 60), town())
    return Settings(topics, district, text(request.form, "language", 10), _quiet())


def _quiet() -> tuple[int, int] | None:
    chosen = request.form.get("quiet", USUAL)
    if chosen != OWN:
        return None
    return reading.read_quiet(text(request.form, "quiet_from", 10), text(request.form, "quiet_until", 10))


def _ways() -> tuple[Reached, ...]:
    """The ways whose field was filled in, the one that is to come first before the others."""
    given = {way: typed for way in WAYS if (typed := text(request.form, str(way), 300).strip())}
    first = request.form.get("first", "")
    found = [reached(way, typed, str(way)) for way, typed in given.items()]
    return tuple(sorted(found, key=lambda one: str(one.way) != first))


def reached(way: Way, typed: str, field: str) -> Reached:
    """An address as it was typed.

    Raises:
        InvalidAnswer: it is none; the code is the field.
    """
    try:
        return reading.read_reached(way, typed, town(), core().clock.now())
    except InvalidAnswer as error:
        raise InvalidAnswer(field, error.sentence) from error


def typed() -> dict[str, Any]:
    """What was sent, to stand in the fields again; the first time, what most people choose."""
    if request.method != "POST":
        return {"topics": [], "language": language(), "quiet": USUAL, "first": str(Way.TEXT), **NIGHT}
    fields = {name: text(request.form, name, 300) for name in _FIELDS}
    return {**fields, "topics": request.form.getlist("topics")[:20]}


def kept(settings: Settings) -> dict[str, Any]:
    """What is kept, as it stands in the fields."""
    shown: dict[str, Any] = {"topics": _keys(settings.topics), "district": settings.district, "language": settings.language}
    if settings.quiet is None or settings.quiet[0] == settings.quiet[1]:
        return {**shown, "quiet": USUAL, **NIGHT}
    from_, until = settings.quiet
    return {**shown, "quiet": OWN, "quiet_from": describing.clock(from_), "quiet_until": describing.clock(until)}


def _keys(bits: int) -> list[str]:
    return [key for number, key, _name in describing.topic_list() if bits >> int(number) & 1]


def choices() -> Mapping[str, Any]:
    """What the fields offer."""
    here, tongue = town(), say()
    whole: list[tuple[str, Sentence]] = [("", _("the whole town"))]
    return {
        "topics": [{"value": key, "label": f"{number}. {tongue(name)}"} for number, key, name in describing.topic_list()],
        "districts": [
            {"value": key, "label": tongue(name)} for key, name in [*whole, *((one.key, one.name) for one in here.districts)]
        ],
        "languages": [{"value": code, "label": name} for code, name in describing.languages_shown(here).items()],
    }
