"""Reading an alert of another authority. It may come from anywhere: it is parsed safely, and checked before it is believed."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from core.emergencies.areas import MOST_CORNERS, read_area
from core.emergencies.cap.schema import NAMESPACE, faults, parse
from core.emergencies.vocabulary import RESPONSES, Type
from core.errors import InvalidAnswer
from core.text import Text, _

LARGEST = 512 * 1024
# The earth's circumference by 360, in kilometres.
A_DEGREE = 111.32
CIRCLE_CORNERS = 16
_LOCAL = re.compile(r"^([a-z]{2,3})(?:-|$)")
_OF_OTHERS = re.compile(r"urn:oasis:names:tc:emergency:cap:1\.[01]")

REFUSED: Mapping[str, Text] = {
    "System": _("It is a message between machines, no alert."),
    "Test": _("It is a test of somebody's system. Nothing was taken over."),
    "Draft": _("Its sender calls it a draft. Ask them for the alert itself."),
    "Ack": _("It only says that an alert was received. Nothing was taken over."),
    "Error": _("It only says that an alert was wrong. Nothing was taken over."),
    "Private": _("It is private, for those whom it names. It may not be published."),
    "Restricted": _("It is restricted. It may not be published."),
}


@dataclass(frozen=True, slots=True)
class Foreign:
    """Another authority's alert, as far as we use it. `texts` is by language of ours, `references` are identifiers."""

    sender: str
    identifier: str
    sent: str
    type: Type
    exercise: bool
    references: tuple[str, ...]
    texts: Mapping[str, Mapping[str, str]]
    categories: tuple[str, ...]
    responses: tuple[str, ...]
    urgency: str
    severity: str
    certainty: str
    onset_at: datetime | None
    expires_at: datetime | None
    contact: str
    web: str
    area: list[list[float]] | None


def read(content: bytes) -> Foreign:
    """Read a document.

    Raises:
        InvalidAnswer: it is no alert that we may take over; the sentence says why.
    """
    root = _root(content)
    status, kind, scope = (_text(root, name) for name in ("status", "msgType", "scope"))
    # An exercise is restricted as a rule (section 3.2.1): it becomes a rehearsal here, which nobody outside sees.
    asked = (status, kind) if status == "Exercise" else (status, kind, scope)
    if sentence := next((REFUSED[one] for one in asked if one in REFUSED), None):
        raise InvalidAnswer("cap", sentence)
    infos = root.findall(_name("info"))
    if not infos and kind != Type.CANCEL:
        raise InvalidAnswer("cap", _("It says nothing: it has no information for anybody."))
    first = infos[0] if infos else None
    return Foreign(
        sender=_text(root, "sender"),
        identifier=_text(root, "identifier"),
        sent=_text(root, "sent"),
        type=Type(kind),
        exercise=status == "Exercise",
        references=tuple(_references(_text(root, "references"))),
        texts=_texts(infos),
        categories=_all(first, "category"),
        responses=tuple(one for one in _all(first, "responseType") if one in RESPONSES),
        urgency=_text(first, "urgency"),
        severity=_text(first, "severity"),
        certainty=_text(first, "certainty"),
        onset_at=_moment(_text(first, "onset")),
        expires_at=_moment(_text(first, "expires")),
        contact=_text(first, "contact")[:200],
        web=_web(_text(first, "web")),
        area=_area(first),
    )


def _root(content: bytes) -> etree._Element:
    if len(content) > LARGEST:
        raise InvalidAnswer("cap", _("It is too large: {most} kB at most.", most=LARGEST // 1024))
    try:
        root = parse(content)
    except etree.XMLSyntaxError as error:
        raise InvalidAnswer("cap", _("It is no XML document, or a damaged one.")) from error
    # A document type can make a small file huge and name other files: no alert needs one.
    if root.getroottree().docinfo.internalDTD is not None:
        raise InvalidAnswer("cap", _("It carries a document type, which no alert needs. It was not read."))
    if _OF_OTHERS.match(etree.QName(root).namespace or ""):
        raise InvalidAnswer("cap", _("It is of an older version of the protocol. Ask for version 1.2."))
    if root.tag != _name("alert"):
        raise InvalidAnswer("cap", _("It is no alert of the Common Alerting Protocol 1.2."))
    if wrong := faults(root):
        raise InvalidAnswer("cap", _("It does not keep to the protocol: {fault}", fault=wrong[0][:200]))
    return root


def _texts(infos: list[etree._Element]) -> dict[str, dict[str, str]]:
    """What is said, by language; of several blocks in one language the first counts, which is the sender's own order."""
    found: dict[str, dict[str, str]] = {}
    for info in infos:
        tag = _text(info, "language").lower() or "en-us"
        local = _LOCAL.match(tag)
        if local is None or local.group(1) in found:
            continue
        headline = _text(info, "headline") or _text(info, "event")
        found[local.group(1)] = {
            "event": _text(info, "event")[:60],
            "headline": headline[:100],
            "description": _text(info, "description")[:1000],
            # Who says only what happens leaves it to us to say what to do.
            "instruction": _text(info, "instruction")[:600],
            "area": ", ".join(filter(None, (_text(area, "areaDesc") for area in info.findall(_name("area")))))[:200],
        }
    return found


def _area(info: etree._Element | None) -> list[list[float]] | None:
    """The first polygon, else the first circle as one; None where the area is only named.

    Raises:
        InvalidAnswer: it lies nowhere on earth, or has more corners than we hold; the schema looks at neither.
    """
    if info is None:
        return None
    try:
        return _drawn(info)
    except (InvalidAnswer, ValueError) as error:
        raise InvalidAnswer(
            "cap", _("Its area is none on the map, or has more than {most} corners.", most=MOST_CORNERS)
        ) from error


def _drawn(info: etree._Element) -> list[list[float]] | None:
    for ring in info.iter(_name("polygon")):
        corners = read_area(ring.text or "")
        if corners is not None:
            return corners[:-1] if corners[0] == corners[-1] else corners
    for circle in info.iter(_name("circle")):
        centre, _space, radius = (circle.text or "").strip().partition(" ")
        lat, _comma, lon = centre.partition(",")
        corners = _round(float(lat), float(lon), max(float(radius or 0), 0.05))
        return read_area(" ".join(f"{lat},{lon}" for lon, lat in corners))
    return None


def _round(lat: float, lon: float, kilometres: float) -> list[list[float]]:
    """A circle as a polygon, near enough for a town."""
    north, east = kilometres / A_DEGREE, kilometres / (A_DEGREE * max(math.cos(math.radians(lat)), 0.01))
    turns = [2 * math.pi * corner / CIRCLE_CORNERS for corner in range(CIRCLE_CORNERS)]
    return [[round(lon + east * math.cos(turn), 6), round(lat + north * math.sin(turn), 6)] for turn in turns]


def _references(text: str) -> list[str]:
    """The identifiers in "sender,identifier,sent sender,identifier,sent …"."""
    return [parts[1] for one in text.split() if len(parts := one.split(",")) == 3]


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _web(text: str) -> str:
    return text if text.startswith(("https://", "http://")) and len(text) <= 300 and " " not in text else ""


def _all(info: etree._Element | None, name: str) -> tuple[str, ...]:
    return tuple((one.text or "").strip() for one in info.findall(_name(name))) if info is not None else ()


def _text(parent: etree._Element | None, name: str) -> str:
    found = parent.find(_name(name)) if parent is not None else None
    return " ".join((found.text or "").split()) if found is not None else ""


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
