"""Plain SMTP."""

import smtplib
import ssl
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from core.bootstrap import Core
from core.messages.sending import Letter, Never, Sent, TryAgain, Uncertain
from core.people.contact import Way
from core.ports import MessageGateway

TIMEOUT = 20


class Smtp:
    """Sends each letter in a connection of its own. `url` is smtp://user:password@host:port or smtps://…"""

    name = "smtp"

    def __init__(self, url: str, sender: str) -> None:
        self._url, self._sender = urlsplit(url), sender

    def send(self, letter: Letter) -> Sent:
        try:
            message = self._message(letter)
        except ValueError as error:
            # A line break in an address would begin a header of somebody else's making.
            raise Never("address") from error
        try:
            connection = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise TryAgain("connect") from error
        try:
            with connection:
                connection.send_message(message)
        except smtplib.SMTPResponseException as error:
            raise _answered(error.smtp_code) from error
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _text in error.recipients.values()]
            raise _answered(codes[0] if codes else 550) from error
        except (OSError, smtplib.SMTPException) as error:
            # The connection broke after the letter may have been taken.
            raise Uncertain("connection") from error
        return Sent(str(message["Message-ID"]))

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        sender = letter.sender or self._sender
        message["From"], message["To"] = sender, letter.to
        message["Subject"] = " ".join(letter.subject.split())
        message["Date"] = formatdate(localtime=False)
        # Ours, and the same at every try, so that a mail server may see a repeat for what it is.
        message["Message-ID"] = f"<{letter.town or 'thyrida'}.{letter.id}@{sender.rpartition('@')[2] or 'thyrida.invalid'}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.body)
        for one in letter.enclosed:
            main, _slash, kind = one.media_type.partition("/")
            message.add_attachment(one.content, maintype=main, subtype=kind, filename=one.name)
        # After the content, which brings its own headers of this family.
        message["Content-Language"] = letter.language
        return message

    def greet(self) -> None:
        """Connect, say hello and sign in, as before a letter, and send none.

        Raises:
            OSError, smtplib.SMTPException: it does not work; the exception's kind says how.
        """
        with self._connect() as connection:
            connection.noop()

    def _connect(self) -> smtplib.SMTP:
        host, url = self._url.hostname or "localhost", self._url
        if url.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                host, url.port or 465, timeout=TIMEOUT, context=ssl.create_default_context()
            )
        else:
            connection = smtplib.SMTP(host, url.port or 25, timeout=TIMEOUT)
            connection.ehlo()
            if connection.has_extn("starttls"):
                connection.starttls(context=ssl.create_default_context())
        if url.username:
            connection.login(unquote(url.username), unquote(url.password or ""))
        return connection


def _answered(code: int) -> Exception:
    return Never(str(code)) if 500 <= code < 600 else TryAgain(str(code))


def gateways(core: Core) -> Mapping[Way, Sequence[MessageGateway]]:
    settings = core.settings
    if not settings.smtp_url or not settings.email_from:
        return {}
    return {Way.EMAIL: (Smtp(settings.smtp_url, settings.email_from),)}
