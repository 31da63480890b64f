"""The facts of an announcement as sentences that every form is made of: where, when, for whom, and what became of it."""

from collections.abc import Sequence
from datetime import datetime

from babel import Locale

from core.announcements.kinds import Kind
from core.announcements.written import Written
from core.greek import has_greek, transliterate
from core.municipalities.model import Municipality
from core.text import Many, Sentence, Wording, _

DANGER = _("If life is in danger call 112.")
MARKS: dict[str, Sentence] = {"corrected": _("Correction:"), "withdrawn": _("Withdrawn:"), "updated": _("Update:")}
# As an unfinished sentence says what happens: the words themselves may be in another language.
HAPPENS: dict[Kind, Sentence] = {
    Kind.NEWS: _("There is news of the town hall."),
    Kind.INTERRUPTION: _("A service is interrupted."),
    Kind.EVENT: _("There is an event."),
    Kind.CALL: _("There is a call for tenders or jobs."),
    Kind.CONSULTATION: _("There is a public consultation."),
    Kind.EMERGENCY: _("This is an emergency."),
}


def mark(what: str) -> Sentence:
    """What stands before the title of a version that is not the first: "Correction:", "Withdrawn:"."""
    return MARKS.get(what, "")


def area(town: Municipality, one: Written) -> Sentence:
    """The names of the districts, "" for the whole town."""
    names: list[Sentence] = [found.name if (found := town.district(key)) else key for key in one.districts]
    return Many(tuple(names), by=", ") if names else ""


def place(one: Written, language: str) -> str:
    """The place, in Latin letters (ELOT 743) for whoever reads or hears another language than Greek."""
    return latin(one.place, language)


def latin(words: str, language: str) -> str:
    """Words as they are; in Latin letters (ELOT 743) where they are Greek and the language is another."""
    return words if language == "el" or not has_greek(words) else transliterate(words)


def where(town: Municipality, one: Written, language: str) -> Sentence:
    """The place, else the districts, "" where neither is said."""
    return place(one, language) or area(town, one)


def when(town: Municipality, one: Written) -> Sentence:
    """From when to when, with whole dates: «5 Δεκεμβρίου 2026, 09:00-13:00»."""
    begin, end = one.begins_at, one.ends_at
    if begin is None:
        return _("until {end}", end=end) if end is not None else ""
    if end is None:
        return begin
    if town.local(begin).date() == town.local(end).date():
        return Many((town.today(begin), f"{town.local(begin):%H:%M}-{town.local(end):%H:%M}"), by=", ")
    return _("from {begin} to {end}", begin=begin, end=end)


def shortly(town: Municipality, one: Written) -> Sentence:
    """From when to when in as few letters as can be: «5/12 09:00-13:00»."""
    begin, end = one.begins_at, one.ends_at
    if begin is None:
        return _("until {end}", end=_short(town.local(end))) if end is not None else ""
    if end is None:
        return _short(town.local(begin))
    if town.local(begin).date() == town.local(end).date():
        return f"{_short(town.local(begin))}-{town.local(end):%H:%M}"
    return f"{_short(town.local(begin))} - {_short(town.local(end))}"


def _short(moment: datetime) -> str:
    return f"{moment.day}/{moment.month} {moment:%H:%M}"


def source(town: Municipality, one: Written, language: str) -> str:
    """The language whose words are used for a reader of `language`: theirs, else the first of the town's that is written."""
    order = (language, *town.languages, *one.texts)
    return next((code for code in order if one.text(code, "title")), language)


def named(code: str, language: str) -> str:
    """What a language is called in another one, as it stands inside a sentence."""
    name = Locale.parse(code).get_display_name(language) or code
    return name if language == "en" else name.lower()


def title_of_language(code: str, languages: Sequence[str]) -> Wording:
    """What a language is called, as a sentence for readers of several."""
    return Wording({one: named(code, one) for one in languages})


def only_in(written: str, language: str) -> Sentence:
    """That there is no wording in the reader's language; "" where there is."""
    return "" if written == language else _("(in {language} only)", language=named(written, language))
