"""The verification code: sixteen digits that follow from the server's key, so that they lie nowhere to be read.

Only their HMAC is in the database. Whoever holds the database alone can neither find the code of a document nor make one;
the sealing job can print the same code however often it runs.
"""

from core.codes import CodeKey, CodeLength, check_digit

_DIGITS = CodeLength.VERIFICATION - 1


def verification_code(keys: CodeKey, municipality_id: int, certificate_id: int) -> str:
    """The code of a document: fifteen digits (49.8 bits) and their check digit."""
    digest = keys.digest(f"verification-code/{municipality_id}", str(certificate_id))
    digits = f"{int(digest, 16) % 10**_DIGITS:0{_DIGITS}d}"
    return digits + check_digit(digits)


def code_digest(keys: CodeKey, municipality_id: int, code: str) -> str:
    """What is kept of a code, and by which its document is found."""
    return keys.digest(f"verification/{municipality_id}", code)
