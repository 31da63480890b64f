"""A form of a request's page that is shown open: with what was sent and could not be done, or with a ready answer in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.text import Sentence


@dataclass(frozen=True)
class Again:
    """What was sent and could not be done: the page is shown with it, so that nothing typed is lost."""

    action: str
    problem: Sentence
    typed: Mapping[str, str] = field(default_factory=dict)
    # The field that is to blame, "" where none is.
    blames: str = ""
    # What is said beneath the words.
    note: Sentence = ""
