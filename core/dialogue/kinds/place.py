"""A place in the town: an address in words, a pin on the map, or both."""

import math
from typing import TYPE_CHECKING

from core.dialogue.answers import Answer, Form, Heard, Reply, Situation
from core.dialogue.kinds.base import Kind
from core.dialogue.kinds.outline import within
from core.dialogue.kinds.reading import clean, wrong_settings
from core.dialogue.kinds.streets import find_street
from core.errors import InvalidAnswer
from core.municipalities.model import Municipality
from core.text import Sentence, _, plural

if TYPE_CHECKING:
    from core.dialogue.service import Question

_LEAST, _MOST = 3, 300
# About 10 cm: more digits than that only tell which device was used.
_DECIMALS = 6
_POINTED = frozenset({"pin", "device"})


class Place(Kind):
    """The value is {"text", "lat", "lon", "source"}, source one of typed, pin, street-list, recorded, device.

    Words alone are always enough. By telephone it is a voice message, the text empty until a clerk writes it down.
    """

    name = "place"
    ways = frozenset({Reply.WORDS})

    def read(self, question: "Question", heard: Heard, situation: Situation) -> Answer:
        if heard.form is Form.RECORDED:
            uploads = tuple(upload.id for upload in heard.uploads)
            return Answer(_value("", None, "recorded"), Form.RECORDED, uploads)
        text = clean(heard.parts.get("text", "") or heard.words)
        pin = _pin(heard.parts.get("lat", ""), heard.parts.get("lon", ""))
        if pin is not None:
            _check_inside(pin, heard, situation.municipality)
            source = heard.parts.get("source", "pin")
            return Answer(_value(text[:_MOST], pin, source if source in _POINTED else "pin"), heard.form)
        _check_text(text)
        street = find_street(text, situation.municipality.streets)
        if street is None:
            return Answer(_value(text, None, "typed"), heard.form)
        point = None if street.lat is None or street.lon is None else (street.lat, street.lon)
        return Answer(_value(text, point, "street-list"), heard.form)

    def show(self, question: "Question", answer: Answer) -> Sentence:
        value = answer.value if isinstance(answer.value, dict) else {}
        text, source = str(value.get("text", "")), value.get("source")
        if source == "recorded" and not text:
            return _("as you said it")
        if source in _POINTED and text:
            return _("{text} (marked on the map)", text=text)
        if source in _POINTED:
            return _("the point marked on the map ({lat}, {lon})", lat=str(value["lat"]), lon=str(value["lon"]))
        return text

    def example(self, question: "Question", situation: Situation) -> Sentence:
        street = next(iter(situation.municipality.streets), None)
        return f"{street.name} 12" if street else _("Asklipiou 12, opposite the pharmacy")

    def check(self, question: "Question") -> Sentence | None:
        return wrong_settings(question)


def _value(text: str, point: tuple[float, float] | None, source: str) -> dict[str, object]:
    lat, lon = point or (None, None)
    return {"text": text, "lat": lat, "lon": lon, "source": source}


def _check_text(text: str) -> None:
    if not text:
        raise InvalidAnswer("empty", _("Please say where it is."))
    if len(text) < _LEAST:
        raise InvalidAnswer("too-short", _("That is too short to find the place."))
    if not any(mark.isalpha() for mark in text):
        raise InvalidAnswer("no-words", _("Please name the street or something that stands there, not only a number."))
    if len(text) > _MOST:
        raise InvalidAnswer(
            "too-long",
            plural(
                "That is {count} character; there is room for {most}.",
                "That is {count} characters; there is room for {most}.",
                len(text),
                most=_MOST,
            ),
        )


def _pin(lat: str, lon: str) -> tuple[float, float] | None:
    """Latitude and longitude in WGS 84 degrees, or None where no pin was set.

    Raises:
        InvalidAnswer: "bad-pin", where they are no degrees.
    """
    if not lat.strip() and not lon.strip():
        return None
    try:
        point = float(lat.replace(",", ".")), float(lon.replace(",", "."))
    except ValueError:
        point = math.nan, math.nan
    # Not-a-number fails both comparisons, and so does infinity.
    if not (abs(point[0]) <= 90 and abs(point[1]) <= 180):
        raise InvalidAnswer("bad-pin", _("The pin on the map could not be read. Please set it again, or write the address."))
    return round(point[0], _DECIMALS), round(point[1], _DECIMALS)


def _check_inside(pin: tuple[float, float], heard: Heard, municipality: Municipality) -> None:
    if heard.parts.get("sure") or not municipality.outline or within(pin[1], pin[0], municipality.outline):
        return
    raise InvalidAnswer("outside", _("The pin is outside {town}. Is it really there?", town=municipality.short_name))


PLACE = Place()
