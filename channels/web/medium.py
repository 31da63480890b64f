"""What a page can carry: everything."""

from core.dialogue.answers import Reply
from core.dialogue.turns import Medium
from core.people.proving import How

MEDIUM = Medium(replies=frozenset(Reply), shows_forms=True, proves=frozenset({How.LOGIN, How.PIN, How.CODE}))
