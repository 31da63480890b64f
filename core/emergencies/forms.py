"""Every form of an alert: what is read on a page, texted, spoken in a call and mailed, in each language of the town.

Where life is in danger each of them says 112 before anything else, and of a rehearsal each says first that it is one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.announcements import facts
from core.announcements.kinds import Kind
from core.announcements.tables import Announcement, AnnouncementForm
from core.emergencies.areas import area_words, filled
from core.emergencies.events import OTHER, event_name
from core.emergencies.tables import Alert
from core.emergencies.vocabulary import Type, endangers_life
from core.greek import transliterate
from core.languages import tongue
from core.messages.alphabet import segments
from core.model import new_id
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.ports import Work
from core.text import Sentence, Tongue, _

WAYS = (Way.TEXT, Way.CALL, Way.EMAIL)
# A text has three parts at most (rules: Texts). In English they hold more letters than in Greek, and an emergency uses them: what
# to do, until when and where more stands must be in it.
MOST_PARTS = 3

EXERCISE = _("EXERCISE: this is not real.")
DANGER = _("In danger? Call 112.")
UNTRANSLATED = _("(Only in the language of the town hall.)")


@dataclass(frozen=True, slots=True)
class Said:
    """An alert in one language, ready for every medium. `written` is the language that its words are in; `body` is read under
    `title`, which says what comes before everything.
    """

    language: str
    written: str
    title: str
    body: str
    text: str
    voice: str
    subject: str

    @property
    def parts(self) -> int:
        return segments(self.text).count


def said(town: Municipality, alert: Alert, language: str, site: str = "") -> Said:
    """The alert in one language. What was not written in it is given as it is, and that is said."""
    say = tongue(language, zone=town.zone)
    written = _written(town, alert, language)
    words, area = alert.texts.get(written, {}), area_words(town, alert, written)
    headline, description, instruction = (filled(words, part, area) for part in ("headline", "description", "instruction"))
    first = [say(one) for one in _first(alert, written == language)]
    what, short = say(_kind(alert, headline)), say(town.short_name)
    until = say(_until(alert))
    more = say(_("Information: {contact}", contact=alert.contact)) if alert.contact else ""
    return Said(
        language=language,
        written=written,
        title=" ".join((*first, what)),
        body="\n\n".join(filter(None, (description, instruction, _line(say(_("Area")), area), until, more))),
        text=_text(first, f"{short}: {_ended(what)}", [instruction, until, f"{site}/emergency" if site else ""]),
        voice=_spoken((*first, say(town.name), what, description, instruction, until))
        if written == language
        else _foreign(town, alert, language, written, say),
        subject=" ".join((*first, f"{say(town.name)}: {what}")),
    )


def _foreign(town: Municipality, alert: Alert, language: str, written: str, say: Tongue) -> str:
    """What a voice says where the words are in another language, which it cannot read: what happens, where and until when, and
    that it is written in the other one. Greek names are given in Latin letters (ELOT 743).
    """
    said: list[Sentence] = [
        *_first(alert, translated=True),
        town.name,
        _kind(alert, _happens(alert, language, say)),
        _("It concerns: {area}", area=area_words(town, alert, language)),
        _until(alert),
        _("The announcement is written in {language} only.", language=facts.named(written, language)),
    ]
    words = _spoken([say(one) for one in said])
    return words if language == "el" else transliterate(words)


def _happens(alert: Alert, language: str, say: Tongue) -> str:
    """What has happened, in a language in which nobody has written it."""
    name = event_name(alert.event)
    known = not isinstance(name, str) and alert.event != OTHER and name.best(language)[1] == language
    return event_of(alert, language) if known else say(facts.HAPPENS[Kind.EMERGENCY])


def _until(alert: Alert) -> Sentence:
    return "" if alert.type == Type.CANCEL else _("It holds until {when}.", when=alert.expires_at)


def _spoken(said: Sequence[str]) -> str:
    return " ".join(map(_ended, filter(None, said)))


def missing(town: Municipality, alert: Alert) -> list[str]:
    """The town's languages in which the alert is not written."""
    return [one for one in town.languages if _written(town, alert, one) != one]


