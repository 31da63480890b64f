"""Calls out: a one-time code, read to a telephone that shows no texts, or an announcement."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException

from channels.addresses import REPEATS
from channels.ivr.line import CODE, TOLD, TOLD_STATUS
from channels.provider import broken, client, refusal
from core.bootstrap import Core
from core.messages.outbox import CODE as ONE_TIME_CODE
from core.messages.sending import Letter, Sent, TryAgain, Uncertain
from core.people.contact import Way
from core.ports import MessageGateway
from core.settings import Settings

# Seconds that it rings: a fixed telephone stands in another room. In an emergency the next one waits for the line.
RINGING, RINGING_IN_HASTE = 40, 25


class Calls:
    """Calls through the provider. What is said is fetched from us when somebody answers: no word of it is in a request of ours.

    The provider's POST is not idempotent: whatever leaves the outcome open is Uncertain.
    """

    name = "twilio"

    def __init__(self, settings: Settings) -> None:
        self._client, self._base = client(settings), settings.base_url

    def send(self, letter: Letter) -> Sent:
        try:
            made = self._client.calls.create(to=letter.to, from_=letter.sender, method="POST", **self._asked(letter))
        except TwilioRestException as error:
            raise refusal(error) from error
        except requests.ConnectTimeout as error:
            raise TryAgain("connect") from error
        except requests.ConnectionError as error:
            raise broken(error) from error
        except (requests.RequestException, TwilioException, ValueError) as error:
            # No answer, or one that cannot be read: it may be ringing all the same.
            raise Uncertain(type(error).__name__) from error
        return Sent(str(made.sid))

    def _asked(self, letter: Letter) -> dict[str, Any]:
        """A code is for a person: whether one listens is asked at once. An announcement waits until a machine has greeted."""
        about = urlencode({"town": letter.town, "message": letter.id})
        if letter.purpose == ONE_TIME_CODE:
            url = f"{self._base}{CODE}?{about}&{urlencode({'lang': letter.language})}"
            return {"url": url, "timeout": RINGING, "machine_detection": "Enable"}
        return {
            "url": f"{self._base}{TOLD}?{about}{REPEATS}",
            "timeout": RINGING_IN_HASTE if letter.purpose == "emergency" else RINGING,
            "machine_detection": "DetectMessageEnd",
            "status_callback": f"{self._base}{TOLD_STATUS}?{about}{REPEATS}",
            "status_callback_event": ["completed"],
            "status_callback_method": "POST",
        }


def gateways(core: Core) -> Mapping[Way, Sequence[MessageGateway]]:
    """The provider's gateway where an account is set; demonstration towns never see it."""
    if not core.settings.twilio_account_sid or not core.settings.twilio_auth_token:
        return {}
    return {Way.CALL: (Calls(core.settings),)}
