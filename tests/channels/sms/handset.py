"""A handset whose texts reach the webhook signed by the provider's own library."""

import itertools
from collections.abc import Mapping
from xml.etree import ElementTree

from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from core.bootstrap import Core

_NUMBERS = itertools.count(1)


class Handset:
    """Texts from one number to one town's."""

    def __init__(self, core: Core, client: FlaskClient, to: str, number: str = "+306912345678") -> None:
        self.core, self.client, self.to, self.number = core, client, to, number

    def post(self, path: str, fields: Mapping[str, str], sign: bool = True) -> TestResponse:
        url = self.core.settings.base_url + path
        signature = RequestValidator(self.core.webhook_token).compute_signature(url, dict(fields))
        headers = {"X-Twilio-Signature": signature} if sign else {}
        return self.client.post(path, data=dict(fields), headers=headers)

    def fields(self, body: str, sid: str = "", **more: str) -> dict[str, str]:
        sid = sid or f"SM{next(_NUMBERS):032x}"
        return {"MessageSid": sid, "From": self.number, "To": self.to, "Body": body, "NumMedia": "0"} | more

    def send(self, body: str, sid: str = "", **more: str) -> list[str]:
        answer = self.post("/sms/twilio", self.fields(body, sid, **more))
        assert answer.status_code == 200, answer.data
        return texts(answer)

    def say(self, *bodies: str) -> str:
        """Send texts one after the other; the last reply."""
        reply = ""
        for body in bodies:
            (reply,) = self.send(body)
        return reply


def texts(answer: TestResponse) -> list[str]:
    return [message.text or "" for message in ElementTree.fromstring(answer.data).iter("Message")]
