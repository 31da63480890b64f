"""A feed reader that is strict: what RFC 4287 says that a feed and an entry must have, it looks for."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# RFC 3339 with a capital T and Z (section 3.3), and RFC 4151.
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d){0,2}:[A-Za-z0-9/?=&.%_+-]+")
# Of these a feed, and an entry, has exactly one each (sections 4.1.1 and 4.1.2).
ONE_OF_FEED, ONE_OF_ENTRY = ("id", "title", "updated", "author"), ("id", "title", "updated", "published", "content")


@dataclass
class Entry:
    element: etree._Element

    def __post_init__(self) -> None:
        for name in ONE_OF_ENTRY:
            assert len(self.element.findall(ATOM + name)) == 1, name
        assert DATE.fullmatch(self._text("updated")) and DATE.fullmatch(self._text("published"))
        assert self.updated >= datetime.fromisoformat(self._text("published"))
        assert TAG.fullmatch(self.id)
        assert self.element.find(f"{ATOM}content").get("type") == "html"
        assert all(one.get("term") and one.get("scheme") for one in self.element.findall(f"{ATOM}category"))
        assert "alternate" in self.links and all(urlsplit(link).scheme for link in self.links.values())

    def _text(self, name: str) -> str:
        return str(self.element.findtext(ATOM + name))

    @property
    def id(self) -> str:
        return self._text("id")

    @property
    def content(self) -> str:
        return self._text("content")

    @property
    def updated(self) -> datetime:
        return datetime.fromisoformat(self._text("updated"))

    @property
    def language(self) -> str:
        return str(self.element.get(LANG))

    @property
    def categories(self) -> list[str]:
        return [str(one.get("term")) for one in self.element.findall(f"{ATOM}category")]

    @property
    def links(self) -> dict[str, str]:
        return {str(one.get("rel")): str(one.get("href")) for one in self.element.findall(f"{ATOM}link")}


class Feed:
    def __init__(self, document: bytes) -> None:
        self.root = etree.fromstring(document)
        assert self.root.tag == f"{ATOM}feed"
        for name in ONE_OF_FEED:
            assert len(self.root.findall(ATOM + name)) == 1, name
        assert self.root.findtext(f"{ATOM}author/{ATOM}name")
        assert {str(one.get("rel")) for one in self.root.findall(f"{ATOM}link")} == {"self", "alternate"}
        self.id = str(self.root.findtext(f"{ATOM}id"))
        assert TAG.fullmatch(self.id)
        self.language = str(self.root.get(LANG))
        self.updated = datetime.fromisoformat(str(self.root.findtext(f"{ATOM}updated")))
        self.entries = [Entry(one) for one in self.root.findall(f"{ATOM}entry")]
        assert len({one.id for one in self.entries}) == len(self.entries)

    @property
    def titles(self) -> list[str]:
        return [str(one.element.findtext(f"{ATOM}title")) for one in self.entries]
