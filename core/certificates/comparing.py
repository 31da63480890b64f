"""What the citizen wrote beside what the municipality knows: the fields of a document, with every difference marked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.dialogue.answers import Answer
from core.dialogue.certifying import Certifying
from core.dialogue.service import Service
from core.errors import InvalidAnswer
from core.greek import search_key
from core.languages import tongue
from core.ports import Registered
from core.text import Sentence, Text, _

FIELD_NAMES: dict[str, Text] = {
    "name": _("Full name"),
    "afm": _("Tax number"),
    "address": _("Address"),
    "since": _("Since"),
    "supply": _("Supply number"),
    "purpose": _("Purpose"),
    "debt": _("Debt"),
}
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Compared:
    """One field: what was said (None where nobody was asked), what is known (None where nothing is), whether they differ."""

    name: str
    label: Sentence
    said: str | None
    known: str | None
    differs: bool

    @property
    def best(self) -> str:
        """What a document would say: what the municipality knows comes first."""
        return self.known if self.known is not None else self.said or ""


def compare(service: Service, answers: Mapping[str, Answer], known: Registered | None) -> list[Compared]:
    """The document's fields side by side, then what the record must say and does not."""
    certificate = service.certificate
    if certificate is None:
        return []
    # A record is found by its tax number, and so says it too.
    record = ({"afm": said_of(service, "afm", answers) or ""} | dict(known.fields)) if known else {}
    fields = [_field(service, name, answers, record) for name in certificate.fields]
    return fields + [
        Compared(name, label_of(service, name), wanted, record[name], True)
        for name, wanted in certificate.must_be.items()
        if name in record and not same(record[name], wanted)
    ]


def contradictions(certificate: Certifying, known: Registered | None) -> list[str]:
    """The fields of the record that make the document untrue: a debt, where it says that there is none."""
    record = known.fields if known else {}
    return [name for name, wanted in certificate.must_be.items() if name in record and not same(record[name], wanted)]


def same(one: str, other: str) -> bool:
    """Whether two values say the same, however they are spelled, accented or spaced."""
    return search_key(one) == search_key(other)


def label_of(service: Service, name: str) -> Sentence:
    """What a field is called: as its question is, where there is one."""
    question = service.question(name)
    return question.label if question is not None else FIELD_NAMES.get(name, name)


def prefilled(service: Service, known: Registered | None, afm: str) -> dict[str, str]:
    """What nobody needs to be asked for, because the municipality holds it: by question, as it would be typed.

    Only for somebody of whom this AFM was proved: what is known of a tax number is told to nobody else. What is chosen from
    a list (a purpose) is the citizen's own to say.
    """
    if service.certificate is None or known is None:
        return {}
    record = {"afm": afm} | dict(known.fields)
    asked = [(name, service.question(name)) for name in service.certificate.fields]
    return {name: record[name] for name, question in asked if question and not question.options and record.get(name)}


def checked(service: Service, fields: Mapping[str, str]) -> dict[str, str]:
    """The fields that a clerk decided on, whole and tidy.

    Raises:
        InvalidAnswer: one is missing or too long; its code is the field's name.
    """
    certificate = service.certificate
    tidy = {name: " ".join(fields.get(name, "").split()) for name in (certificate.fields if certificate else ())}
    for name, value in tidy.items():
        if not value and _needed(service, name):
            raise InvalidAnswer(name, _("{field} is missing.", field=label_of(service, name)))
        if len(value) > LONGEST:
            raise InvalidAnswer(name, _("Write at most {most} characters.", most=LONGEST))
    return tidy


def _needed(service: Service, name: str) -> bool:
    """What the citizen is asked for is needed; what only the register knows may be left out."""
    return name in ("name", "afm") or service.question(name) is not None


def _field(service: Service, name: str, answers: Mapping[str, Answer], record: Mapping[str, str]) -> Compared:
    said, known = said_of(service, name, answers), record.get(name)
    return Compared(name, label_of(service, name), said, known, said is not None and known is not None and not same(said, known))


def said_of(service: Service, name: str, answers: Mapping[str, Answer]) -> str | None:
    """What the citizen said in a field, in Greek; None where it was not asked, not said, or only recorded."""
    question, answer = service.question(name), answers.get(name)
    if question is None or answer is None or answer.value is None:
        return None
    if isinstance(answer.value, str) and not question.options:
        return answer.value
    return tongue("el")(question.shown(answer))


def is_fresh(known: Registered, certificate: Certifying, today: date) -> bool:
    """Whether a record is young enough for an issue without a clerk."""
    return 0 <= (today - known.as_of).days <= certificate.max_record_age_days
