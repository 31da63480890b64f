"""What is wrong with an announcement, and what whoever lets it out should know before: each in a sentence, at its field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.announcements import briefs, facts, scripts
from core.announcements.differences import part_name
from core.announcements.files import Enclosure
from core.announcements.kinds import WRITTEN, Kind
from core.announcements.reach import Reach
from core.announcements.written import PARTS, Written
from core.languages import WITHOUT_TOWN
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.text import Sentence, Wording, _, plural

LONGEST_TITLE, LONGEST_BODY, LONGEST_PLACE = 120, 8000, 120


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong (`grave`: it goes no further like this) or that should be known. `field` is the form's."""

    code: str
    sentence: Sentence
    field: str = ""
    grave: bool = True


def unkept(town: Municipality, one: Written) -> Iterator[Finding]:
    """What cannot even be kept as a draft: it has no title, or is longer than anything may be."""
    if not any(text.get("title") for text in one.texts.values()):
        yield Finding("title", _("Give it a title in one language at least."), f"title-{town.languages[0]}")
    if one.kind not in WRITTEN and one.kind != Kind.EMERGENCY:
        yield Finding("kind", _("Choose what it is."), "kind")
    if len(one.place) > LONGEST_PLACE:
        yield Finding("place", _at_most(_("Place"), LONGEST_PLACE), "place")
    for language, text in one.texts.items():
        for part, most in (("title", LONGEST_TITLE), ("body", LONGEST_BODY), ("short", LONGEST_BODY), ("voice", LONGEST_BODY)):
            if len(text.get(part, "")) > most:
                yield Finding(part, _at_most(part_name(part, language), most), f"{part}-{language}")


def _at_most(field: Sentence, most: int) -> Sentence:
    return _("{field}: write at most {most} characters.", field=field, most=most)


def wrong(
    town: Municipality, one: Written, now: datetime, files: Sequence[Enclosure] = (), what: str = "published"
) -> Iterator[Finding]:
    """What must be put right before anybody else looks at it."""
    yield from unkept(town, one)
    yield from _halves(one)
    if not one.topics and one.kind != Kind.EMERGENCY:
        yield Finding("topics", _("Choose at least one topic: by it people find it and are told."), "topics")
    yield from _too_long(town, one, what)
    yield from _times(one, now)
    for key in one.districts:
        if town.district(key) is None:
            yield Finding("district", _("There is no district “{key}” any more.", key=key), "districts")
    for file in files:
        if file.is_picture and not file.alt:
            yield Finding("alt", _("Say in words what “{name}” shows, for those who do not see it.", name=file.name), "files")


def doubtful(
    town: Municipality,
    one: Written,
    reached: Reach,
    followed: Mapping[str, int],
    now: datetime,
    before: Written | None = None,
) -> Iterator[Finding]:
    """What may be meant so, and should be known: nobody is told, a language is missing, a district has no subscriber, it is over.

    `before` is what it corrects. Without a topic nothing can be said of subscribers yet.
    """
    yield from _vague(one)
    yield from _past(one, now)
    if before is not None:
        yield from _one_sided(before, one)
    if one.ways and not one.topics and one.kind != Kind.EMERGENCY:
        return
    if not one.ways:
        yield _known("ways", _("No way is chosen: nobody is told, it is only to be read."), "ways")
    elif not reached.total:
        yield _known("nobody", _("Nobody has subscribed to this yet: it is only to be read."), "ways")
    for key in one.districts:
        found = town.district(key)
        if one.ways and found is not None and not followed.get(key):
            yield _known(
                "no-subscriber", _("“{name}” has no subscriber of its own for these topics.", name=found.name), "districts"
            )
    for language in town.languages:
        if one.texts and language not in one.languages:
            yield _known("untranslated", _untranslated(language, reached.by(language=language)), f"title-{language}")
    if any(way not in town.prices for way in one.ways) and reached.total:
        yield _known("price", _("The town's file names no price for a way that is chosen, so its cost is an assumption."), "")


def _vague(one: Written) -> Iterator[Finding]:
    """An interruption of which is not said when or where."""
    if one.kind != Kind.INTERRUPTION:
        return
    if one.begins_at is None and one.ends_at is None:
        yield _known("no-time", _("It is not said when the service is interrupted."), "begins")
    if not one.place and not one.districts:
        yield _known("no-place", _("It is not said where the service is interrupted: neither a place nor a district."), "place")


