"""The digits that citizens are given, and how we keep the secret ones.

Each kind of code has its own length, so that a bare number says what it is.
"""

import hmac
import secrets
from enum import IntEnum
from hashlib import sha256

from core.errors import InvalidAnswer
from core.text import _, plural


class CodeLength(IntEnum):
    """Digits of each kind of code. A one-time code and a PIN share a length; the question that is open tells them apart."""

    RECEIPT = 4
    ONE_TIME = 6
    HAND_OVER = 8
    REFERENCE = 9
    AUTHORISATION = 10
    VERIFICATION = 16


# The short ones have no check digit: it would only take guesses away from whoever tries.
CHECKED = frozenset({CodeLength.HAND_OVER, CodeLength.REFERENCE, CodeLength.AUTHORISATION, CodeLength.VERIFICATION})

# The totally anti-symmetric quasigroup of order 10 that H. M. Damm published in 2004; row is the interim digit.
_DAMM = tuple(
    tuple(map(int, row))
    for row in (
        "0317598642",
        "7092154863",
        "4206871359",
        "1750983426",
        "6123045978",
        "3674209581",
        "5869720134",
        "8945362017",
        "9438617205",
        "2581436790",
    )
)

_BETWEEN = frozenset(".-\u2010\u2011\u2012\u2013\u2014\u2212·#")


def check_digit(digits: str) -> str:
    """The Damm digit to write after these ASCII digits: it shows every wrong digit and every swap of two neighbours."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return str(interim)


def valid(digits: str) -> bool:
    """Whether the last of these digits is the check digit of the others."""
    return digits.isascii() and digits.isdigit() and check_digit(digits) == "0"


def random_code(length: int) -> str:
    """A new random code as text (it may begin with 0); the last digit is a check digit where the kind has one."""
    if length not in CHECKED:
        return "".join(secrets.choice("0123456789") for _each in range(length))
    digits = "".join(secrets.choice("0123456789") for _each in range(length - 1))
    return digits + check_digit(digits)


def read_code(text: str, length: int) -> str:
    """The code of this many digits that somebody typed or keyed, with spaces, dots or dashes between as they like.

    Raises:
        InvalidAnswer: "code-characters", "code-length", or "code-mistyped" when the check digit does not fit.
    """
    digits = "".join(mark for mark in text if not mark.isspace() and mark not in _BETWEEN)
    if not digits.isascii() or not digits.isdigit():
        raise InvalidAnswer("code-characters", _("The code has only the digits 0 to 9."))
    if len(digits) != length:
        raise InvalidAnswer(
            "code-length",
            plural(
                "The code has {length} digits; we counted {count}.",
                "The code has {length} digits; we counted {count}.",
                len(digits),
                length=int(length),
            ),
        )
    if length in CHECKED and not valid(digits):
        raise InvalidAnswer("code-mistyped", _("One digit of the code is wrong, or two have changed places."))
    return digits


class CodeKey:
    """The server's key, which is not in the database: with the database alone nobody can try out the few possible codes."""

    def __init__(self, key: bytes) -> None:
        if len(key) < 16:
            raise ValueError("a code key has at least 16 bytes")
        self._key = key

    def digest(self, purpose: str, code: str) -> str:
        """What is kept of a code: HMAC-SHA256 in hex. The purpose (with the owner in it) keeps equal codes apart."""
        return hmac.new(self._key, f"{purpose}\0{code}".encode(), sha256).hexdigest()

    def matches(self, purpose: str, code: str, digest: str) -> bool:
        """Whether this is the code whose digest was kept, compared in constant time."""
        return hmac.compare_digest(self.digest(purpose, code), digest)
