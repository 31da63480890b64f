"""An alert as a document of the Common Alerting Protocol, in the order of elements that its schema wants (section 3.2)."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from lxml import etree

from core.dialogue.kinds.outline import Point
from core.emergencies.areas import area_words, filled, polygons
from core.emergencies.cap.schema import NAMESPACE
from core.emergencies.events import PARTS
from core.emergencies.forms import DANGER, EXERCISE, event_of
from core.emergencies.tables import Alert
from core.emergencies.vocabulary import Status, Type, endangers_life
from core.languages import tongue
from core.municipalities.model import Municipality
from core.text import Sentence, writable

# Languages as RFC 3066 names them; the protocol's own default is "en-US".
TAGS = {"el": "el-GR", "en": "en"}


def document(town: Municipality, alert: Alert, sent: datetime, references: Iterable[str], site: str) -> bytes:
    """The document. `references` are those of the alerts before it, "sender,identifier,sent" each."""
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})
    _add(root, "identifier", alert.identifier)
    _add(root, "sender", sender(town, site))
    _add(root, "sent", moment(town, sent))
    _add(root, "status", Status.EXERCISE if alert.drill else Status.ACTUAL)
    _add(root, "msgType", alert.type)
    if alert.source:
        _add(root, "source", alert.source)
    _add(root, "scope", "Restricted" if alert.drill else "Public")
    if alert.drill:
        say = tongue(town.languages[0], zone=town.zone)
        _add(root, "restriction", say(EXERCISE))
        _add(root, "note", say(EXERCISE))
    if refers := " ".join(references):
        _add(root, "references", refers)
    for language in alert.texts:
        _info(root, town, alert, language, site)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return content


def _info(root: etree._Element, town: Municipality, alert: Alert, language: str, site: str) -> None:
    words, area, info = alert.texts[language], area_words(town, alert, language), etree.SubElement(root, f"{{{NAMESPACE}}}info")
    say = tongue(language, zone=town.zone)
    first: list[Sentence] = [EXERCISE] if alert.drill else []
    if endangers_life(alert.severity, alert.urgency) and alert.type != Type.CANCEL:
        first.append(DANGER)
    headline, description, instruction = (filled(words, part, area) for part in PARTS)
    _add(info, "language", TAGS.get(language, language))
    for category in alert.categories:
        _add(info, "category", category)
    _add(info, "event", event_of(alert, language) or alert.event)
    for response in ["AllClear"] if alert.type == Type.CANCEL else alert.responses:
        _add(info, "responseType", response)
    _add(info, "urgency", alert.urgency)
    _add(info, "severity", alert.severity)
    _add(info, "certainty", alert.certainty)
    _add(info, "effective", moment(town, alert.released_at or alert.updated_at))
    if alert.onset_at is not None:
        _add(info, "onset", moment(town, alert.onset_at))
    _add(info, "expires", moment(town, alert.expires_at))
    _add(info, "senderName", say(town.name))
    _add(info, "headline", " ".join((*map(say, first), headline)))
    _add(info, "description", description)
    _add(info, "instruction", " ".join((*map(say, first), instruction)))
    _add(info, "web", alert.web or f"{site}/emergency")
    _add(info, "contact", alert.contact or town.desk_number)
    place = etree.SubElement(info, f"{{{NAMESPACE}}}area")
    _add(place, "areaDesc", area)
    for ring in polygons(town, alert):
        _add(place, "polygon", polygon(ring))


def _add(parent: etree._Element, name: str, value: str) -> None:
    """An element, where there is something to say in it."""
    if value := writable(value):
        etree.SubElement(parent, f"{{{NAMESPACE}}}{name}").text = value


def sender(town: Municipality, site: str) -> str:
    """Who sends: unique to the town, and without spaces, commas, "<" or "&" (section 3.2.1)."""
    return town.email or urlsplit(site).hostname or town.key


def moment(town: Municipality, when: datetime) -> str:
    """A moment as the protocol wants it: to the second, with the town's distance from UTC in figures, never "Z" (3.3.2)."""
    return town.local(when).replace(microsecond=0).isoformat()


def polygon(ring: Iterable[Point]) -> str:
    """A closed ring as the protocol writes it, "lat,lon lat,lon …" (WGS 84)."""
    return " ".join(f"{lat:.6g},{lon:.6g}" for lon, lat in ring)


def reference(alert: Alert, town: Municipality, site: str) -> str:
    """How a later alert names this one: "sender,identifier,sent"."""
    assert alert.released_at is not None, "only what is out is referred to"
    return f"{sender(town, site)},{alert.identifier},{moment(town, alert.released_at)}"
