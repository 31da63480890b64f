"""The receipt of what is formal: issuer, subject, date and time, and the protocol's number (ν.4727/2020)."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from channels.ivr.line import Line
from channels.ivr.voice import compose as spoken
from channels.sms.compose import compose
from channels.sms.fitting import LONGEST, units
from core.bootstrap import Core
from core.dialogue.steps import Done
from core.dialogue.turns import Spoken
from core.messages.tables import Message
from core.municipalities.model import Municipality
from tests.talking import FORMS, Talker


@pytest.fixture
def done(core: Core) -> Done:
    service = core.catalogue(core.directory.by_key("trikala")).get("document-access")
    assert service is not None
    at = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
    return Done(service=service, reference="123456782", receipt_code="0000", protocol="2026/000123", due=None, received_at=at)


def test_by_text(core: Core, done: Done) -> None:
    text = compose(Spoken(done, "el"), core.directory.by_key("trikala"))
    assert text.startswith("Δ. Τρικκαίων: Πρόσβαση σε έγγραφα")
    assert "Πρωτ. 2026/000123, 16/11/2026 11:30" in text
    assert units(text) <= LONGEST


def test_by_telephone(core: Core, done: Done) -> None:
    heard = spoken(done, Line(core.directory.by_key("trikala"), "en"))
    assert "The protocol number is" in heard
    assert "November" in heard.partition("The protocol number is")[2]


def test_by_electronic_mail(core: Core, town: Municipality) -> None:
    answers = {"name": "Ελένη Παππά", "address": "Ασκληπιού 1", "document": "Πρακτικό 12", "concerns": "me", "delivery": "visit"}
    answers |= {"tell_by": "email", "tell_email": "eleni@example.org"}
    talker = Talker(core, town, contact="", medium=FORMS, language="el")
    talker.say(service="document-access", opening=True)
    for key, said in answers.items():
        talker.say(said, question=key, service="document-access")
    talker.say("send", service="document-access", command="send")
    assert isinstance(talker.step, Done), talker.step
    with core.database.reading(town) as work:
        (message,) = work.session.scalars(select(Message)).all()
    assert f"Πρωτ. {talker.step.protocol}, 16 Νοεμβρίου 2026, 11:30." in message.body
    assert message.body.startswith("Δ. Τρικκαίων")
