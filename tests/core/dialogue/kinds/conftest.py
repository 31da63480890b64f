from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from core.dialogue.answers import Answer, Form, Heard, Situation, Upload
from core.dialogue.kinds import kinds
from core.dialogue.service import Option, Question
from core.errors import InvalidAnswer
from core.municipalities.model import Municipality, Street
from core.text import Wording

NAME = Wording({"el": "Δήμος Τρικκαίων", "en": "Municipality of Trikala"})
TRIKALA = Municipality(
    1,
    "trikala",
    NAME,
    Wording({"el": "Τρίκαλα", "en": "Trikala"}),
    (),
    (),
    True,
    streets=(
        Street("Ασκληπιού", 39.5551, 21.7679),
        Street("Καραϊσκάκη", 39.5532, 21.7701),
        Street("28ης Οκτωβρίου", 39.5570, 21.7650),
        Street("Λεωφόρος Δημοκρατίας"),
    ),
    outline=((21.70, 39.50), (21.85, 39.50), (21.85, 39.60), (21.70, 39.60)),
)
# A Monday, half past eleven in Greece.
NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)

LAMP = (
    Option("out", Wording({"el": "Σβηστή λάμπα", "en": "Lamp is out"}), ("σβηστο", "καμένη", "dark")),
    Option("flicker", Wording({"el": "Αναβοσβήνει", "en": "It flickers"})),
    Option("fallen", Wording({"el": "Πεσμένος στύλος", "en": "Fallen pole"}), ("στύλος", "κολόνα", "pole")),
)

Reads = Callable[..., Answer]
Refuses = Callable[..., str]


def question(kind: str, options: tuple[Option, ...] = LAMP, required: bool = True, **settings: object) -> Question:
    words = Wording({"el": "Ερώτηση", "en": "Question"})
    chosen = options if kind == "choice" else ()
    return Question("q", kinds()[kind], words, words, words, options=chosen, required=required, settings=settings)


def situation(language: str = "el", now: datetime = NOW, town: Municipality = TRIKALA) -> Situation:
    return Situation(town, now, language)


def heard(words: str, form: Form = Form.TYPED, uploads: int = 0, parts: dict[str, str] | None = None) -> Heard:
    files = tuple(Upload(media_type="image/jpeg", id=number + 1) for number in range(uploads))
    return Heard(words, form, files, parts or {})


@pytest.fixture(name="question")
def question_fixture() -> Callable[..., Question]:
    return question


@pytest.fixture(name="situation")
def situation_fixture() -> Callable[..., Situation]:
    return situation


@pytest.fixture
def reads() -> Reads:
    """What a kind keeps of some words."""

    def read(
        kind: str, words: str = "", *, form: Form = Form.TYPED, uploads: int = 0, parts: Any = None,
        language: str = "el", required: bool = True, town: Municipality = TRIKALA, **settings: Any,
    ) -> Answer:  # fmt: skip
        asked = question(kind, required=required, **settings)
        return asked.kind.read(asked, heard(words, form, uploads, parts), situation(language, town=town))

    return read


@pytest.fixture
def refuses(reads: Reads) -> Refuses:
    """The code with which a kind refuses some words."""

    def refuse(kind: str, words: str = "", **rest: Any) -> str:
        with pytest.raises(InvalidAnswer) as refusal:
            reads(kind, words, **rest)
        return refusal.value.code

    return refuse
