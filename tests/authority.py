"""A certificate authority of the tests' own, and the judgement of a reader of PDF who trusts it alone."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import PdfSignatureStatus, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey


class Authority:
    """Signs certificates for a month around the machine's own day, by which readers of PDF judge them."""

    def __init__(self, name: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = named(name)
        self.certificate = self._made(self._name, self._key.public_key(), authority=True)

    def certify(self, name: str, key: PublicKey, time_stamps: bool = False) -> x509.Certificate:
        return self._made(named(name), key, authority=False, time_stamps=time_stamps)

    def _made(self, subject: x509.Name, key: PublicKey, authority: bool, time_stamps: bool = False) -> x509.Certificate:
        now = datetime.now(UTC)
        usage = x509.KeyUsage(not authority, not authority, False, False, False, authority, authority, False, False)
        draft = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=30))
            .not_valid_after(now + timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
        if time_stamps:
            draft = draft.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        return draft.sign(self._key, hashes.SHA256())


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "GR"), x509.NameAttribute(NameOID.COMMON_NAME, name)])


def plain(certificate: x509.Certificate) -> asn1.Certificate:
    """The same certificate, as the reader of PDF has it."""
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


def judged(pdf: bytes, *trusted: x509.Certificate) -> PdfSignatureStatus:
    """What a validator says of the one seal of a PDF, if it trusts these authorities and nobody else."""
    (seal,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    roots = [plain(one) for one in trusted]
    # A context of its own for the time-stamp: who vouches for seals need not vouch for the time.
    return validate_pdf_signature(
        seal,
        ValidationContext(trust_roots=roots, allow_fetching=False),
        ts_validation_context=ValidationContext(trust_roots=roots, allow_fetching=False),
    )
