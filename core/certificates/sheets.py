"""A document's row as the sheet that is printed: dates in words, names in Latin letters for the translation, its code."""

from typing import Any

from core.certificates.codes import verification_code
from core.certificates.printing import Sheet
from core.certificates.tables import Certificate
from core.codes import CodeKey
from core.greek import transliterate, upper
from core.languages import tongue
from core.ports import Work
from core.text import Code, Sentence

STATE = "ΕΛΛΗΝΙΚΗ ΔΗΜΟΚΡΑΤΙΑ"
# Without a qualified seal it is no original (ν.4727/2020 art. 13), and says so.
INFORMATIVE = "Αντίγραφο ενημερωτικού χαρακτήρα"
GROUP = 4


def sheet_of(work: Work, row: Certificate, keys: CodeKey, base_url: str, qualified: bool) -> Sheet:
    """The sheet of a document. The same row gives the same sheet."""
    town = work.municipality
    code = verification_code(keys, town.id, row.id)
    department = town.department(row.department)
    data: dict[str, Any] = {
        "title": str(row.title["el"]),
        "state": STATE,
        "heading": upper(town.name.best("el")[0]),
        "town": {"el": town.name.best("el")[0], "en": town.name.best("en")[0]},
        "department": department.name.best("el")[0] if department else "",
        "address": town.address.best("el")[0],
        "protocol": row.protocol,
        "issued": _both(row.issued_on),
        "valid": _both(row.valid_until) if row.valid_until else {"el": "", "en": ""},
        "notice": "" if qualified else INFORMATIVE,
        "copy_of": _protocol_of(work, row.copy_of),
        "automatic": row.automatic,
        "english": row.english,
        "fields": row.fields,
        "latin": {name: transliterate(value) for name, value in row.fields.items()},
        "code": " ".join(Code(code, GROUP).groups),
        "address_of_check": f"{base_url}/v",
        "number": town.numbers[0] if town.numbers else "",
    }
    return Sheet(row.template, data, f"{base_url}/v/{code}", row.issued_at)


def _both(said: Sentence) -> dict[str, str]:
    return {language: tongue(language)(said) for language in ("el", "en")}


def _protocol_of(work: Work, certificate_id: int | None) -> str:
    original = work.session.get(Certificate, (work.municipality.id, certificate_id)) if certificate_id else None
    return original.protocol if original else ""


__all__ = ["INFORMATIVE", "sheet_of"]
