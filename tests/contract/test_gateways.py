"""Every `MessageGateway` keeps the same promise: accepted with an id, or one of three refusals that say what to do next."""

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from channels import provider
from channels.email.gateway import Smtp
from channels.ivr.gateway import Calls
from channels.sms import kannel as kannels
from channels.sms.agreed import proof_of
from core.adapters.console import Console
from core.messages.sending import Letter, Never, NotSent, OptedOut, Sent, TryAgain, Uncertain
from core.ports import MessageGateway
from core.settings import Settings
from tests.contract.talking_server import Answer, Server, talking_server

LETTER = Letter(
    id=77,
    town="trikala",
    sender="+306900000001",
    to="+306912345678",
    subject="Το αίτημά σας",
    body="Έγινε: η λάμπα ανάβει.",
    language="el",
)
BY_MAIL = replace(LETTER, sender="trikala@example.org", to="maria@example.org")


TOKEN = "a token of sixteen signs"
TAKEN = "0: Accepted for delivery"


@pytest.fixture
def server() -> Iterator[Server]:
    with talking_server() as one:
        yield one


@pytest.fixture
def texts(server: Server, monkeypatch: pytest.MonkeyPatch) -> provider.Texts:
    monkeypatch.setattr(provider, "TIMEOUT", 1)
    return provider.Texts(_settings(server.url))


def _settings(url: str) -> Settings:
    return Settings(twilio_account_sid="AC" + "1" * 32, twilio_auth_token="secret", twilio_api_url=url)  # type: ignore[call-arg]


def _json(http: int, **body: Any) -> Answer:
    return Answer(http, json.dumps(body).encode(), {"Content-Type": "application/json"})


def _accepted() -> Answer:
    return _json(201, sid="SM" + "2" * 32, num_segments="1", status="queued")


class Mailbox:
    """A mail server's handler: keeps what comes, or answers what it is told."""

    def __init__(self) -> None:
        self.answer = "250 OK"
        self.at_recipient = "250 OK"
        self.kept: list[Envelope] = []

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any) -> str:
        if self.at_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.at_recipient

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        self.kept.append(envelope)
        return self.answer


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, Smtp]]:
    handler = Mailbox()
    controller = Controller(handler, hostname="127.0.0.1", port=0)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        controller.port = free.getsockname()[1]
    controller.start()
    yield handler, Smtp(f"smtp://127.0.0.1:{controller.port}", "town@example.org")
    controller.stop()


@pytest.fixture
def calls(server: Server, monkeypatch: pytest.MonkeyPatch) -> Calls:
    monkeypatch.setattr(provider, "TIMEOUT", 1)
    return Calls(_settings(server.url))


@pytest.fixture
def kannel(server: Server, monkeypatch: pytest.MonkeyPatch) -> kannels.Kannel:
    monkeypatch.setattr(kannels, "TIMEOUT", 1)
    monkeypatch.setattr(kannels, "SLOWEST", 1)
    return _kannel(server.url)


def _kannel(url: str) -> kannels.Kannel:
    return kannels.Kannel(
        Settings(  # type: ignore[call-arg]
            kannel_url=f"{url}/cgi-bin/sendsms", kannel_user="thyrida", kannel_password="out", kannel_token=TOKEN
        )
    )


@pytest.fixture(params=["texts", "calls"])
def paid(request: pytest.FixtureRequest) -> MessageGateway:
    """What goes through the telephone provider: a second hand-over would cost, and tell twice."""
    found: MessageGateway = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["console", "texts", "calls", "mail", "kannel"])
def accepting(request: pytest.FixtureRequest) -> tuple[MessageGateway, Letter]:
    """A gateway that accepts everything, and a letter for it."""
    if request.param == "console":
        return Console(), LETTER
    if request.param == "mail":
        return request.getfixturevalue("mailbox")[1], BY_MAIL
    request.getfixturevalue("server").answers = [Answer(202, TAKEN.encode()) if request.param == "kannel" else _accepted()]
    return request.getfixturevalue(request.param), LETTER


def test_every_gateway_accepts_with_an_id_and_a_number_of_parts(accepting: tuple[MessageGateway, Letter]) -> None:
    gateway, letter = accepting
    sent = gateway.send(letter)
    assert isinstance(sent, Sent)
    assert sent.provider_id
    assert sent.parts >= 1


def refused(gateway: MessageGateway, letter: Letter = LETTER) -> NotSent:
    with pytest.raises(NotSent) as refusal:
        gateway.send(letter)
    assert "Έγινε" not in refusal.value.reason, "a reason is a code, never what was said"
    return refusal.value


