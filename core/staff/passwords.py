"""Passwords: argon2id, few at a time, and never inside a write transaction."""

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.errors import InvalidAnswer, Unavailable
from core.text import _

SHORTEST = 12
# Longer ones are no safer, and hashing them is work that a stranger can ask for.
LONGEST = 200
# One hash takes 19 MiB and one thread (the OWASP password storage cheat sheet's first choice), so that a worker stays
# small however many people sign in at once.
AT_ONCE = 2
WAIT_SECONDS = 10.0
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class Passwords:
    """Hashes and checks passwords. Whoever comes while too many are being hashed waits, or is told to try again."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._turn = threading.BoundedSemaphore(at_once)
        self._nobody = _nobody()

    def hash(self, password: str) -> str:
        """The hash to keep.

        Raises:
            InvalidAnswer: the password is too short or too long.
            Unavailable: too many passwords are being hashed at this moment.
        """
        if len(password) < SHORTEST:
            raise InvalidAnswer("short", _("Choose a password of at least {least} characters.", least=SHORTEST))
        if len(password) > LONGEST:
            raise InvalidAnswer("long", _("Choose a password of at most {most} characters.", most=LONGEST))
        if len(set(password)) < SHORTEST // 3:
            raise InvalidAnswer("plain", _("That password repeats a few characters only. Choose another one."))
        with self._one_of_few():
            return _HASHER.hash(_normal(password))

    def right(self, kept: str | None, password: str) -> bool:
        """Whether the password is the one kept. Without one it is no, after the same time."""
        with self._one_of_few():
            try:
                found = _HASHER.verify(kept or self._nobody, _normal(password[:LONGEST]))
            except (VerificationError, InvalidHashError):
                return False
        return found and kept is not None and len(password) <= LONGEST

    @contextmanager
    def _one_of_few(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=WAIT_SECONDS):
            raise Unavailable("hashing", _("Many people sign in at this moment. Please try again."))
        try:
            yield
        finally:
            self._turn.release()


@cache
def _nobody() -> str:
    """Checked where there is no account, so that the answer takes as long as for one that exists. Made at the start."""
    return _HASHER.hash("a password that nobody has")


def _normal(password: str) -> str:
    """The same letters typed on another keyboard are the same password."""
    return unicodedata.normalize("NFC", password)
