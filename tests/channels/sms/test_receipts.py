"""The provider's receipts, through the real door: what is not delivered is treated by why it was not."""

import pytest
from sqlalchemy import select

from core.bootstrap import Core
from core.messages.outbox import Draft, post
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.people.contact import Way
from tests.channels.sms.handset import Handset

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("code", "state"),
    [("30003", "queued"), ("30008", "queued"), ("30006", "undelivered"), ("21606", "undelivered"), ("", "undelivered")],
)
def test_a_receipt_is_treated_by_the_class_of_its_code(
    core: Core, handset: Handset, town: Municipality, code: str, state: str
) -> None:
    with core.database.work(town) as work:
        id_ = post(work, Draft(Way.TEXT, "+306912345678", "Έγινε.", "el", "notice"), core.clock.now())
        row = work.session.get_one(Message, (town.id, id_))
        row.state, row.provider_id, row.attempts, row.gateway = "accepted", "SM1", 1, "twilio"
    fields = {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": code}
    path = f"/sms/twilio/status?town={town.key}&message={id_}"
    assert [handset.post(path, fields).status_code for _each in range(2)] == [204, 204]
    with core.database.reading(town) as work:
        assert work.execute(select(Message.state, Message.again)).all() == [(state, int(state == "queued"))]
