"""What a text message can carry."""

from core.dialogue.answers import Reply
from core.dialogue.turns import Medium
from core.people.proving import How

MEDIUM = Medium(
    replies=frozenset({Reply.PICK, Reply.DIGITS, Reply.WORDS, Reply.FILE}),
    page=5,
    keys={"9": "more", "-": "skip"},
    caller=True,
    texts=True,
    proves=frozenset({How.CODE}),
)
