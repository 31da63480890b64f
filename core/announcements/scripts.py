"""The words of an announcement for the ear: numbers, dates and money as they are said, and what matters said twice."""

from core.announcements import facts
from core.announcements.kinds import Kind
from core.announcements.written import Written
from core.languages import tongue
from core.municipalities.model import Municipality
from core.spoken.speech import ALOUD, LONGEST, aloud
from core.text import Many, Sentence, _

# A voice says some 150 words a minute, of six letters each with the space behind them.
LETTERS_A_SECOND = 15
_ALL = 100_000


def script(town: Municipality, one: Written, language: str, what: str = "published", why: str = "") -> str:
    """What a voice says in one language. It may be longer than anybody listens to (`over`): nothing is cut.

    A voice cannot read another language's words: where this one was not written, it says the facts, and that the words are
    in another language. Where there is a reason (`why`), it stands instead of the words, which do not hold any more.
    """
    said: list[Sentence] = [town.name]
    if one.warns_of_danger and what != "withdrawn":
        said.append(facts.DANGER)
    written = facts.source(town, one, language)
    why = facts.latin(why, language)
    if why and written != language:
        said += [*_happens(one, what), why]
    elif written != language:
        said += [*_happens(one, what), *_facts(town, one, language, repeated=False), _unwritten(written, language)]
    else:
        title = _titled(one.text(language, "title"), what)
        words = one.text(language, "voice") or one.text(language, "body")
        said += [title, why or words]
        if not why:
            said += _facts(town, one, language, repeated=False) if not one.text(language, "voice") else []
            said += [_("We repeat:"), title, *_facts(town, one, language, repeated=True)]
    say = tongue(language, ALOUD, town.zone)
    return aloud(" ".join(filter(None, (_ended(say(part)) for part in said))), language, _ALL)


def over(words: str) -> int:
    """By how many letters a script is too long to be listened to; 0 where it is not."""
    return max(0, len(words) - LONGEST)


def seconds(words: str) -> int:
    """About how long a voice needs for it."""
    return -(-len(words) // LETTERS_A_SECOND)


def _happens(one: Written, what: str) -> list[Sentence]:
    return [facts.mark(what), facts.HAPPENS[Kind(one.kind)]]


def _facts(town: Municipality, one: Written, language: str, repeated: bool) -> list[Sentence]:
    """Where and when; the districts too, the first time."""
    place, area = facts.place(one, language), facts.area(town, one)
    concerns: Sentence = _("It concerns: {area}", area=area) if one.districts and not (repeated and place) else ""
    return [place, concerns, facts.when(town, one)]


def _titled(title: str, what: str) -> Sentence:
    return Many((facts.mark(what), title)) if facts.mark(what) else title


def _unwritten(written: str, language: str) -> Sentence:
    return _("The announcement is written in {language} only.", language=facts.named(written, language))


def _ended(said: str) -> str:
    said = said.strip()
    return said if not said or said[-1] in ".!;:?…," else f"{said}."
