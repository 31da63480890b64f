"""The editor's form: what was typed, and the announcement that it means. What cannot be read stays as it was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from werkzeug.datastructures import MultiDict

from channels.pages.reading import text
from core.announcements.areas import read_area, told_in, typed_area
from core.announcements.checking import Finding
from core.announcements.kinds import WRITTEN, Kind
from core.announcements.moments import read_moment, typed_moment
from core.announcements.topics import mask, of_mask
from core.announcements.written import PARTS, Written
from core.errors import InvalidAnswer
from core.municipalities.model import Municipality
from core.people.contact import Way

MOMENTS = ("begins", "ends", "valid", "publish")
LISTS = ("topics", "districts", "ways")
WAYS = (Way.TEXT, Way.CALL, Way.EMAIL)


@dataclass(frozen=True)
class Typed:
    """The form as it was typed: its fields by name, and what was ticked."""

    fields: Mapping[str, str] = field(default_factory=dict)
    ticked: Mapping[str, Sequence[str]] = field(default_factory=dict)
    revision: int = 0

    def get(self, name: str) -> str:
        return self.fields.get(name, "")


def read(town: Municipality, form: MultiDict[str, str]) -> tuple[Typed, Written, list[Finding]]:
    """What was typed, what it means, and what of it cannot be read."""
    typed = _typed(town, form)
    wrong: list[Finding] = []
    moments = {name: _moment(town, typed, name, wrong) for name in MOMENTS}
    area, districts = _area(town, typed, wrong)
    kind = typed.get("kind")
    return (
        typed,
        Written(
            kind=kind if kind in WRITTEN else "",
            texts=_texts(town, typed),
            topics=mask(typed.ticked["topics"]),
            districts=districts,
            area=area,
            ways=tuple(str(way) for way in WAYS if way in typed.ticked["ways"]),
            place=" ".join(typed.get("place").split()),
            begins_at=moments["begins"],
            ends_at=moments["ends"],
            valid_until=moments["valid"],
            publish_at=moments["publish"],
            tells_again=typed.get("tells_again") == "yes",
        ),
        wrong,
    )


def typed_as(town: Municipality, written: Written, revision: int = 0) -> Typed:
    """The form of an announcement as it is kept."""
    fields = {f"{part}-{code}": written.text(code, part) for code in _languages(town, written) for part in PARTS}
    fields |= {
        "kind": written.kind,
        "place": written.place,
        "begins": typed_moment(town, written.begins_at),
        "ends": typed_moment(town, written.ends_at),
        "valid": typed_moment(town, written.valid_until),
        "publish": typed_moment(town, written.publish_at),
        "area": typed_area(written.area),
        "tells_again": "yes" if written.tells_again else "",
    }
    ticked = {"topics": [one.key for one in of_mask(written.topics)], "districts": written.districts, "ways": written.ways}
    return Typed(fields, ticked, revision)


def new() -> Written:
    """What a new draft begins with: every way is ticked, so that nobody forgets one."""
    return Written(kind=str(Kind.NEWS), ways=tuple(map(str, WAYS)))


def _typed(town: Municipality, form: MultiDict[str, str]) -> Typed:
    names = [f"{part}-{code}" for code in town.languages for part in PARTS]
    names += ["kind", "place", "area", "tells_again", *MOMENTS]
    fields = {name: text(form, name, 20_000).replace("\r\n", "\n").strip() for name in names}
    ticked = {name: form.getlist(name)[:50] for name in LISTS}
    revision = form.get("revision", "0")
    return Typed(fields, ticked, int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 12 else 0)


def _texts(town: Municipality, typed: Typed) -> dict[str, dict[str, str]]:
    """The languages in which anything is written."""
    texts = {code: {part: _said(part, typed.get(f"{part}-{code}")) for part in PARTS} for code in town.languages}
    return {code: text for code, text in texts.items() if any(text.values())}


def _said(part: str, words: str) -> str:
    """A body has lines; everything else is one."""
    return words if part == "body" else " ".join(words.split())


def _languages(town: Municipality, written: Written) -> list[str]:
    return list(dict.fromkeys([*town.languages, *written.texts]))


def _moment(town: Municipality, typed: Typed, name: str, wrong: list[Finding]) -> datetime | None:
    try:
        return read_moment(town, typed.get(name))
    except InvalidAnswer as error:
        wrong.append(Finding("moment", error.sentence, name))
        return None


def _area(town: Municipality, typed: Typed, wrong: list[Finding]) -> tuple[tuple[tuple[float, float], ...], tuple[str, ...]]:
    chosen = tuple(typed.ticked["districts"])
    known = tuple(one.key for one in town.districts if one.key in chosen)
    try:
        area = read_area(typed.get("area"))
        return area, told_in(town, known, area)
    except InvalidAnswer as error:
        wrong.append(Finding("area", error.sentence, "area-said" if not town.districts else "districts"))
        return (), known
