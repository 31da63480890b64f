"""The text of an announcement: the town, what, where, when, and how to learn more or to stop, in three parts at most."""

from core.announcements import facts
from core.announcements.written import Written
from core.languages import tongue
from core.municipalities.model import Municipality
from core.text import Many, Sentence, _

# Three parts of 67 UTF-16 units each (rules: Texts): no citizen's telephone drops a piece of those.
LONGEST = 201
MORE = _("More: NEWS. End: STOP")


def brief(town: Municipality, one: Written, language: str, what: str = "published", why: str = "") -> str:
    """The whole text in one language. It may be too long (`over`): nothing is cut, for what is cut may be what matters.

    `what` and `why` are those of a version. Where there is a reason, it is what matters: of a withdrawal only the title
    stands before it, of anything else place and time as far as they fit.
    """
    said = _brief(town, one, language, what, why)
    return said if not why or not over(said) else _brief(town, one, language, what, why, bare=True)


def _brief(town: Municipality, one: Written, language: str, what: str, why: str, bare: bool = False) -> str:
    written = facts.source(town, one, language)
    own = one.text(written, "short")
    marked: Sentence = facts.mark(what)
    title = _ended(one.text(written, "title"))
    happens: tuple[Sentence, ...] = (_ended(own),) if own else (title, _placed(town, one, language))
    if why and (bare or what == "withdrawn"):
        happens = (title,)
    said: tuple[Sentence, ...] = (
        facts.DANGER if one.warns_of_danger and what != "withdrawn" else "",
        Many((town.short_name, ":"), by=""),
        marked,
        facts.only_in(written, language),
        *happens,
        _ended(why),
        MORE,
    )
    return tongue(language, zone=town.zone)(Many(said))


def over(text: str) -> int:
    """By how many letters (UTF-16 units) a text is too long; 0 where it fits."""
    return max(0, units(text) - LONGEST)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _placed(town: Municipality, one: Written, language: str) -> Sentence:
    say = tongue(language, zone=town.zone)
    return _ended(say(Many((facts.where(town, one, language), facts.shortly(town, one)), by=", ")))


def _ended(sentence: str) -> str:
    """A sentence with a full stop behind it, unless it has a sign of its own."""
    sentence = " ".join(sentence.split())
    return sentence if not sentence or sentence[-1] in ".!;:?…" else f"{sentence}."
