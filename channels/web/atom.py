"""News as an Atom feed (RFC 4287)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement
from xml.sax.saxutils import escape

from core.announcements.kinds import KIND_NAMES, Stage
from core.announcements.tables import AnnouncementFile
from core.announcements.told import Told, path
from core.languages import tongue
from core.municipalities.model import Municipality
from core.text import Tongue, _, writable

ATOM = "http://www.w3.org/2005/Atom"
LANG = "xml:lang"
# The town's feeds began then: what a feed without entries says of its last change.
SINCE = datetime(2026, 1, 1, tzinfo=UTC)

Entry = tuple[Told, datetime, Sequence[AnnouncementFile]]


@dataclass(frozen=True, slots=True)
class Link:
    """The town's own site; on it, the feed's own address and that of the page with the same news."""

    site: str
    feed: str
    page: str


def feed(town: Municipality, language: str, here: Link, entries: Sequence[Entry]) -> bytes:
    """The whole document. An entry's id is a `tag:` URI (RFC 4151), the same in every language, feed and version."""
    say = tongue(language, zone=town.zone)
    root = Element("feed", {"xmlns": ATOM, LANG: language})
    _text(root, "id", _tag(here.site, SINCE, here.feed))
    _text(root, "title", say(_("News and announcements – {town}", town=town.name)))
    _text(root, "updated", _moment(max((changed for _told, changed, _files in entries), default=SINCE)))
    _link(root, "self", here.site + here.feed, "application/atom+xml")
    _link(root, "alternate", here.site + here.page, "text/html", language)
    author = SubElement(root, "author")
    _text(author, "name", say(town.name))
    for told, changed, files in entries:
        _entry(root, told, changed, files, here.site, say)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: Element, told: Told, changed: datetime, files: Sequence[AnnouncementFile], site: str, say: Tongue) -> None:
    entry = SubElement(root, "entry", {LANG: told.language})
    _text(entry, "id", _tag(site, told.published_at, path(told.id)))
    withdrawn = told.standing is Stage.WITHDRAWN
    own = tongue(told.language, zone=str(say.zone))
    title = told.title.best(told.language)[0]
    _text(entry, "title", own(_("Withdrawn: {title}", title=title)) if withdrawn else title)
    _text(entry, "published", _moment(told.published_at))
    _text(entry, "updated", _moment(changed))
    _link(entry, "alternate", f"{told.address}?lang={say.language}", "text/html", say.language)
    for file in files:
        address = f"{told.address}/files/{file.id}/{quote(file.name)}"
        _link(entry, "enclosure", address, file.media_type, length=file.size, title=file.name)
    for topic in told.topics:
        _category(entry, topic.key, f"{site}/news?topic=", say(topic.name))
    _category(entry, str(told.kind), f"{site}/news?kind=", say(KIND_NAMES[told.kind]))
    content = _text(entry, "content", _html(told, own, say))
    content.set("type", "html")


def _html(told: Told, own: Tongue, say: Tongue) -> str:
    """The text with what is told around it, as HTML; each sentence in the language in which it is written."""
    before = [say(one) for one in (*told.marks, *([told.only] if told.only else []))]
    until = _("Until {until}", until=told.until) if told.until else None
    facts = [own(one) for one in (told.when, told.place, told.area, until) if one]
    body = told.body.best(told.language)[0].replace("\r\n", "\n")
    paragraphs = [escape(one.strip()).replace("\n", "<br>") for one in body.split("\n\n") if one.strip()]
    said = [f'<p lang="{say.language}"><strong>{escape(one)}</strong></p>' for one in before]
    return "".join([*said, *(f"<p>{escape(one)}</p>" for one in facts), *(f"<p>{one}</p>" for one in paragraphs)])


def _text(parent: Element, name: str, words: str) -> Element:
    made = SubElement(parent, name)
    made.text = writable(words)
    return made


def _link(
    parent: Element, rel: str, href: str, kind: str, language: str = "", length: int | None = None, title: str = ""
) -> None:
    link = SubElement(parent, "link", rel=rel, href=href, type=kind)
    more = {"hreflang": language, "length": "" if length is None else str(length), "title": writable(title)}
    for name, value in more.items():
        if value:
            link.set(name, value)


def _category(parent: Element, term: str, scheme: str, label: str) -> None:
    SubElement(parent, "category", term=term, scheme=scheme, label=label)


def _tag(site: str, since: datetime, what: str) -> str:
    return f"tag:{urlsplit(site).hostname},{since:%Y-%m-%d}:{what.lstrip('/')}"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


__all__ = ["Link", "feed"]
