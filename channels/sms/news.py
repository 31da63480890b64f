"""News as a text: five titles and their numbers, or one announcement in its short form with the address of its page."""

from channels.sms.fitting import Loose, cut
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
    """What became of it and in which language it is come first; its words give way to its address."""
    pieces: list[str | Loose] = [say(mark) for mark in told.marks]
    if told.only is not None:
        pieces.append(say(told.only))
    words = told.short or say(told.title)
    pieces.append(Loose(words.replace(told.address, "").strip(), least=20))
    pieces.append(told.address)
    # What is said already need not be said twice: room is short.
    if told.when is not None and not (told.on is not None and f"{told.on.day}/{told.on.month}" in words):
        pieces.append(Loose(say(told.when)))
    if told.place and say(told.place) not in words:
        pieces.append(Loose(say(told.place)))
    if told.until is not None:
        pieces.append(Loose(say(_("Until {until}", until=told.until))))
    return pieces
