"""What a telephone call can carry."""

from channels.ivr.keys import COMMANDS
from core.dialogue.answers import Reply
from core.dialogue.turns import Medium
from core.people.proving import How

MEDIUM = Medium(
    replies=frozenset({Reply.PICK, Reply.DIGITS, Reply.WORDS}),
    page=5,
    keys=COMMANDS,
    caller=True,
    drops=True,
    spoken=True,
    proves=frozenset({How.PIN, How.CODE}),
)
