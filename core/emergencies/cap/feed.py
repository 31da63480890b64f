"""The alerts in force as an Atom feed (RFC 4287), each entry leading to its document: what other authorities' machines poll."""

from collections.abc import Sequence
from datetime import datetime

from lxml import etree

from core.emergencies.cap.document import moment
from core.emergencies.forms import said
from core.emergencies.tables import Alert
from core.languages import tongue
from core.municipalities.model import Municipality
from core.text import _

ATOM = "http://www.w3.org/2005/Atom"
CAP_TYPE = "application/cap+xml"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def feed(town: Municipality, alerts: Sequence[Alert], language: str, site: str, changed: datetime) -> bytes:
    """The feed. `changed` is when anything of it changed last; it is empty where nothing is in force."""
    say = tongue(language, zone=town.zone)
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    root.set(LANG, language)
    _add(root, "id", f"{site}/alerts.atom")
    _add(root, "title", say(_("{town}: emergencies", town=town.name)))
    _add(root, "updated", moment(town, changed))
    _link(root, f"{site}/alerts.atom", rel="self", type="application/atom+xml")
    _link(root, f"{site}/emergency", rel="alternate", type="text/html")
    author = etree.SubElement(root, f"{{{ATOM}}}author")
    _add(author, "name", say(town.name))
    for alert in alerts:
        _entry(root, town, alert, language, site)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return content


def _entry(root: etree._Element, town: Municipality, alert: Alert, language: str, site: str) -> None:
    one, entry = said(town, alert, language, site), etree.SubElement(root, f"{{{ATOM}}}entry")
    if one.written != language:
        entry.set(LANG, one.written)
    assert alert.released_at is not None, "only what is out is in the feed"
    address = f"{site}/alerts/{alert.identifier}.cap.xml"
    _add(entry, "id", address)
    _add(entry, "title", one.title)
    _add(entry, "updated", moment(town, alert.released_at))
    _link(entry, address, rel="alternate", type=CAP_TYPE)
    _add(entry, "summary", one.body)


def _add(parent: etree._Element, name: str, value: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}{name}").text = value


def _link(parent: etree._Element, href: str, **more: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}link", href=href, **more)
