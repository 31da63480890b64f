"""What we and Kannel have agreed upon: how a text is coded, and what proves that a receipt is about a text of ours."""

import hmac
from hashlib import sha256

from core.messages.alphabet import Alphabet, segments


def coding_of(text: str) -> str:
    """The gateway's name of the alphabet that a text needs: 0 is GSM 03.38, 2 is two bytes a letter."""
    return "0" if segments(text).alphabet is Alphabet.GSM7 else "2"


def proof_of(token: str, town: str, message: str, attempt: str) -> str:
    """What a receipt must bring back: nobody who does not hold the token can make it for a try of a message."""
    return hmac.new(token.encode(), f"receipt\n{town}\n{message}\n{attempt}".encode(), sha256).hexdigest()


def id_of(message: str, attempt: str) -> str:
    """The name of one try of a message, as the gateway has none of its own: it tells a receipt that is late from one of now."""
    return f"kannel-{message}-{attempt}"


def same(shown: str, expected: str) -> bool:
    """Whether a secret is the right one, in a time that does not tell how much of it is."""
    return hmac.compare_digest(shown.encode("utf-8", "replace"), expected.encode())
