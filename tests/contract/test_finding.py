"""Looking up a text whose answer was lost: found, surely not there, or not to be told; never guessed."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from channels import provider
from core.messages.sending import Letter, Sent, TryAgain
from core.ports import Finds
from core.settings import Settings
from tests.contract.talking_server import Answer, Server, talking_server

SINCE = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
LETTER = Letter(77, "trikala", "+306900000001", "+306912345678", "", "Έγινε: η λάμπα ανάβει.", "el")


@pytest.fixture
def server() -> Iterator[Server]:
    with talking_server() as one:
        yield one


@pytest.fixture
def texts(server: Server, monkeypatch: pytest.MonkeyPatch) -> provider.Texts:
    monkeypatch.setattr(provider, "TIMEOUT", 0.4)
    return provider.Texts(
        Settings(twilio_account_sid="AC" + "1" * 32, twilio_auth_token="secret", twilio_api_url=server.url)  # type: ignore[call-arg]
    )


def listed(body: str | None, minutes: float = 1, direction: str = "outbound-api", sid: str = "SM1") -> dict[str, Any]:
    made = format_datetime(SINCE + timedelta(minutes=minutes))
    return {"sid": sid, "body": body, "direction": direction, "date_created": made, "num_segments": "2", "to": LETTER.to}


def page(*messages: dict[str, Any]) -> Answer:
    body = {"messages": list(messages), "next_page_uri": None, "page": 0, "page_size": 50, "uri": "/x"}
    return Answer(200, json.dumps(body).encode(), {"Content-Type": "application/json"})


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (page(listed("Άλλο.", 3, sid="SM3"), listed(LETTER.body, 2, sid="SM2")), Sent("SM2", 2)),
        (page(listed(f"Sent from your Twilio trial account - {LETTER.body}")), Sent("SM1", 2)),
        (page(), None),
        (page(listed("Άλλο.")), None),
        (page(listed(LETTER.body, direction="inbound")), None),
        # The same words, told before: that was another message.
        (page(listed(LETTER.body, -1)), None),
    ],
)
def test_found_or_surely_not_there(texts: provider.Texts, server: Server, answer: Answer, found: Sent | None) -> None:
    server.answers = [answer]
    assert isinstance(texts, Finds)
    assert texts.find(LETTER, SINCE) == found
    (asked,) = server.asked
    assert parse_qs(urlsplit(asked.path).query)["To"] == [LETTER.to]


@pytest.mark.parametrize(
    "answer",
    [page(listed(None)), page(listed("")), Answer(500, b"{}"), Answer(200, b"<html>"), Answer(cut=True), Answer(after=2)],
)
def test_what_cannot_be_told_is_asked_again(texts: provider.Texts, server: Server, answer: Answer) -> None:
    server.answers = [answer]
    with pytest.raises(TryAgain):
        texts.find(LETTER, SINCE)