def texts(town: Municipality, alert: Alert, site: str = "") -> dict[str, dict[str, str]]:
    """The alert as its announcement keeps it, for whoever reads it there: title, body, short and voice by language."""
    found = {language: said(town, alert, language, site) for language in town.languages if language not in missing(town, alert)}
    return {
        language: {"title": one.title, "body": one.body, "short": one.text, "voice": one.voice} for language, one in found.items()
    }


def make(work: Work, announcement: Announcement, alert: Alert, site: str) -> None:
    """Write the forms of this version, which the messages carry."""
    for language in work.municipality.languages:
        one = said(work.municipality, alert, language, site)
        for way, (subject, body) in by_way(one).items():
            work.session.add(
                AnnouncementForm(
                    id=new_id(),
                    announcement_id=announcement.id,
                    version=announcement.version,
                    way=str(way),
                    language=language,
                    subject=subject,
                    body=body,
                    parts=one.parts if way is Way.TEXT else 0,
                )
            )


def by_way(one: Said) -> Mapping[Way, tuple[str, str]]:
    """Subject and body by way."""
    return {Way.TEXT: ("", one.text), Way.CALL: ("", one.voice), Way.EMAIL: (one.subject, f"{one.title}\n\n{one.body}")}


def _first(alert: Alert, translated: bool) -> list[Sentence]:
    """What comes before everything else."""
    danger = endangers_life(alert.severity, alert.urgency) and alert.type != Type.CANCEL
    return [
        *([EXERCISE] if alert.drill else []),
        *([DANGER] if danger else []),
        *([] if translated else [UNTRANSLATED]),
    ]


def _kind(alert: Alert, headline: str) -> Sentence:
    match Type(alert.type):
        case Type.UPDATE:
            return _("Update: {headline}", headline=headline)
        case Type.CANCEL:
            return _("All clear: {headline}", headline=headline)
        case Type.ALERT:
            return headline


def _written(town: Municipality, alert: Alert, language: str) -> str:
    """The language to give it in: the one asked for, else the town's first in which it is written."""
    candidates = (language, *town.languages, *alert.texts)
    return next((one for one in candidates if alert.texts.get(one, {}).get("headline", "").strip()), language)


def _text(first: list[str], what: str, then: list[str]) -> str:
    """As much as three parts hold: what comes first always, then each sentence that still fits, the first one perhaps cut."""
    whole = " ".join((*first, what))
    for number, more in enumerate(filter(None, then)):
        longer = f"{whole} {_ended(more) if not more.startswith('http') else more}"
        if _fits(longer):
            whole = longer
        elif not number:
            whole = _cut(f"{whole} {more}")
    return _cut(whole)


def _cut(text: str) -> str:
    """As many whole words as three parts hold, and "…" where some are left out."""
    words = text.split(" ")
    kept = text
    while not _fits(kept):
        words.pop()
        kept = " ".join(words).rstrip(".,;:·") + "…"
    return kept


def _fits(text: str) -> bool:
    return segments(text).count <= MOST_PARTS


def _ended(sentence: str) -> str:
    """With a full stop, so that the next one begins anew for eye and ear."""
    return sentence if sentence.endswith((".", "!", "?", ";", "…")) else f"{sentence}."


def _line(label: str, value: str) -> str:
    return f"{label}: {value}"


def event_of(alert: Alert, language: str) -> str:
    """What has happened, in a word or two: the event's own name, or that of the alert's wording."""
    own = str(alert.texts.get(language, {}).get("event", "")).strip()
    if own:
        return own
    name = event_name(alert.event)
    return name if isinstance(name, str) else name.best(language)[0]
