"""What citizens answer: for each kind three awkward ways to type it, to key it where it can be keyed, and what is meant.

Written by hand. `TYPED` is what is texted or put into a field; `KEYED` what is pressed on a telephone before the hash;
`MEANT` the value that all of them come to. Choices and times are picked by their place in the list.
"""

from dataclasses import dataclass

from core.dialogue.answers import Answer
from core.dialogue.service import Question

VARIANTS = 3
DAY = "2026-11-25"
STREET = {"text": "Ασκληπιού 12", "lat": 39.5535, "lon": 21.7672, "source": "street-list"}
SAID = "Στη γωνία, απέναντι από το 2ο σχολείο"

TYPED: dict[str, tuple[str, str, str]] = {
    "yes-no": ("ΝΑΙ!", "nai", "ναι, ευχαριστώ"),
    "consent": ("Συμφωνώ", "NAI", "1"),
    "number": ("7.", " επτά ", "7,0"),
    "date": ("25/11/26", "Τετάρτη 25 Νοεμβρίου 2026", "25.11.2026"),
    "slot": ("1.", "17/11 08:00-11:00", "Τρίτη 17/11 στις 08:00"),
    "postcode": ("421 31", "Τ.Κ. 42131", "421-31"),
    "phone": ("0030 691 2345678", "691.234.56.78", "+30 (691) 234-5678"),
    "email": (" maria.pappa@example.org ", "mailto:maria.pappa@example.org", "maria.pappa @ example.org"),
    "words": (f"  {SAID} ", SAID.replace(" ", "  "), SAID),
    "place": ("  Ασκληπιού  12 ", "Ασκληπιού 12", " Ασκληπιού 12"),
    "afm": ("EL 090000045", "090 000 045", "090.000.045"),
    "amka": ("010170 12004", "01017012004", "010170-12004"),
    "identity-card": ("αβ-123456", "AB 123456", "ΑΒ123456"),
    "file": ("αργότερα", "Θα το φέρω", "LATER"),
}

# What can be pressed. Kinds that are not here are spoken after a tone and written down later, or picked.
KEYED: dict[str, tuple[str, str, str]] = {
    "yes-no": ("1", "1", "1"),
    "consent": ("1", "1", "1"),
    "slot": ("1", "1", "1"),
    "number": ("7", "07", "007"),
    "date": ("25112026", "251126", "25*11*2026"),
    "postcode": ("42131", "42131", "42131"),
    "phone": ("6912345678", "00306912345678", "306912345678"),
    "afm": ("090000045", "090000045", "090000045"),
    "amka": ("01017012004", "01017012004", "01017012004"),
}

MEANT: dict[str, object] = {
    "yes-no": True,
    "consent": True,
    "number": 7,
    "date": DAY,
    "slot": "2026-11-17T08:00/11:00",
    "postcode": "42131",
    "phone": "+306912345678",
    "email": "maria.pappa@example.org",
    "words": SAID,
    "place": STREET,
    "afm": "090000045",
    "amka": "01017012004",
    "identity-card": "ΑΒ123456",
    "file": None,
}

# A form has three fields for a date.
DATE_FIELDS = (
    {"day": "25", "month": "11", "year": "2026"},
    {"day": " 25 ", "month": "Νοεμβρίου", "year": "2026"},
    {"day": "25", "month": "11", "year": "26"},
)
# Short fields (a licence's number plate) take no whole sentence.
SHORT = ("ΙΚΒ 1234", " ΙΚΒ  1234 ", "ΙΚΒ 1234")


@dataclass(frozen=True)
class Given:
    """What is done at one question: answered in one of the awkward ways, promised for later, or left out."""

    question: Question
    variant: int
    # The place in the list of what is picked, from 0.
    place: int = 0
    leave_out: bool = False

    @property
    def kind(self) -> str:
        return self.question.kind.name

    @property
    def later(self) -> bool:
        return self.kind == "file" and not self.leave_out

    @property
    def typed(self) -> str:
        if self.question.options:
            return _awkward_choice(self)
        if self._short:
            return SHORT[self.variant]
        return TYPED[self.kind][self.variant]

    @property
    def keyed(self) -> str | None:
        """The keys, or None for what can only be spoken."""
        if self.question.options:
            return str(self.place + 1)
        return KEYED[self.kind][self.variant] if self.kind in KEYED else None

    @property
    def meant(self) -> object:
        if self.question.options:
            return self.question.options[self.place].key
        return "ΙΚΒ 1234" if self._short else MEANT[self.kind]

    @property
    def _short(self) -> bool:
        return self.kind == "words" and int(str(self.question.settings.get("most", 1000))) < len(SAID) + 5


def _awkward_choice(given: Given) -> str:
    """A choice by its number with a dot, in capitals without accents, or with too much space."""
    label = given.question.options[given.place].label.best("el")[0]
    if given.variant == 0:
        return f"{given.place + 1}."
    return label.upper() if given.variant == 1 else f"  {label} "


def plan(questions: tuple[Question, ...], variant: int) -> list[Given]:
    """What a citizen does at each question that comes up. The third one leaves out whatever may be left out."""
    answers: dict[str, Answer] = {}
    planned = []
    for question in questions:
        if not question.applies(answers):
            continue
        leave_out = not question.required and (variant == VARIANTS - 1 or question.kind.name == "file")
        given = Given(question, variant, _place(question, questions, variant), leave_out)
        planned.append(given)
        if not leave_out:
            answers[question.key] = Answer(given.meant)
    return planned


def _place(question: Question, questions: tuple[Question, ...], variant: int) -> int:
    """Which option is picked: the one on which another question depends, if there is one."""
    if not question.options:
        return 0
    keys = [option.key for option in question.options]
    depending = next((one.when for one in questions if one.when and one.when.question == question.key), None)
    return keys.index(depending.values[0]) if depending else variant % len(keys)
