"""Our texts, sent by the provider library's own client, against the provider's published interface."""

import os
from typing import Any

import pytest

from channels import provider
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


@pytest.fixture
def texts() -> provider.Texts:
    settings = Settings(  # type: ignore[call-arg]
        twilio_account_sid="AC" + "0" * 32, twilio_auth_token="secret", twilio_api_url=os.environ["THYRIDA_TEST_PROVIDER"]
    )
    return provider.Texts(settings)


@pytest.fixture
def prefer(texts: provider.Texts, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Asks the mock for one of its answers."""
    http = texts._client.http_client
    asked: dict[str, str] = {}
    sent = http.request

    def request(method: str, url: str, params: Any = None, data: Any = None, headers: Any = None, **rest: Any) -> Any:
        return sent(method, url, params=params, data=data, headers={**(headers or {}), **asked}, **rest)

    monkeypatch.setattr(http, "request", request)

    def ask(answer: str) -> None:
        asked["Prefer"] = answer

    return ask


def test_a_text_is_accepted_by_the_published_interface(texts: provider.Texts) -> None:
    sent = texts.send(LETTER)
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
def test_refusals_mean_what_the_provider_says(texts: provider.Texts, prefer: Any, answer: str, meaning: type[Exception]) -> None:
    prefer(answer)
    with pytest.raises(meaning):
        texts.send(LETTER)


def test_a_wrong_account_is_refused_by_the_interface_itself() -> None:
    settings = Settings(  # type: ignore[call-arg]
        twilio_account_sid="nobody", twilio_auth_token="secret", twilio_api_url=os.environ["THYRIDA_TEST_PROVIDER"]
    )
    with pytest.raises((Never, Uncertain)):
        provider.Texts(settings).send(LETTER)
