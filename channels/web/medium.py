"""What a page can carry: everything."""

from core.dialogue.answers import Reply
from core.dialogue.turns import Medium

MEDIUM = Medium(replies=frozenset(Reply), shows_forms=True)
