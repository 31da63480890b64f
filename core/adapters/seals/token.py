"""A seal that lies on a token or in a hardware module, reached by PKCS#11 (OASIS PKCS #11 2.40)."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pyhanko.sign import signers

from core.errors import Unavailable
from core.text import _

if TYPE_CHECKING:
    from pyhanko.sign.pkcs11 import PKCS11Signer

# Mechanisms that hash and sign in one step, by the kind of key. Many tokens have only the bare one: it signs a digest made here.
_IN_ONE_STEP = {"ec": "ECDSA_SHA256", "rsa": "SHA256_RSA_PKCS"}


@dataclass(frozen=True, slots=True)
class Token:
    """Where a town's seal lies. `pin_file` holds the PIN, readable by the service alone; labels are those on the token."""

    module: str
    token: str
    certificate: str
    key: str
    pin_file: Path
    qualified: bool = True


@contextmanager
def opened(token: Token, refused: set[str]) -> Iterator[signers.Signer]:
    """The token's signer, for as long as it is needed.

    `refused` keeps the digests of PINs that a token refused. They are not tried again: a token locks itself after a few
    wrong ones, and who waits for a seal tries for hours.

    Raises:
        Unavailable: the module, the token, its PIN, its key or its certificate is not there.
    """
    # Only who has a token needs its libraries.
    from pkcs11.exceptions import PinIncorrect, PKCS11Error
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

    try:
        pin = token.pin_file.read_text("utf-8").strip()
        mark = hashlib.sha256(f"{token.module}\n{token.token}\n{pin}".encode()).hexdigest()
        if mark in refused:
            raise wrong_pin()
        try:
            session = open_pkcs11_session(token.module, token_criteria=TokenCriteria(label=token.token), user_pin=pin)
        except PinIncorrect as error:
            refused.add(mark)
            raise wrong_pin() from error
        with session:
            signer = PKCS11Signer(session, cert_label=token.certificate, key_label=token.key)
            signer.use_raw_mechanism = not _in_one_step(signer)
            yield signer
    except (OSError, PKCS11Error, SigningError, RuntimeError) as error:
        raise gone() from error


def _in_one_step(signer: "PKCS11Signer") -> bool:
    """Whether the token itself makes the digest. Keys of other kinds have no bare mechanism to fall back on."""
    assert signer.signing_cert is not None
    name = _IN_ONE_STEP.get(signer.signing_cert.public_key.algorithm)
    return name is None or any(one.name == name for one in signer.pkcs11_session.token.slot.get_mechanisms())


def gone() -> Unavailable:
    return Unavailable("seal", _("The seal does not answer. Nothing is lost: the document is sealed as soon as it does."))


def wrong_pin() -> Unavailable:
    return Unavailable("seal", _("The token refuses the PIN. It is not tried again, lest the token lock: correct the PIN file."))
