"""What an announcement says, apart from how far it is: what editors type, what a version keeps, what forms are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.announcements.kinds import Kind
from core.announcements.tables import Announcement
from core.announcements.wanted import search_words

# What one language holds: title and body are written; "short" and "voice" are "" where they are made from those.
PARTS = ("title", "body", "short", "voice")


@dataclass(frozen=True, slots=True)
class Written:
    """The content of an announcement. Fields are those of core.announcements.tables.Announcement."""

    kind: str = str(Kind.NEWS)
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    topics: int = 0
    districts: tuple[str, ...] = ()
    area: tuple[tuple[float, float], ...] = ()
    ways: tuple[str, ...] = ()
    place: str = ""
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    valid_until: datetime | None = None
    publish_at: datetime | None = None
    tells_again: bool = True
    danger: bool | None = None

    def text(self, language: str, part: str) -> str:
        """One part in one language, "" where it is not written."""
        return self.texts.get(language, {}).get(part, "")

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which there is a title and something beneath it."""
        return tuple(code for code in self.texts if self.text(code, "title") and self.text(code, "body"))

    @property
    def warns_of_danger(self) -> bool:
        """Whether every form says 112 first: where it was said so, and in an emergency unless it was said that it is not."""
        return self.kind == Kind.EMERGENCY if self.danger is None else self.danger


def of(row: Announcement) -> Written:
    """The content of a row."""
    return Written(
        kind=row.kind,
        texts=row.texts,
        topics=row.topics,
        districts=tuple(row.districts),
        area=tuple((float(lon), float(lat)) for lon, lat in row.area or ()),
        ways=tuple(row.ways),
        place=row.place,
        begins_at=row.begins_at,
        ends_at=row.ends_at,
        valid_until=row.valid_until,
        publish_at=row.publish_at,
        tells_again=row.tells_again,
        danger=row.danger,
    )


def put(row: Announcement, written: Written) -> None:
    """Give a row this content, and the folded words by which it is found."""
    row.kind, row.place = written.kind, written.place
    row.texts = {code: {part: text.get(part, "") for part in PARTS} for code, text in written.texts.items()}
    row.topics, row.districts, row.ways = written.topics, list(written.districts), list(written.ways)
    row.area = [list(corner) for corner in written.area] or None
    row.begins_at, row.ends_at, row.valid_until = written.begins_at, written.ends_at, written.valid_until
    row.publish_at, row.tells_again, row.danger = written.publish_at, written.tells_again, written.danger
    row.search = search_words(written.texts, written.place)


def content(written: Written) -> dict[str, Any]:
    """What a version keeps: everything that was said, nothing of how it was sent. Moments are ISO 8601 in UTC."""
    return {
        "kind": written.kind,
        "texts": {code: dict(text) for code, text in written.texts.items()},
        "topics": written.topics,
        "districts": list(written.districts),
        "area": [list(corner) for corner in written.area] or None,
        "place": written.place,
        "begins_at": _moment(written.begins_at),
        "ends_at": _moment(written.ends_at),
        "valid_until": _moment(written.valid_until),
    }


def kept(content: Mapping[str, Any]) -> Written:
    """The content of a version as it was kept."""
    return Written(
        kind=content.get("kind", str(Kind.NEWS)),
        texts=content.get("texts", {}),
        topics=content.get("topics", 0),
        districts=tuple(content.get("districts", ())),
        area=tuple((float(lon), float(lat)) for lon, lat in content.get("area") or ()),
        place=content.get("place", ""),
        begins_at=_read(content.get("begins_at")),
        ends_at=_read(content.get("ends_at")),
        valid_until=_read(content.get("valid_until")),
    )


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _read(moment: str | None) -> datetime | None:
    return datetime.fromisoformat(moment) if moment else None
