"""What a text message can carry."""

from core.dialogue.answers import Reply
from core.dialogue.turns import Medium

MEDIUM = Medium(
    replies=frozenset({Reply.PICK, Reply.DIGITS, Reply.WORDS, Reply.FILE}),
    page=5,
    keys={"9": "more", "-": "skip"},
    caller=True,
    texts=True,
)
