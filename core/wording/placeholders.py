"""The blanks of a canned answer, `{reference}` and the like: which there are, and how they are filled."""

import re
from collections.abc import Mapping

from core.errors import InvalidAnswer
from core.text import Sentence, Text, _

# What each blank becomes, as it is explained to who writes the answer.
PLACEHOLDERS: Mapping[str, Text] = {
    "reference": _("the reference number"),
    "service": _("what the request is about"),
    "due": _("the last day for our answer"),
    "department": _("the department that works on it"),
    "employee": _("your name"),
    "phone": _("your telephone, or the town hall's"),
    "until": _("the day until which we wait for the citizen, or the new day that was promised"),
    "place": _("the place that the citizen named"),
}
_BLANK = re.compile(r"\{([^{}]*)\}")


def check(words: str) -> None:
    """Refuse words with a blank that nobody can fill, or with a brace that is no blank's.

    Raises:
        InvalidAnswer: it says which.
    """
    for name in _BLANK.findall(words):
        if name not in PLACEHOLDERS:
            raise InvalidAnswer("placeholder", _("There is no blank “{name}”.", name="{" + name + "}"))
    rest = _BLANK.sub("", words)
    if "{" in rest or "}" in rest:
        raise InvalidAnswer("placeholder", _("There is a “{brace}” without its other half.", brace="{" if "{" in rest else "}"))


def missing(words: str, values: Mapping[str, str]) -> list[str]:
    """The blanks of an answer that have nothing to stand in them here."""
    return [name for name in dict.fromkeys(_BLANK.findall(words)) if not values.get(name)]


def fill(words: str, values: Mapping[str, str]) -> str:
    """The words with their blanks filled. One that has no value stays, in braces, for the clerk to see."""
    return _BLANK.sub(lambda found: values.get(found.group(1)) or found.group(0), words)


def explained() -> list[tuple[str, Sentence]]:
    """Each blank as it is written, with what becomes of it."""
    return [("{" + name + "}", meaning) for name, meaning in PLACEHOLDERS.items()]
