"""A token in software (Debian's SoftHSM 2, a PKCS#11 module), installed where it is not there yet."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pkcs11
from asn1crypto.core import OctetString
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pkcs11 import Attribute, CertificateType, KeyType, ObjectClass
from pkcs11.util.ec import encode_named_curve_parameters

from tests.authority import Authority, PublicKey

LABEL, PIN = "seal", "314159"
TABLE = """[{town}]
module = "{module}"
token = "{label}"
certificate = "{certificate}"
key = "{key}"
pin_file = "{pin}"
qualified = true
"""


class Missing(Exception):
    """What could not be had, as a sentence."""


def module() -> str:
    """The path of the module; Debian's is installed where we may.

    Raises:
        Missing: it is not there and could not be installed.
    """
    found = _found()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "-y", "--no-install-recommends", "softhsm2"]):
            subprocess.run(["apt-get", *command], check=False, capture_output=True, env=environment)
        found = _found()
    if found is None or shutil.which("softhsm2-util") is None:
        raise Missing("SoftHSM 2 is not installed and could not be")
    return found


def _found() -> str | None:
    places = [Path("/usr/lib/softhsm/libsofthsm2.so"), *Path("/usr/lib").glob("*/softhsm/libsofthsm2.so")]
    return next((str(one) for one in places if one.exists()), None)


@dataclass(frozen=True)
class SoftToken:
    """A token in a folder: a key `Municipality` on P-256 and a key `Older` of RSA, each with its certificate."""

    module: str
    folder: Path

    @property
    def configuration(self) -> Path:
        """What the module reads its place from, by SOFTHSM2_CONF, once in a process."""
        return self.folder / "softhsm2.conf"

    def seals_file(self, town: str, pin: Path, certificate: str = "Municipality", key: str = "Municipality") -> Path:
        """A seals file as docs/certificates.md describes it."""
        file = self.folder / "seals.toml"
        fields = {"module": self.module, "label": LABEL, "certificate": certificate, "key": key, "pin": pin}
        file.write_text(TABLE.format(town=town, **fields), encoding="utf-8")
        return file

    def fill(self, authority: Authority) -> None:
        """Make the keys on the token, where they stay, and put their certificates beside them; and one of another key."""
        with pkcs11.lib(self.module).get_token(token_label=LABEL).open(rw=True, user_pin=PIN) as session:
            curve = session.create_domain_parameters(
                KeyType.EC, {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}, local=True
            )
            public, _private = curve.generate_keypair(store=True, label="Municipality")
            older, _private = session.generate_keypair(KeyType.RSA, 2048, store=True, label="Older")
            owners: dict[str, PublicKey] = {
                "Municipality": _on_p256(public),
                "Older": _of_rsa(older),
                "Stranger": ec.generate_private_key(ec.SECP256R1()).public_key(),
            }
            for label, owner in owners.items():
                session.create_object(_object(label, authority.certify(f"{label} of Trikala", owner)))


def _on_p256(key: pkcs11.PublicKey) -> ec.EllipticCurvePublicKey:
    point = OctetString.load(bytes(key[Attribute.EC_POINT])).native
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


def _of_rsa(key: pkcs11.PublicKey) -> rsa.RSAPublicKey:
    exponent, modulus = (int.from_bytes(key[one], "big") for one in (Attribute.PUBLIC_EXPONENT, Attribute.MODULUS))
    return rsa.RSAPublicNumbers(exponent, modulus).public_key()


def made(folder: Path) -> SoftToken:
    """An initialised token without keys. SOFTHSM2_CONF must name its configuration before the module is loaded."""
    token = SoftToken(module(), folder)
    (folder / "tokens").mkdir()
    token.configuration.write_text(f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n")
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", "27182818"],
        check=True,
        capture_output=True,
        env=os.environ | {"SOFTHSM2_CONF": str(token.configuration)},
    )
    return token


def _object(label: str, certificate: x509.Certificate) -> dict[Attribute, object]:
    return {
        Attribute.CLASS: ObjectClass.CERTIFICATE,
        Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
        Attribute.TOKEN: True,
        Attribute.LABEL: label,
        Attribute.SUBJECT: certificate.subject.public_bytes(),
        Attribute.VALUE: certificate.public_bytes(Encoding.DER),
    }
