"""What the counter can carry: everything, for a clerk types and a visitor brings papers."""

from core.dialogue.answers import Reply
from core.dialogue.turns import Medium

MEDIUM = Medium(replies=frozenset(Reply), shows_forms=True)
