"""A text from somebody who was told of an emergency a short while ago: unless it is a command, a person reads it."""

from core.dialogue.steps import Notice
from core.dialogue.talk import Talk
from core.emergencies import replying


def taken(talk: Talk, intent: str) -> bool:
    """Whether the words, in which `intent` was understood, answer an emergency: then they are kept for a person, and said so.

    Commands and what asks for something by name of the menu are none; "there is water in our basement" is one, although
    there is a service for it.
    """
    turn = talk.turn
    if not (turn.medium.texts and turn.contact and talk.words) or talk.words.isdigit():
        return False
    if intent != "unknown" and not intent.startswith("service:"):
        return False
    told = replying.told_of(talk.work, turn.contact, talk.now)
    if told is None:
        return False
    said = replying.keep(talk.work, told, turn.contact, talk.conversation.language, talk.words, talk.now)
    talk.once = Notice(text=said)
    return True