def test_a_text_carries_number_words_and_where_to_report(texts: provider.Texts, server: Server) -> None:
    server.answers = [_accepted()]
    assert texts.send(LETTER) == Sent("SM" + "2" * 32, 1)
    [asked] = server.asked
    assert asked.path == f"/2010-04-01/Accounts/AC{'1' * 32}/Messages.json"
    assert {name: value[0] for name, value in parse_qs(asked.body).items()} == {
        "To": LETTER.to, "From": LETTER.sender, "Body": LETTER.body, "StatusCallback": "http://127.0.0.1:8000/sms/twilio/status?town=trikala&message=77",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "code", "refusal"),
    [
        (400, 21610, OptedOut),
        (400, 21211, Never),
        (400, 21408, Never),
        (400, 21614, Never),
        (401, 20003, Never),
        (404, 20404, Never),
        (429, 20429, TryAgain),
        (429, None, TryAgain),
        (400, 21611, TryAgain),
        (500, 20500, Uncertain),
        (502, None, Uncertain),
        (503, None, Uncertain),
    ],
)
def test_what_the_provider_refuses_is_told_apart(
    paid: MessageGateway, server: Server, status: int, code: int | None, refusal: type[NotSent]
) -> None:
    server.answers = [_json(status, code=code, message="Words of the provider", status=status)]
    error = refused(paid)
    assert type(error) is refusal
    assert error.reason == str(code or status)
    assert len(server.asked) == 1, "a message is handed over once, whatever is answered"


@pytest.mark.parametrize(
    "answer",
    [Answer(after=3), Answer(cut=True), Answer(502, b"<html>Bad Gateway</html>", {"Content-Type": "text/html"})],
    ids=["no answer in time", "broken off", "a proxy's page"],
)
def test_what_leaves_it_open_whether_it_was_accepted_is_uncertain(paid: MessageGateway, server: Server, answer: Answer) -> None:
    server.answers = [answer]
    assert type(refused(paid)) is Uncertain
    assert len(server.asked) == 1


def test_a_call_carries_where_to_ask_what_to_say_and_no_word_of_it(calls: Calls, server: Server) -> None:
    server.answers = [_json(201, sid="CA" + "2" * 32, status="queued")]
    assert calls.send(replace(LETTER, purpose="code")) == Sent("CA" + "2" * 32, 1)
    [asked] = server.asked
    assert asked.path == f"/2010-04-01/Accounts/AC{'1' * 32}/Calls.json"
    fields = {name: value[0] for name, value in parse_qs(asked.body).items()}
    assert (fields["To"], fields["From"], fields["MachineDetection"]) == (LETTER.to, LETTER.sender, "Enable")
    assert fields["Url"] == "http://127.0.0.1:8000/ivr/twilio/code?town=trikala&message=77&lang=el"
    assert "Έγινε" not in str(fields)


@pytest.mark.parametrize(("purpose", "ringing"), [("announcement", "40"), ("emergency", "25")])
def test_a_call_that_tells_news_waits_for_a_machine_s_greeting_and_reports_its_end(
    calls: Calls, server: Server, purpose: str, ringing: str
) -> None:
    server.answers = [_json(201, sid="CA" + "2" * 32, status="queued")]
    calls.send(replace(LETTER, purpose=purpose))
    fields = {name: value[0] for name, value in parse_qs(server.asked[0].body).items()}
    about = "town=trikala&message=77#rc=2&rp=5xx,ct,rt"
    assert fields == {
        "To": LETTER.to, "From": LETTER.sender, "Url": f"http://127.0.0.1:8000/ivr/twilio/told?{about}", "Method": "POST",
        "StatusCallback": f"http://127.0.0.1:8000/ivr/twilio/told/status?{about}", "StatusCallbackEvent": "completed",
        "StatusCallbackMethod": "POST", "MachineDetection": "DetectMessageEnd", "Timeout": ringing,
    }  # fmt: skip


def test_a_provider_that_cannot_be_reached_has_surely_accepted_nothing() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        for gateway in (provider.Texts, Calls):
            assert type(refused(gateway(_settings(f"http://127.0.0.1:{port}")))) is TryAgain
        assert type(refused(_kannel(f"http://127.0.0.1:{port}"))) is TryAgain


