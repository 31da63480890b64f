"""Our texts and calls, sent by the provider library's own client, against the provider's published interface."""

import os
from dataclasses import replace
from typing import Any

import pytest

from channels import provider
from channels.ivr.gateway import Calls
from core.messages.sending import Letter, Never, OptedOut, TryAgain, Uncertain
from core.settings import Settings

LETTER = Letter(
    id=7,
    town="trikala",
    sender="+302431000001",
    to="+306912345678",
    subject="",
    body="Η αίτησή σας ολοκληρώθηκε.",
    language="el",
)


def settings(account: str = "AC" + "0" * 32) -> Settings:
    base = os.environ["THYRIDA_TEST_PROVIDER"]
    return Settings(twilio_account_sid=account, twilio_auth_token="secret", twilio_api_url=base)  # type: ignore[call-arg]


@pytest.fixture(params=[(provider.Texts, "notice"), (Calls, "code"), (Calls, "announcement"), (Calls, "emergency")])
def sending(request: pytest.FixtureRequest) -> tuple[provider.Texts | Calls, Letter]:
    """A gateway, and a letter for it of each kind that it asks for in its own way."""
    gateway, purpose = request.param
    return gateway(settings()), replace(LETTER, purpose=purpose)


@pytest.fixture
def prefer(sending: tuple[provider.Texts | Calls, Letter], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Asks the mock for one of its answers."""
    http = sending[0]._client.http_client
    asked: dict[str, str] = {}
    sent = http.request

    def request(method: str, url: str, params: Any = None, data: Any = None, headers: Any = None, **rest: Any) -> Any:
        return sent(method, url, params=params, data=data, headers={**(headers or {}), **asked}, **rest)

    monkeypatch.setattr(http, "request", request)

    def ask(answer: str) -> None:
        asked["Prefer"] = answer

    return ask


def test_a_message_is_accepted_by_the_published_interface(sending: tuple[provider.Texts | Calls, Letter]) -> None:
    gateway, letter = sending
    sent = gateway.send(letter)
    assert sent.provider_id
    assert sent.parts >= 1


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ("code=400, example=21610", OptedOut),
        ("code=400, example=21211", Never),
        ("code=429, example=20429", TryAgain),
        ("code=503, example=20503", Uncertain),
    ],
)
def test_refusals_mean_what_the_provider_says(
    sending: tuple[provider.Texts | Calls, Letter], prefer: Any, answer: str, meaning: type[Exception]
) -> None:
    prefer(answer)
    gateway, letter = sending
    with pytest.raises(meaning):
        gateway.send(letter)


def test_a_wrong_account_is_refused_by_the_interface_itself() -> None:
    for gateway in (provider.Texts, Calls):
        with pytest.raises((Never, Uncertain)):
            gateway(settings("nobody")).send(LETTER)
