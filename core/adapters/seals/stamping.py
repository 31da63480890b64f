"""Putting a seal on a PDF: PAdES B-B, or B-T where a time-stamp service is configured (ETSI EN 319 142-1)."""

import hashlib
from io import BytesIO

from asn1crypto import cms, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.timestamps.requests_client import HTTPTimeStamper

from core.errors import Unavailable
from core.text import _

FIELD = "Seal"
TIMEOUT = 10


class Stamper(HTTPTimeStamper):
    """A time-stamp service. One is kept for long: it asks once for how large its answers are, and then once a document.

    Whatever the service answers that is no time-stamp counts as no answer.
    """

    def __init__(self, address: str) -> None:
        super().__init__(address, timeout=TIMEOUT)  # type: ignore[no-untyped-call]

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            about = token["content"]["encap_content_info"]["content"].parsed["message_imprint"]["hashed_message"].native
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise TimestampRequestError("The service's answer is no time-stamp.") from error
        if about != message_digest:
            raise TimestampRequestError("The time-stamp is for something else.")
        return token


def stamp(signer: signers.Signer, content: bytes, reason: str, place: str, stamper: Stamper | None = None) -> bytes:
    """The sealed PDF. The seal certifies it: from then on every change, also an addition at its end, shows.

    Raises:
        Unavailable: the time-stamp service does not answer; a document without its time-stamp is not made.
    """
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        reason=reason,
        location=place,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    try:
        made = signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(content)), meta, signer, timestamper=stamper)
    except (TimestampRequestError, OSError) as error:
        raise Unavailable("time-stamp", _("The time-stamp service does not answer. The document is sealed later.")) from error
    return bytes(made.getvalue())


def fingerprint(certificate: x509.Certificate) -> str:
    """The SHA-256 of a certificate, by which a seal is known again."""
    return hashlib.sha256(certificate.dump()).hexdigest()
