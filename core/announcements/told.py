"""One announcement as it is told in one language: every channel says these facts, each in its own manner."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from core.announcements import briefs, facts, reading
from core.announcements.kinds import Kind, Stage
from core.announcements.tables import Announcement
from core.announcements.topics import Topic, of_mask
from core.greek import has_greek
from core.languages import tongue
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.ports import Work
from core.text import Many, Sentence, Wording, _

# Nothing is replaced in silence: whoever asked for another language is told which one this is.
ONLY: Mapping[str, Sentence] = {"el": _("This is written only in Greek."), "en": _("This is written only in English.")}


GREEK = "el"
WHOLE_TOWN: Sentence = _("the whole town")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """`title`, `body`, `short` and `script` are in `language`, the one in which it is written; `only` says so where that is
    not the one that was asked for.

    `body` has paragraphs, parted by empty lines. `short` is its text message, `script` what a voice reads; both are of the
    version that is out. `when` and `area` are None where nothing is said of them. `marks` tell what became of it: corrected,
    withdrawn, over, with the day. `address` is its page.
    """

    id: int
    version: int
    kind: Kind
    language: str
    title: Wording
    body: Wording
    only: Sentence | None
    short: str
    script: str
    when: Sentence | None
    # The town's own day on which it begins.
    on: date | None
    # A place in Greek letters is Greek in every language: it is read by a voice, and marked on a page, as what it is.
    place: Wording | str
    area: Sentence | None
    # Until when it holds, while it does.
    until: datetime | None
    topics: tuple[Topic, ...]
    marks: tuple[Sentence, ...]
    standing: Stage
    published_at: datetime
    # The town's own day of it.
    day: date
    address: str

    @property
    def urgent(self) -> bool:
        """An emergency that holds now."""
        return self.kind is Kind.EMERGENCY and self.standing is Stage.PUBLISHED


def path(announcement_id: int) -> str:
    """Where its page is on the town's site."""
    return f"/news/{announcement_id}"


def tell(work: Work, one: Announcement, language: str, now: datetime, site: str = "", forms: bool = False) -> Told:
    """What is told of an announcement. `site` is the town's own; `forms` also reads its text message and its voice script."""
    town = work.municipality
    written = written_in(one.texts, language, town)
    said = one.texts.get(written, {})
    stage = reading.standing(one, now)
    assert one.published_at is not None, "only what was published is told"
    return Told(
        id=one.id,
        version=one.version,
        kind=Kind(one.kind),
        language=written,
        title=Wording({written: said.get("title", "")}),
        body=Wording({written: said.get("body", "")}),
        only=only_in(written) if written != language else None,
        short=_short(_form(work, one, Way.TEXT, written), written) if forms else "",
        script=_form(work, one, Way.CALL, written) if forms else "",
        when=when(one.begins_at, one.ends_at, town),
        on=town.today(one.begins_at) if one.begins_at is not None else None,
        place=placed(one.place),
        area=area(one.districts, town),
        until=one.valid_until if stage is Stage.PUBLISHED else None,
        topics=of_mask(one.topics),
        marks=marks(one, stage, town),
        standing=stage,
        published_at=one.published_at,
        day=town.today(one.published_at),
        address=site + path(one.id),
    )


def written_in(texts: Mapping[str, Any], language: str, town: Municipality) -> str:
    """The language in which it can be read: the one asked for, else the first of the town's in which it was written."""
    wanted = (language, *town.languages, *texts)
    return next((one for one in wanted if texts.get(one, {}).get("title")), language)


def only_in(language: str) -> Sentence:
    return ONLY.get(language, _("This is written only in another language."))


def _form(work: Work, one: Announcement, way: Way, language: str) -> str:
    made = reading.form(work, one, way, language)
    return made.body if made is not None else ""


def _short(body: str, language: str) -> str:
    """A text message as it is read on demand: how to come by it and what became of it are said elsewhere, and room is short."""
    say = tongue(language)
    body = body.removesuffix(say(briefs.MORE)).strip()
    for mark in facts.MARKS.values():
        body = body.replace(f": {say(mark)} ", ": ", 1)
    return body


def when(begins: datetime | None, ends: datetime | None, town: Municipality) -> Sentence | None:
    """When it takes place; of an end on the same day, only the hour is said."""
    if begins is None:
        return _("Until {until}", until=ends) if ends is not None else None
    if ends is None or ends <= begins:
        return begins
    if town.today(begins) == town.today(ends):
        return _("{begins} until {hour}", begins=begins, hour=f"{town.local(ends):%H:%M}")
    return _("{begins} until {ends}", begins=begins, ends=ends)


def placed(place: str) -> Wording | str:
    """A place, as what it is where it is in Greek letters."""
    return Wording({GREEK: place}) if has_greek(place) else place


def area(districts: list[Any], town: Municipality) -> Sentence | None:
    """The parts of the town that it concerns; the whole town where it names none, nothing where the town has no parts."""
    if not districts:
        return WHOLE_TOWN if town.districts else None
    named = (town.district(str(key)) for key in districts)
    return Many(tuple(one.name if one else str(key) for one, key in zip(named, districts, strict=True)), by=", ")


def marks(one: Announcement, stage: Stage, town: Municipality) -> tuple[Sentence, ...]:
    """What became of it since it was published, with the day."""
    found: list[Sentence] = []
    if stage is Stage.WITHDRAWN:
        found.append(_("Withdrawn on {day}.", day=town.today(one.ended_at or one.updated_at)))
    if stage is Stage.EXPIRED:
        found.append(_("Over since {day}.", day=town.today(one.ended_at or one.valid_until or one.updated_at)))
    if one.corrected_at is not None and stage is not Stage.WITHDRAWN:
        day = town.today(one.corrected_at)
        # What is corrected was wrong before; an emergency goes on.
        found.append(_("Updated on {day}.", day=day) if one.kind == Kind.EMERGENCY else _("Corrected on {day}.", day=day))
    return tuple(found)
