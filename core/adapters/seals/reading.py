"""Reading the seal of a PDF that somebody brings: is it there, is it whole, whose is it, was anything added afterwards."""

import logging
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

from core.adapters.seals.stamping import fingerprint

LOG = logging.getLogger("thyrida.seals")


class State(StrEnum):
    """What a file's seal tells. `added`: the sealed part is whole, but something was written behind it."""

    NO_PDF = "no-pdf"
    UNSEALED = "unsealed"
    ALTERED = "altered"
    ADDED = "added"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Reading:
    """`sealed_with` is the SHA-256 of the certificate in the seal; `sealed` the part of the file that it covers."""

    state: State
    sealed_with: str = ""
    sealed: bytes = b""


def read_seal(content: bytes) -> Reading:
    """Read the first seal of a PDF. Nothing is fetched from anywhere: whose seal counts is for the caller to say."""
    if not content.lstrip()[:5].startswith(b"%PDF-"):
        return Reading(State.NO_PDF)
    try:
        seals = PdfFileReader(BytesIO(content), strict=False).embedded_signatures
        return _read(seals[0], content) if seals else Reading(State.UNSEALED)
    except Exception as error:
        # The file is a stranger's, and a reader of broken files can fail in any way. None of them is a whole document.
        LOG.info("a file could not be read as a sealed PDF: %s", type(error).__name__)
        return Reading(State.ALTERED if b"/ByteRange" in content else State.UNSEALED)


def _read(seal: EmbeddedPdfSignature, content: bytes) -> Reading:
    # Trust is not asked here: the certificate of the seal stands for itself.
    status = validate_pdf_signature(seal, ValidationContext(trust_roots=[seal.signer_cert], allow_fetching=False))
    whose = fingerprint(status.signing_cert)
    if not (status.intact and status.valid):
        return Reading(State.ALTERED, whose)
    covered = content[: _end(seal)]
    if status.coverage is not SignatureCoverageLevel.ENTIRE_FILE or len(covered) != len(content):
        return Reading(State.ADDED, whose, covered)
    return Reading(State.WHOLE, whose, content)


def _end(seal: EmbeddedPdfSignature) -> int:
    """Where the sealed part of the file ends."""
    ranges = [int(number) for number in seal.byte_range]
    return ranges[-2] + ranges[-1]
