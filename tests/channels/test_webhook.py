"""Who is not the provider: neither read at length nor able to write into the log."""

import pytest
from flask import Flask

import channels.site
from channels.ivr import CHANNEL as IVR
from channels.sms import CHANNEL as SMS
from channels.webhook import LARGEST_BODY
from core.bootstrap import Core


@pytest.fixture
def app(core: Core, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setattr(channels.site, "find", lambda: [SMS, IVR])
    return channels.site.create_app(core)


def test_a_forged_path_writes_no_line_of_its_own_into_the_log(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    answer = app.test_client().post("/ivr/twilio/%0aERROR all is lost%1b[31m", data={"From": "+306912345678"})
    assert answer.status_code == 403
    (line,) = [one.getMessage() for one in caplog.records if one.name == "thyrida.webhook"]
    assert "\n" not in line
    assert "\x1b" not in line
    assert "+306912345678" not in line


@pytest.mark.parametrize("media_type", ["application/json", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize("path", ["/sms/twilio", "/ivr/twilio"])
def test_a_body_larger_than_the_provider_sends_is_not_read(app: Flask, path: str, media_type: str) -> None:
    body = b"a=" + b"x" * LARGEST_BODY
    assert app.test_client().post(path, data=body, content_type=media_type).status_code == 413