def _past(one: Written, now: datetime) -> Iterator[Finding]:
    """A day that was mistyped, most often."""
    if one.ends_at is not None and one.ends_at <= now:
        yield _known("past", _("This is already over: it ended on {moment}.", moment=one.ends_at), "ends")
    elif one.begins_at is not None and one.begins_at <= now:
        yield _known("begun", _("It began in the past: {moment}.", moment=one.begins_at), "begins")


def _one_sided(before: Written, one: Written) -> Iterator[Finding]:
    """A correction of one language may leave another one saying what was wrong."""
    both = [code for code in one.languages if code in before.languages]
    changed = [code for code in both if any(before.text(code, part) != one.text(code, part) for part in PARTS)]
    for language in both if changed else ():
        if language not in changed:
            said = _(
                "The text changed in “{changed}”, and not in “{language}”. Check it.",
                changed=_named(changed[0]),
                language=_named(language),
            )
            yield _known("one-sided", said, f"body-{language}")


def _untranslated(language: str, readers: int) -> Sentence:
    return plural(
        "It is not written in “{language}”, the language of {count} who would be told: they are told what there is, and that.",
        "It is not written in “{language}”, the language of {count} who would be told: they are told what there is, and that.",
        readers,
        language=_named(language),
    )


def _halves(one: Written) -> Iterator[Finding]:
    """A language is written whole or not at all."""
    for language, text in one.texts.items():
        if text.get("title") and not text.get("body"):
            yield Finding("body", _("The text beneath the title is missing."), f"body-{language}")
        elif not text.get("title") and any(text.values()):
            yield Finding("title", _("The title is missing."), f"title-{language}")


def _too_long(town: Municipality, one: Written, what: str) -> Iterator[Finding]:
    for language in town.languages:
        if not one.text(facts.source(town, one, language), "title"):
            continue
        if Way.TEXT in one.ways and (letters := briefs.over(briefs.brief(town, one, language, what))):
            own = one.text(language, "short")
            field = f"short-{language}" if own or language in one.languages else f"title-{language}"
            yield Finding("text-too-long", _text_too_long(letters, language, bool(own)), field)
        if Way.CALL in one.ways and (letters := scripts.over(scripts.script(town, one, language, what))):
            yield Finding("voice-too-long", _voice_too_long(letters, language), f"voice-{language}")


def _text_too_long(letters: int, language: str, own: bool) -> Sentence:
    name = _named(language)
    if own:
        return plural(
            "As a text message ({language}) it is {count} letter too long. Shorten the words for text messages.",
            "As a text message ({language}) it is {count} letters too long. Shorten the words for text messages.",
            letters,
            language=name,
        )
    return plural(
        "As a text message ({language}) it is {count} letter too long. Shorten the title, or write words for text messages.",
        "As a text message ({language}) it is {count} letters too long. Shorten the title, or write words for text messages.",
        letters,
        language=name,
    )


def _voice_too_long(letters: int, language: str) -> Sentence:
    return plural(
        "Read aloud ({language}) it is {count} letter longer than people listen. Write shorter words for the telephone.",
        "Read aloud ({language}) it is {count} letters longer than people listen. Write shorter words for the telephone.",
        letters,
        language=_named(language),
    )


def _times(one: Written, now: datetime) -> Iterator[Finding]:
    if one.kind == Kind.EVENT and one.begins_at is None:
        yield Finding("begins", _("Say on which day and at what time the event begins."), "begins")
    if one.ends_at is not None and one.begins_at is not None and one.ends_at <= one.begins_at:
        yield Finding("ends", _("It ends before it begins."), "ends")
    if one.publish_at is not None and one.publish_at <= now:
        yield Finding(
            "publish", _("{moment} is past. Choose a later moment, or none to publish at once.", moment=one.publish_at), "publish"
        )
    out = max(now, one.publish_at or now)
    if one.valid_until is not None and one.valid_until <= out:
        yield Finding("valid", _("It would be over before it is published."), "valid")
    elif one.valid_until is not None and one.begins_at is not None and one.valid_until < one.begins_at:
        yield Finding("valid", _("It would be over before it begins."), "valid")


def _named(language: str) -> Wording:
    return facts.title_of_language(language, WITHOUT_TOWN)


def _known(code: str, sentence: Sentence, field: str) -> Finding:
    return Finding(code, sentence, field, grave=False)
