"""One conversation with a mail server, by its stages: until the letter's end is sent, nothing was accepted."""

import re
import smtplib
import ssl
import threading
import time
from urllib.parse import SplitResult, unquote

from core.messages.sending import Never, TryAgain, Uncertain

TIMEOUT = 20
# A connection is kept for the letters that follow at once, so many of them at most.
KEPT_FOR, MOST = 5.0, 100
_DOT = re.compile(rb"(?m)^\.")


class Line:
    """A connection that is kept for a moment after a letter. Whoever takes it has it alone."""

    def __init__(self, url: SplitResult) -> None:
        self._url, self._lock = url, threading.Lock()
        self._idle: tuple[smtplib.SMTP, float, int] | None = None

    def take(self) -> tuple[smtplib.SMTP, int]:
        """A connection that answers, and how many letters it has carried.

        Raises:
            TryAgain: there is none to be had.
        """
        with self._lock:
            idle, self._idle = self._idle, None
        if idle is not None:
            connection, since, carried = idle
            if time.monotonic() - since < KEPT_FOR and carried < MOST and _answers(connection):
                return connection, carried
            close(connection)
        try:
            return connect(self._url), 0
        except (OSError, smtplib.SMTPException) as error:
            raise TryAgain("connect") from error

    def keep(self, connection: smtplib.SMTP, carried: int) -> None:
        """Give it back after a letter that left it in order."""
        with self._lock:
            before, self._idle = self._idle, (connection, time.monotonic(), carried)
        if before is not None:
            close(before[0])


def connect(url: SplitResult) -> smtplib.SMTP:
    """Connect, encrypt where the server offers it, and sign in.

    Raises:
        OSError, smtplib.SMTPException: it does not work; the exception's kind says how.
    """
    host = url.hostname or "localhost"
    if url.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=TIMEOUT, context=ssl.create_default_context())
    else:
        connection = smtplib.SMTP(host, url.port or 25, timeout=TIMEOUT)
        connection.ehlo()
        if connection.has_extn("starttls"):
            connection.starttls(context=ssl.create_default_context())
    connection.ehlo_or_helo_if_needed()
    if url.username:
        connection.login(unquote(url.username), unquote(url.password or ""))
    return connection


def hand_over(connection: smtplib.SMTP, sender: str, to: str, content: bytes) -> None:
    """One letter, in the four steps of RFC 5321 §3.3.

    Raises:
        TryAgain, Never: the server refused it, or broke off before the letter's end was sent.
        Uncertain: it was sent whole, and no answer came.
    """
    try:
        _expect(connection.mail(sender, _options(connection, sender, to)), 250)
        _expect(connection.rcpt(to), 250, 251)
        _expect(connection.docmd("DATA"), 354)
    except (OSError, smtplib.SMTPException) as error:
        raise TryAgain("connection") from error
    body = _DOT.sub(b"..", content)
    try:
        connection.send(body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n")
        answer = connection.getreply()
    except (OSError, smtplib.SMTPException) as error:
        # It broke after the letter may have been taken.
        raise Uncertain("connection") from error
    _expect(answer, 250)


def close(connection: smtplib.SMTP) -> None:
    """End it politely, if it still can be."""
    try:
        connection.quit()
    except (OSError, smtplib.SMTPException):
        connection.close()


def _answers(connection: smtplib.SMTP) -> bool:
    try:
        return connection.rset()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def _options(connection: smtplib.SMTP, *addresses: str) -> list[str]:
    """What an address outside of ASCII needs of the server (RFC 6531)."""
    if all(one.isascii() for one in addresses):
        return []
    if not connection.has_extn("smtputf8"):
        raise Never("address")
    connection.command_encoding = "utf-8"
    return ["SMTPUTF8"]


def _expect(answer: tuple[int, bytes], *wanted: int) -> None:
    code = answer[0]
    if code not in wanted:
        raise Never(str(code)) if 500 <= code < 600 else TryAgain(str(code))
