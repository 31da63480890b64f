"""The embedded seal: an authority and a certificate a town, made at first use under THYRIDA_DATA, readable by its owner alone.

It shows that a document was not changed, and nothing more: nobody vouches for it, and every document says so.
"""

import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from asn1crypto import keys, pem, x509
from cryptography import x509 as crypto
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from core.municipalities.model import Municipality
from core.ports import Clock

YEARS = 10
AUTHORITY = "authority"
Pair = tuple[crypto.Certificate, ec.EllipticCurvePrivateKey]


class SelfMade:
    """Seals of our own making in a folder: `<town>.pem` holds a key, its certificate and the authority's."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder, self._clock = folder, clock

    def signer(self, town: Municipality) -> signers.SimpleSigner:
        """The seal of a town; made when it is asked for the first time. Two who make it at once end with one."""
        own = self._pair(town.key, town)
        authority, _key = self._pair(AUTHORITY, None)
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register(_read(authority))
        key = own[1].private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return signers.SimpleSigner(_read(own[0]), keys.PrivateKeyInfo.load(key), store)

    def _pair(self, name: str, town: Municipality | None) -> Pair:
        path = self._folder / f"{name}.pem"
        if not path.exists():
            by = self._pair(AUTHORITY, None) if town is not None else None
            self._keep(path, _made(town, by, self._clock.now()))
        text = path.read_bytes()
        key = serialization.load_pem_private_key(text, None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return crypto.load_pem_x509_certificate(text[text.index(b"-----BEGIN CERTIFICATE") :]), key

    def _keep(self, path: Path, pair: Pair) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        private = pair[1].private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(private + pair[0].public_bytes(serialization.Encoding.PEM))
        try:
            os.link(draft, path)
        except FileExistsError:
            return
        finally:
            draft.unlink()


def _read(certificate: crypto.Certificate) -> x509.Certificate:
    _kind, _headers, der = pem.unarmor(certificate.public_bytes(serialization.Encoding.PEM))
    return x509.Certificate.load(der)


def _made(town: Municipality | None, by: Pair | None, now: datetime) -> Pair:
    """A certificate with its key; without `by` it is an authority that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    owner = town.name.best("el")[0] if town else "Thyrida"
    common = f"Thyrida test seal: {town.key}" if town else "Thyrida test authority"
    subject = crypto.Name(
        [
            crypto.NameAttribute(NameOID.COUNTRY_NAME, "GR"),
            crypto.NameAttribute(NameOID.ORGANIZATION_NAME, _short(owner)),
            crypto.NameAttribute(NameOID.COMMON_NAME, _short(common)),
        ]
    )
    issuer, signing = (by[0].subject, by[1]) if by else (subject, key)
    usage = crypto.KeyUsage(by is not None, by is not None, False, False, False, by is None, by is None, False, False)
    certificate = (
        crypto.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(crypto.random_serial_number())
        .not_valid_before(now - timedelta(days=30))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(crypto.BasicConstraints(ca=by is None, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(crypto.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(crypto.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
        .sign(signing, hashes.SHA256())
    )
    return certificate, key


def _short(name: str) -> str:
    """A name in the 64 bytes that a certificate has for it (RFC 5280, upper bounds)."""
    return name.encode()[:64].decode(errors="ignore")
