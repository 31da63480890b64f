"""Plain SMTP."""

from collections.abc import Callable, Mapping, Sequence
from email import policy
from urllib.parse import urlsplit

from channels.email.connection import Line, close, connect, hand_over
from channels.email.page import Look, look_of
from channels.email.writing import written
from core.bootstrap import Core
from core.messages.sending import Letter, NotSent, Sent
from core.people.contact import Way
from core.ports import MessageGateway


def _no_look(letter: Letter) -> Look:
    return Look()


class Smtp:
    """Sends letters that follow each other at once in one connection. `url` is smtp://user:password@host:port or smtps://…;
    `look` says how the town shows itself in a letter.
    """

    name = "smtp"

    def __init__(self, url: str, sender: str, look: Callable[[Letter], Look] = _no_look) -> None:
        self._url, self._sender, self._look = urlsplit(url), sender, look
        self._line = Line(self._url)

    def send(self, letter: Letter) -> Sent:
        sender = letter.sender or self._sender
        message = written(letter, sender, self._look(letter))
        ascii_only = letter.to.isascii() and sender.isascii()
        content = message.as_bytes(policy=policy.SMTP.clone(cte_type="7bit", utf8=not ascii_only))
        connection, carried = self._line.take()
        try:
            hand_over(connection, sender, letter.to, content)
        except NotSent as error:
            # After an answer with a code the connection is in order; but for 421, with which the server closes it.
            if error.reason.isdigit() and error.reason != "421":
                self._line.keep(connection, carried + 1)
            else:
                connection.close()
            raise
        self._line.keep(connection, carried + 1)
        return Sent(str(message["Message-ID"]))

    def greet(self) -> None:
        """Connect, say hello and sign in, as before a letter, and send none.

        Raises:
            OSError, smtplib.SMTPException: it does not work; the exception's kind says how.
        """
        connection = connect(self._url)
        try:
            connection.noop()
        finally:
            close(connection)


def gateways(core: Core) -> Mapping[Way, Sequence[MessageGateway]]:
    settings = core.settings
    if not settings.smtp_url or not settings.email_from:
        return {}
    return {Way.EMAIL: (Smtp(settings.smtp_url, settings.email_from, lambda letter: look_of(core, letter)),)}
