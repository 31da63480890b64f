"""News by telephone: each by its title first, then as a whole for who asks; silence is an end."""

import re
from dataclasses import replace

from channels.ivr.document import Document
from channels.ivr.sentences import AFTER, KEYS
from core.announcements.told import WHOLE_TOWN, Told
from core.dialogue.steps import ShowNews
from core.text import Sentence, Wording, _

# A voice takes so many letters at a time; what is longer is said in several goes.
STRETCH = 600
_ENDS = re.compile(r"(?<=[.;!?])\s+|\n+")


def news(document: Document, step: ShowNews) -> None:
    told = step.told
    if told is None:
        _nothing(document, step)
        return
    offered, keys = _keys(step)
    gather = document.key(offered, silence=False)
    said: list[Sentence] = [*step.notes, *(_whole(told, document) if step.whole else _title(told, document))]
    document.say(*said, *keys, KEYS, within=gather)
    document.remind(offered, *keys, KEYS)


def _nothing(document: Document, step: ShowNews) -> None:
    about = step.about
    said: Sentence = _("There is no news about: {topic}.", topic=about.name) if about else _("There is no news at this moment.")
    offered, others = _others(step)
    if about:
        offered["5"] = "topics"
        others.insert(0, _("For another topic, press 5."))
    document.say(*step.notes, said, *others, AFTER, within=document.key(offered, silence=False))
    document.remind(offered, *others, AFTER)


def _keys(step: ShowNews) -> tuple[dict[str, str], list[Sentence]]:
    """What can be pressed, and how it is said."""
    offered = {"2": "next", "5": "topics"}
    said: list[Sentence] = [_("For the next one, press 2."), _("To choose a topic, press 5.")]
    if not step.whole:
        offered["1"] = "whole"
        said.insert(0, _("To hear it all, press 1."))
    more, others = _others(step)
    return offered | more, said + others


def _others(step: ShowNews) -> tuple[dict[str, str], list[Sentence]]:
    return ({"8": step.subscribe}, [_("To be told of news, press 8.")]) if step.subscribe else ({}, [])


def _title(told: Told, document: Document) -> list[Sentence]:
    """When and where come before the day on which it was published: the first date is taken for the day of the matter."""
    first: list[Sentence] = [_("Emergency.")] if told.urgent else []
    only = [told.only] if told.only else []
    facts = _facts(told, told.title.best(told.language)[0], _own(document, told))
    return [*first, *told.marks, *only, told.title, *facts, _("Published on {day}.", day=told.day)]


def _whole(told: Told, document: Document) -> list[Sentence]:
    """Its voice script where one was made, else its title and its text; in the voice of the language it is written in.

    When and where follow, as far as the script does not tell them by itself.
    """
    said: list[Sentence] = [*told.marks, *([told.only] if told.only else [])]
    script = told.script or f"{told.title.best(told.language)[0]}. {told.body.best(told.language)[0]}"
    said += [Wording({told.language: words}) for words in stretches(script)]
    own = _own(document, told)
    said += _facts(told, script, own)
    if told.until is not None and own.worded(told.until) not in script:
        said.append(_("It holds until {until}.", until=told.until))
    return said


def _own(document: Document, told: Told) -> Document:
    """What words sentences as the announcement's own language does."""
    return Document(replace(document.line, language=told.language))


def _facts(told: Told, script: str, own: Document) -> list[Sentence]:
    """When, where and for whom, as far as the script does not say so."""
    said: list[Sentence] = []
    if told.when is not None and not (told.on is not None and own.worded(told.on) in script):
        said.append(_("When: {when}.", when=told.when))
    if told.place and own.worded(told.place) not in script:
        said += [_("Where:"), told.place]
    if told.area not in (None, WHOLE_TOWN) and own.worded(told.area) not in script:
        said.append(_("It concerns: {area}.", area=told.area))
    return said


def stretches(text: str) -> list[str]:
    """A text in pieces that are short enough to be said, each of whole sentences where that can be."""
    pieces: list[str] = []
    for sentence in filter(None, (one.strip() for one in _ENDS.split(text))):
        if pieces and len(pieces[-1]) + len(sentence) < STRETCH:
            pieces[-1] += f" {sentence}"
        else:
            pieces += _words(sentence)
    return pieces


def _words(sentence: str) -> list[str]:
    """A sentence that is too long for one go, parted between words."""
    pieces = [""]
    for word in sentence.split():
        if pieces[-1] and len(pieces[-1]) + len(word) >= STRETCH:
            pieces.append("")
        pieces[-1] = f"{pieces[-1]} {word[:STRETCH]}".strip()
    return pieces
