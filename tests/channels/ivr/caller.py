"""A caller who walks through the telephone's documents, and finds a fault with every one that is not right."""

from collections.abc import Mapping

from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator

from channels.simulator.phone import Call
from channels.simulator.state import Wait
from core.bootstrap import Core
from tests.twiml.check import check_voice


class Caller:
    """One call. Every request is signed by the provider's own library; every answer must be 200 and a sound document.

    `url` and `more` are for a call that we made: what it asks us when it is answered, and what the provider tells of it.
    """

    def __init__(self, core: Core, client: FlaskClient, to: str, number: str, url: str = "/ivr/twilio", **more: str) -> None:
        self.core, self.client, self.more = core, client, more
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.documents: list[str] = []
        self.call = Call(self.post, number, to, url)
        self.call.start()

    def post(self, path: str, fields: Mapping[str, str]) -> tuple[int, str, str]:
        url, fields = self.core.settings.base_url + path, {**fields, **self.more}
        signature = RequestValidator(self.core.webhook_token).compute_signature(url, dict(fields))
        answer = self.client.post(path, data=dict(fields), headers={"X-Twilio-Signature": signature})
        document = answer.get_data(as_text=True)
        assert answer.status_code == 200, document
        assert check_voice(document) == [], document
        self.asked.append((path, dict(fields)))
        self.documents.append(document)
        return answer.status_code, answer.content_type, document

    @property
    def heard(self) -> str:
        return self.call.heard

    @property
    def dialled(self) -> str:
        """The number that is being called for the caller, if one is."""
        return self.call.waiting.number

    def press(self, *keys: str) -> str:
        """Press keys, one after the other; gives what is heard after the last."""
        for one in keys:
            self.call.press(one)
        return self.heard

    def silent(self, times: int = 1) -> str:
        for _time in range(times):
            self.call.wait()
        return self.heard

    def speak(self, seconds: int = 4, key: str = "", url: str = "") -> str:
        """Wait for the tone, speak, and press a key if one is given."""
        if self.call.waiting.kind is not Wait.RECORD:
            self.call.wait()
        self.call.record(seconds, url, key)
        return self.heard
