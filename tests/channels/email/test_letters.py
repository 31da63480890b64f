"""Letters as a real mail server receives them: two parts that say the same, a way to end them, and one connection for many."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope

from channels.email import connection
from channels.email.gateway import Smtp, gateways
from channels.email.page import Look
from core.adapters.console import Console
from core.announcements.telling import Telling
from core.bootstrap import Core
from core.messages.delivery import Delivery
from core.messages.sending import Enclosed, Letter, Never, TryAgain, Uncertain
from core.people.contact import Way
from core.subscriptions import tokens
from core.subscriptions.tokens import subscriber_of
from tests.announced import announce, subscribe
from tests.templates.parsed import parse

LETTER = Letter(
    id=77,
    town="trikala",
    sender="trikala@example.org",
    to="maria@example.org",
    subject="Δήμος Τρικκαίων: Διακοπή νερού <αύριο>",
    body="Λόγω βλάβης.\nΑπό τις 9.\n\nΧάρτης: https://trikala.example.org/news/7?a=1&b=2. <script>alert(1)</script>",
    language="el",
    purpose="announcement",
    unsubscribe="/news/unsubscribe/1-abc",
)
LOOK = Look("Δήμος Τρικκαίων", "https://trikala.example.org", "#0f5c4d")


class Server(SMTP):
    """Hangs up instead of answering at the stage that a test names, or says nothing for long before."""

    def __init__(self, mail: "Mail") -> None:
        super().__init__(mail)
        self.mail = mail

    async def push(self, status: Any) -> None:
        said = status if isinstance(status, str) else status.decode()
        if self.mail.hang_up_at and said.startswith(self.mail.hang_up_at):
            if self.mail.silent:
                await asyncio.sleep(3)
            self.transport.abort()
            return
        await super().push(status)


@dataclass
class Mail:
    """`hang_up_at`: the code (or words) that is never answered."""

    kept: list[Envelope] = field(default_factory=list)
    connections: int = 0
    hang_up_at: str = ""
    silent: bool = False
    refused: tuple[str, ...] = ()
    port: int = 0

    async def handle_EHLO(self, _server: Any, session: Any, _envelope: Any, name: str, responses: list[str]) -> list[str]:
        self.connections += 1
        session.host_name = name
        return responses

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:
        if address in self.refused:
            return "550 5.1.1 unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        self.kept.append(envelope)
        return "250 taken"

    def last(self) -> EmailMessage:
        content = self.kept[-1].content or b""
        raw = content.encode() if isinstance(content, str) else content
        return cast(EmailMessage, message_from_bytes(raw, policy=policy.default))

    def words(self, kind: str) -> str:
        part: Any = self.last().get_body((kind,))
        return str(part.get_content()).replace("\r\n", "\n")


class Post(Controller):
    def factory(self) -> SMTP:
        return Server(cast(Mail, self.handler))


@pytest.fixture
def mail() -> Iterator[Mail]:
    handler = Mail()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        handler.port = free.getsockname()[1]
    controller = Post(handler, hostname="127.0.0.1", port=handler.port)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture
def smtp(mail: Mail) -> Smtp:
    return Smtp(f"smtp://127.0.0.1:{mail.port}", "thyrida@example.org", lambda _letter: LOOK)


def test_both_parts_say_the_same_and_fetch_nothing(mail: Mail, smtp: Smtp) -> None:
    smtp.send(LETTER)
    plain, html = mail.words("plain"), mail.words("html")
    assert plain.startswith(LETTER.body)
    page = parse(html)
    assert page.unbalanced == []
    assert page.all("html")[0].attributes["lang"] == "el"
    assert [one.text for one in page.all("h1")] == ["Διακοπή νερού <αύριο>"]
    assert page.all("img", "script", "link", "iframe") == []
    links = [one.attributes["href"] for one in page.all("a")]
    end = "https://trikala.example.org/news/unsubscribe/1-abc"
    assert links == ["https://trikala.example.org/news/7?a=1&b=2", end]
    assert end in plain
    assert "#0f5c4d" in html and "url(" not in html
    assert mail.last()["From"] == "Δήμος Τρικκαίων <trikala@example.org>"
    assert all(byte < 128 for byte in cast(bytes, mail.kept[0].content))


def test_a_mail_program_can_end_it_with_one_press(mail: Mail, smtp: Smtp) -> None:
    smtp.send(LETTER)
    heads = mail.last()
    assert heads["List-Unsubscribe"] == "<https://trikala.example.org/news/unsubscribe/1-abc>"
    assert heads["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (heads["List-Id"], heads["Precedence"], heads["Auto-Submitted"]) == (
        "<news.trikala.example.org>", "list", "auto-generated"
    )  # fmt: skip
    smtp.send(replace(LETTER, purpose="notice", unsubscribe="", id=78))
    assert [mail.last()[name] for name in ("List-Unsubscribe", "List-Unsubscribe-Post", "List-Id", "Precedence")] == [None] * 4
    assert mail.last()["Auto-Submitted"] == "auto-generated"
    Smtp(f"smtp://127.0.0.1:{mail.port}", "t@example.org", lambda _letter: Look("", "http://127.0.0.1:8000")).send(LETTER)
    assert mail.last()["List-Unsubscribe-Post"] is None, "one press needs https (RFC 8058, 3.1)"


def test_what_is_enclosed_lies_beside_both_parts(mail: Mail, smtp: Smtp) -> None:
    smtp.send(replace(LETTER, enclosed=(Enclosed("Βεβαίωση.pdf", "application/pdf", b"%PDF-1.7"),)))
    [enclosed] = mail.last().iter_attachments()
    assert (enclosed.get_filename(), enclosed.get_content()) == ("Βεβαίωση.pdf", b"%PDF-1.7")
    assert "Λόγω βλάβης" in mail.words("plain")
    assert "Λόγω βλάβης" in mail.words("html")


def test_letters_that_follow_go_in_one_connection_and_a_refused_one_stops_none(mail: Mail, smtp: Smtp) -> None:
    mail.refused = ("dead@example.org",)
    for number in range(10):
        if number == 5:
            with pytest.raises(Never):
                smtp.send(replace(LETTER, to="dead@example.org"))
        smtp.send(replace(LETTER, id=number, body=".\n..\nΤέλος"))
    assert (len(mail.kept), mail.connections) == (10, 1)
    assert mail.words("plain").startswith(".\n..\nΤέλος"), "a line that is a full stop does not end a letter"


@pytest.mark.parametrize(
    ("stage", "meaning", "arrived"), [("250 OK", TryAgain, 0), ("354", TryAgain, 0), ("250 taken", Uncertain, 1)]
)
def test_a_connection_that_breaks_is_told_apart_by_whether_the_letter_was_sent(
    mail: Mail, smtp: Smtp, stage: str, meaning: type[Exception], arrived: int
) -> None:
    smtp.send(LETTER)
    mail.hang_up_at = stage
    with pytest.raises(meaning) as refusal:
        smtp.send(replace(LETTER, id=78))
    assert type(refusal.value) is meaning
    assert len(mail.kept) == 1 + arrived
    mail.hang_up_at = ""
    smtp.send(replace(LETTER, id=79))
    assert mail.connections == 3 if stage == "250 OK" else mail.connections == 2


@pytest.mark.parametrize(("stage", "meaning"), [("220", TryAgain), ("354", TryAgain), ("250 taken", Uncertain)])
def test_a_server_that_says_nothing_is_not_waited_for(
    mail: Mail, smtp: Smtp, monkeypatch: pytest.MonkeyPatch, stage: str, meaning: type[Exception]
) -> None:
    monkeypatch.setattr(connection, "TIMEOUT", 0.5)
    mail.hang_up_at, mail.silent = stage, True
    begun = time.monotonic()
    with pytest.raises(meaning) as refusal:
        smtp.send(LETTER)
    assert type(refusal.value) is meaning
    assert time.monotonic() - begun < 2.5


def test_a_kept_connection_that_has_died_meanwhile_is_made_anew(mail: Mail, smtp: Smtp) -> None:
    smtp.send(LETTER)
    idle = smtp._line._idle
    assert idle is not None and idle[0].sock is not None
    idle[0].sock.shutdown(socket.SHUT_RDWR)
    smtp.send(replace(LETTER, id=78))
    assert (len(mail.kept), mail.connections) == (2, 2)


def test_a_subscriber_s_letter_carries_their_own_way_out(mail: Mail, make_core: Callable[..., Core], core: Core) -> None:
    found = make_core(smtp_url=f"smtp://127.0.0.1:{mail.port}", email_from="thyrida@example.org")
    town = found.directory.add(
        replace(found.directory.by_key("trikala"), key="volos", demonstration=False, hosts=("volos.example.org",), numbers=(),
                public_url="https://volos.example.org"),
        found.clock.now(),
    )  # fmt: skip
    subscriber = subscribe(found, town, (Way.EMAIL, "maria@example.org"))
    announced = announce(found, town, ways=(Way.EMAIL,))
    Telling(found.database, found.clock)(town, {"announcement": announced, "version": 1})
    way_out = partial(tokens.path, found.codes)
    delivery = Delivery(
        found.database, found.directory, found.clock, found.codes, gateways(found), Console(), unsubscribe=way_out
    )
    delivery.run()
    base, _slash, token = mail.last()["List-Unsubscribe"].strip("<>").rpartition("/")
    assert base == "https://volos.example.org/news/unsubscribe"
    assert subscriber_of(found.codes, town, token) == subscriber