@pytest.mark.parametrize(("body", "coding"), [("Έγινε: η λάμπα ανάβει. 😀", "2"), ("H ΛAMΠA: 5 € {ok}", "0")])
def test_the_open_gateway_is_given_words_alphabet_and_where_to_report(
    kannel: kannels.Kannel, server: Server, body: str, coding: str
) -> None:
    server.answers = [Answer(202, b"3: Queued for later delivery")]
    assert kannel.send(replace(LETTER, body=body, attempt=2)) == Sent("kannel-77-2", 1)
    [asked] = server.asked
    said = {name: asked.headers[f"X-Kannel-{name}"] for name in ("Username", "Password", "From", "To", "Coding", "DLR-Mask")}
    assert (asked.method, asked.path, asked.body) == ("POST", "/cgi-bin/sendsms", body)
    assert list(said.values()) == ["thyrida", "out", LETTER.sender, LETTER.to, coding, "31"]
    proof = proof_of(TOKEN, "trikala", "77", "2")
    assert asked.headers["X-Kannel-DLR-Url"] == (
        f"http://127.0.0.1:8000/sms/kannel/status?town=trikala&message=77&try=2&proof={proof}&status=%d"
    )


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (Answer(503, b"Temporal failure, try again later."), TryAgain),
        (Answer(403, b"Authorization failed for sendsms"), Never),
        (Answer(403, b"Not routable. Do not try again."), Never),
        (Answer(400, b"Empty receiver number not allowed, rejected"), Never),
        (Answer(202, b"created"), Uncertain),
        (Answer(202), Uncertain),
        (Answer(200, b"<html>0: sign in</html>"), Uncertain),
        (Answer(503, b"<html>Service Unavailable</html>"), Uncertain),
        (Answer(302, b"", {"Location": "/elsewhere"}), Uncertain),
        (Answer(502, b"\xff\xfe" * 4000), Uncertain),
        (Answer(after=3), Uncertain),
        (Answer(cut=True), Uncertain),
        (Answer(202, b"created somewhere", drip=0.3), Uncertain),
    ],
    ids=lambda one: f"{one.status} {one.body[:12]!r}{one.after or one.cut or one.drip or ''}" if isinstance(one, Answer) else "",
)
def test_what_the_open_gateway_answers_is_told_apart_in_bounded_time(
    kannel: kannels.Kannel, server: Server, answer: Answer, refusal: type[NotSent]
) -> None:
    server.answers = [answer]
    begun = time.monotonic()
    assert type(refused(kannel)) is refusal
    assert time.monotonic() - begun < 4
    assert len(server.asked) == 1


@pytest.mark.parametrize("to", ["+30691234\r\nX-Kannel-Meta-Data: x", "19019", "+٣٠٦٩١٢٣٤٥٦٧", ""])
def test_what_is_no_number_reaches_no_gateway(kannel: kannels.Kannel, server: Server, to: str) -> None:
    assert type(refused(kannel, replace(LETTER, to=to))) is Never
    assert server.asked == []


def test_an_answer_that_is_no_answer_is_uncertain(paid: MessageGateway, server: Server) -> None:
    """201, and then nothing that can be read: the message may be on its way."""
    server.answers = [Answer(201, b"created", {"Content-Type": "text/plain"})]
    assert type(refused(paid)) is Uncertain


def test_a_letter_arrives_in_greek_from_the_town_with_an_id_of_ours(mailbox: tuple[Mailbox, Smtp]) -> None:
    from email import message_from_bytes, policy

    handler, smtp = mailbox
    sent = smtp.send(BY_MAIL)
    [envelope] = handler.kept
    assert (envelope.mail_from, envelope.rcpt_tos) == ("trikala@example.org", ["maria@example.org"])
    content = envelope.content
    message: Any = message_from_bytes(content.encode() if isinstance(content, str) else content or b"", policy=policy.default)
    assert (message["Subject"], message["Message-ID"], message["Content-Language"]) == (
        "Το αίτημά σας", sent.provider_id, "el"
    )  # fmt: skip
    plain, page = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain.get_content().strip() == LETTER.body
    assert LETTER.body in page.get_content()
    assert message["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [("451 4.3.0 later", TryAgain), ("452 4.2.2 full", TryAgain), ("550 5.1.1 unknown", Never), ("554 5.7.1 no", Never)],
)
@pytest.mark.parametrize("at", ["at_recipient", "answer"])
def test_what_a_mail_server_refuses_is_told_apart(
    mailbox: tuple[Mailbox, Smtp], at: str, answer: str, refusal: type[NotSent]
) -> None:
    handler, smtp = mailbox
    setattr(handler, at, answer)
    error = refused(smtp, BY_MAIL)
    assert type(error) is refusal
    assert error.reason == answer[:3]


def test_a_mail_server_that_cannot_be_reached_has_surely_accepted_nothing() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        assert type(refused(Smtp(f"smtp://127.0.0.1:{port}", "town@example.org"), BY_MAIL)) is TryAgain


@pytest.mark.parametrize("to", ["maria@example.org\r\nBcc: all@example.org", "maria@example.org\nX: y"])
def test_nobody_adds_headers_to_a_letter(mailbox: tuple[Mailbox, Smtp], to: str) -> None:
    handler, smtp = mailbox
    assert type(refused(smtp, replace(BY_MAIL, to=to))) is Never
    assert handler.kept == []


def test_a_subject_of_several_lines_is_one(mailbox: tuple[Mailbox, Smtp]) -> None:
    handler, smtp = mailbox
    smtp.send(replace(BY_MAIL, subject="Το αίτημά σας\r\nBcc: all@example.org"))
    [envelope] = handler.kept
    assert envelope.rcpt_tos == ["maria@example.org"]
    assert b"\nBcc:" not in (envelope.content or b"")  # type: ignore[operator]


def test_the_console_logs_neither_words_nor_number(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    Console().send(LETTER)
    assert "λάμπα" not in caplog.text
    assert LETTER.to not in caplog.text
