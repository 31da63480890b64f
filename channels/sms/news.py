"""News as a text: five titles and their numbers, or one announcement in its short form with the address of its page."""

from channels.sms.fitting import Loose, cut, overflow, units
from core.announcements.told import Told
from core.announcements.topics import Topic
from core.dialogue.steps import ShowNews
from core.text import Sentence, Tongue, _

# Titles of a list are cut to this many units, so that five of them and their heading fit.
TITLE, HEADING = 28, 30


def news(step: ShowNews, say: Tongue) -> list[str | Loose]:
    if step.told is not None:
        return _told(step.told, say, bool(step.subscribe))
    if not step.picks:
        return [say(nothing(step.about)), Loose(say(_("MENU for everything else.")))]
    heading = _("News: {topic}", topic=step.about.name) if step.about else _("News. Reply with a number:")
    lines: list[str | Loose] = [f"{pick.number} {cut(say(pick.label), TITLE)}" for pick in step.picks]
    return [cut(say(heading), HEADING), *lines, *([say(_("9 more"))] if step.more else [])]


def nothing(about: Topic | None) -> Sentence:
    return _("There is no news about: {topic}", topic=about.name) if about else _("There is no news at this moment.")


def _told(told: Told, say: Tongue, subscribes: bool) -> list[str | Loose]:
    """What became of it and in which language it is come first; its words give way to its address, and to when it is.

    An emergency's words say what to do: they are said whole, and its address where there is room.
    """
    pieces: list[str | Loose] = [say(mark) for mark in told.marks]
    if told.only is not None:
        pieces.append(say(told.only))
    words = (told.short or say(told.title)).replace(told.address, "").strip()
    if told.urgent:
        return [words, *(Loose(one, least=units(one)) for one in (told.address, *pieces) if isinstance(one, str))]
    fits = not overflow([*pieces, words, told.address])
    # What is said already need not be said twice, for room is short; but the hours may not be cut off.
    said = fits and told.on is not None and f"{told.on.day}/{told.on.month}" in words
    when = [Loose(say(told.when))] if told.when is not None and not said else []
    text = Loose(words, least=20)
    pieces += [text, told.address, *when] if fits else [*when, text, told.address]
    if told.place and say(told.place) not in words:
        pieces.append(Loose(say(told.place)))
    if told.until is not None:
        pieces.append(Loose(say(_("Until {until}", until=told.until))))
    return pieces
