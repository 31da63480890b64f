"""A seal that lies on a token or in a hardware module, reached by PKCS#11 (OASIS PKCS #11 2.40)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyhanko.sign import signers

from core.errors import Unavailable
from core.text import _


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
def opened(token: Token) -> Iterator[signers.Signer]:
    """The token's signer, for as long as it is needed.

    Raises:
        Unavailable: the module, the token, its PIN, its key or its certificate is not there.
    """
    # Only who has a token needs its libraries.
    from pkcs11.exceptions import PKCS11Error
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

    try:
        pin = token.pin_file.read_text("utf-8").strip()
        session = open_pkcs11_session(token.module, token_criteria=TokenCriteria(label=token.token), user_pin=pin)
        with session:
            signer = PKCS11Signer(session, cert_label=token.certificate, key_label=token.key)
            assert signer.signing_cert is not None
            yield signer
    except (OSError, PKCS11Error, SigningError, RuntimeError) as error:
        raise gone() from error


def gone() -> Unavailable:
    return Unavailable("seal", _("The seal does not answer. Nothing is lost: the document is sealed as soon as it does."))
