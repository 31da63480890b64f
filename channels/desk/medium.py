"""What the counter can carry: everything, for a clerk types and a visitor brings papers, all of it on one page."""

from core.dialogue.answers import Reply
from core.dialogue.turns import Medium

MEDIUM = Medium(replies=frozenset(Reply), shows_forms=True, all_at_once=True)
