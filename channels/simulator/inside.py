"""Bringing signed requests to the webhooks of this very process, as the provider would bring them from outside."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.test import Client

from channels.simulator.signing import sign
from core.bootstrap import Core

WEBHOOKS = ("/sms/twilio", "/ivr/twilio")


class InProcess:
    """A `webhook.Post` without a network. Nothing but our own webhooks can be asked."""

    def __init__(self, app: Flask, core: Core) -> None:
        self._app, self._core = app, core

    def __call__(self, path: str, fields: Mapping[str, str]) -> tuple[int, str, str]:
        if not path.startswith(WEBHOOKS):
            raise ConnectionError(f"{path} is no webhook")
        base = self._core.settings.base_url
        headers = sign(self._core.webhook_token, base + path, fields)
        # A context of its own, for what one request found out about its host is not true for the other.
        with self._app.app_context():
            parts = urlsplit(base)
            client = Client(self._app, use_cookies=False)
            with client.post(path, base_url=f"{parts.scheme}://{parts.netloc}", data=dict(fields), headers=headers) as answer:
                return answer.status_code, answer.headers.get("Content-Type", ""), answer.get_data(as_text=True)
