"""Is this file the one that we sealed? A changed byte, a missing seal, somebody else's seal and an addition told apart."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from core.adapters.seals.reading import Reading, State
from core.certificates.issuing import SEALED
from core.certificates.tables import Certificate
from core.ports import Work
from core.text import Text, _

# No document of ours comes near it.
LARGEST = 4 * 1024 * 1024


class Finding(StrEnum):
    """What is the matter with a file."""

    WHOLE = "whole"
    ANOTHER = "another"
    ADDED = "added"
    ALTERED = "altered"
    UNSEALED = "unsealed"
    FOREIGN = "foreign"
    NO_PDF = "no-pdf"


FINDING_NAMES: dict[Finding, Text] = {
    Finding.WHOLE: _("The file is exactly the one that the municipality sealed."),
    Finding.ANOTHER: _("The municipality sealed this file, but it is another document than the one with this code."),
    Finding.ADDED: _("Something was added to the file after the municipality had sealed it. Do not rely on it."),
    Finding.ALTERED: _("The file was changed after it had been sealed. Do not rely on it."),
    Finding.UNSEALED: _("The file bears no seal. A printed or copied page is checked by its code alone."),
    Finding.FOREIGN: _("The file bears a seal, but not one of this municipality. Do not rely on it."),
    Finding.NO_PDF: _("This is no PDF file."),
}


@dataclass(frozen=True, slots=True)
class Examined:
    finding: Finding
    # The document that the file is, or was before something was added; None where it is none of ours.
    certificate_id: int | None = None


def examine(work: Work, content: bytes, reading: Reading, expected: int | None = None) -> Examined:
    """What is the matter with a file whose seal was read; `expected` is the document of the code that was given with it.

    The seal is read before, outside of the transaction: that takes longer than a transaction may.
    """
    if reading.state is State.NO_PDF:
        return Examined(Finding.NO_PDF)
    ours = _by_bytes(work, content)
    if ours is not None:
        return Examined(Finding.WHOLE if expected in (None, ours) else Finding.ANOTHER, ours)
    if reading.state is State.UNSEALED:
        return Examined(Finding.UNSEALED)
    if reading.state is State.ALTERED:
        return Examined(Finding.ALTERED)
    if not _is_ours(work, reading.sealed_with):
        return Examined(Finding.FOREIGN)
    if reading.state is State.ADDED and (before := _by_bytes(work, reading.sealed)) is not None:
        return Examined(Finding.ADDED, before)
    # Our seal holds, and yet this is no file of ours byte for byte: something that the seal does not cover was changed.
    return Examined(Finding.ALTERED)


def _by_bytes(work: Work, content: bytes) -> int | None:
    digest = hashlib.sha256(content).hexdigest()
    found = select(Certificate.id).where(Certificate.sha256 == digest, Certificate.state == SEALED)
    return work.execute(found).scalar()


def _is_ours(work: Work, sealed_with: str) -> bool:
    """Whether the municipality has ever sealed with this certificate."""
    found = select(Certificate.id).where(Certificate.sealed_with == sealed_with).limit(1)
    return work.execute(found).first() is not None
