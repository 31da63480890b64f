"""What a citizen can say, and what is kept of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.municipalities.model import Municipality


class Reply(StrEnum):
    """The four ways in which a citizen can reply. A channel states which of them it takes."""

    PICK = "pick"
    DIGITS = "digits"
    WORDS = "words"
    FILE = "file"


class Form(StrEnum):
    """How one answer was given. A recorded one gets its value when a clerk writes it down."""

    TYPED = "typed"
    KEYED = "keyed"
    PICKED = "picked"
    RECORDED = "recorded"
    FILE = "file"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Upload:
    """A photo, paper or recording that came with a reply.

    `id` is its attachment row, given when the turn is taken. Its bytes lie in Storage already (`storage_key`), or a job
    fetches them from the provider afterwards (`source`).
    """

    media_type: str
    name: str = ""
    source: str = ""
    storage_key: str = ""
    size: int = 0
    sha256: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """One reply as it arrived. `words` is what was typed, keyed or picked, untouched.

    `parts` holds the fields of a form that has several (a web page's address, lat and lon), else it is empty.
    """

    words: str = ""
    form: Form = Form.TYPED
    uploads: tuple[Upload, ...] = ()
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is kept of a reply: a JSON value of the kind's own shape (None while only recorded or promised), and its form."""

    value: object
    form: Form = Form.TYPED
    uploads: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """What a kind may know besides the reply: where, when, in which language, and who seems to be speaking."""

    municipality: Municipality
    now: datetime
    language: str = "el"
    contact: str = ""
