"""Calls out: a one-time code, read aloud to a telephone that shows no texts."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException

from channels.ivr.line import CODE
from channels.provider import broken, client, refusal
from core.bootstrap import Core
from core.messages.sending import Letter, Sent, TryAgain, Uncertain
from core.people.contact import Way
from core.ports import MessageGateway
from core.settings import Settings

# Seconds that it rings: a fixed telephone stands in another room.
RINGING = 40


class Calls:
    """Calls through the provider. What is said is fetched from us when somebody answers: the code is in no request of ours.

    The provider's POST is not idempotent: whatever leaves the outcome open is Uncertain.
    """

    name = "twilio"

    def __init__(self, settings: Settings) -> None:
        self._client = client(settings)
        self._said = f"{settings.base_url}{CODE}"

    def send(self, letter: Letter) -> Sent:
        said = f"{self._said}?{urlencode({'town': letter.town, 'message': letter.id, 'lang': letter.language})}"
        try:
            made = self._client.calls.create(
                to=letter.to, from_=letter.sender, url=said, method="POST", timeout=RINGING, machine_detection="Enable"
            )
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


def gateways(core: Core) -> Mapping[Way, Sequence[MessageGateway]]:
    """The provider's gateway where an account is set; demonstration towns never see it."""
    if not core.settings.twilio_account_sid or not core.settings.twilio_auth_token:
        return {}
    return {Way.CALL: (Calls(core.settings),)}
