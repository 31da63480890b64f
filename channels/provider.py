"""The telephone provider's REST side: texts out, and taking what citizens recorded or photographed."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from channels.faults import fault_of
from core.messages.faults import Fault
from core.messages.sending import Letter, Never, OptedOut, Sent, TryAgain, Uncertain
from core.settings import Settings

TIMEOUT = 10
# So many of a number's texts are looked through for one whose answer was lost.
LOOKED_THROUGH = 200
TRIAL = "Sent from your Twilio trial account"
API = "https://api.twilio.com"

# Error codes by what they mean for us (telephony: Errors).
STOPPED = {21610}
LATER = {20429, 21611, 30001, 63018}


class Rebased(TwilioHttpClient):
    """Sends every call to another base address (a mock, a proxy), so that nothing escapes to the real one."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=TIMEOUT)
        self._base = urlsplit(base)

    def request(self, method: str, url: str, *rest: Any, **more: Any) -> Any:
        asked = urlsplit(url)
        moved = urlunsplit((self._base.scheme, self._base.netloc, asked.path, asked.query, ""))
        return super().request(method, moved, *rest, **more)


def client(settings: Settings) -> Client:
    """The provider library's own client, with a time limit: without one it would wait for ever."""
    http = Rebased(settings.twilio_api_url) if settings.twilio_api_url else TwilioHttpClient(timeout=TIMEOUT)
    return Client(settings.twilio_account_sid, settings.twilio_auth_token, http_client=http)


class Texts:
    """Texts through the provider. Its POST is not idempotent: whatever leaves the outcome open is Uncertain."""

    name = "twilio"

    def __init__(self, settings: Settings) -> None:
        self._client = client(settings)
        self._receipts = f"{settings.base_url}/sms/twilio/status"

    def send(self, letter: Letter) -> Sent:
        receipts = f"{self._receipts}?{urlencode({'town': letter.town, 'message': letter.id})}"
        try:
            created = self._client.messages.create(to=letter.to, from_=letter.sender, body=letter.body, status_callback=receipts)
        except TwilioRestException as error:
            raise refusal(error) from error
        except requests.ConnectTimeout as error:
            raise TryAgain("connect") from error
        except requests.ConnectionError as error:
            raise broken(error) from error
        except (requests.RequestException, TwilioException, ValueError) as error:
            # No answer, or one that cannot be read: the text may be on its way all the same.
            raise Uncertain(type(error).__name__) from error
        return Sent(str(created.sid), int(created.num_segments or 1))

    def find(self, letter: Letter, since: datetime) -> Sent | None:
        """Look a text up by its number, the newest first. What is too old to be ours ends the search; without that, or where
        the provider has blotted words out, nothing is certain.

        The provider's own filter by day leaves out what it has not sent yet, so it is not used.
        """
        try:
            found = self._client.messages.stream(to=letter.to, page_size=50, limit=LOOKED_THROUGH)
            looked = 0
            for one in found:
                looked += 1
                if one.date_created is None or (not one.body and one.direction != "inbound"):
                    raise TryAgain("blotted")
                if one.date_created < since:
                    return None
                if one.direction != "inbound" and _says(one.body or "", letter.body):
                    return Sent(str(one.sid), int(one.num_segments or 1))
        except (TwilioException, requests.RequestException, ValueError) as error:
            raise TryAgain(type(error).__name__) from error
        if looked >= LOOKED_THROUGH:
            raise TryAgain("too-many")
        return None


def refusal(error: TwilioRestException) -> Exception:
    """What the provider's own answer means for a message."""
    reason = str(error.code or error.status)
    if error.code in STOPPED:
        return OptedOut(reason)
    if error.status == 429 or error.code in LATER:
        return TryAgain(reason, busy=True)
    if error.status >= 500 or error.code == 20500:
        return Uncertain(reason)
    # Not this message is at fault, but how our account or sender is set up.
    return Never(reason, config=error.status in (401, 403) or fault_of(reason) is Fault.CONFIG)


def broken(error: requests.ConnectionError) -> Exception:
    """A connection that was never made carried nothing; one that broke may have."""
    never_made = "NewConnectionError" in repr(error) or "NameResolutionError" in repr(error)
    return TryAgain("connect") if never_made else Uncertain("connection")


def _says(theirs: str, ours: str) -> bool:
    """Whether a text at the provider's is ours. A trial account puts a sentence of its own before it."""
    return theirs.strip() == ours.strip() or (theirs.startswith(TRIAL) and theirs.rstrip().endswith(ours.strip()))


class Media:
    """Takes media from the provider's own host only: no redirect is followed, and size and type are checked."""

    def __init__(self, base: str, account: tuple[str, str] | None = None, below: str = "/") -> None:
        self._base, self._account, self._below = urlsplit(base), account, below

    def fetch(self, source: str, largest: int) -> tuple[str, bytes]:
        self._own(source)
        try:
            with requests.get(source, auth=self._account, timeout=TIMEOUT, allow_redirects=False, stream=True) as answer:
                return self._taken(answer, largest)
        except requests.RequestException as error:
            raise TryAgain(type(error).__name__) from error

    def _taken(self, answer: requests.Response, largest: int) -> tuple[str, bytes]:
        if answer.status_code >= 500 or answer.status_code == 429:
            raise TryAgain(str(answer.status_code))
        if answer.status_code != 200:
            raise Never(str(answer.status_code))
        content = b""
        for piece in answer.iter_content(65536):
            content += piece
            if len(content) > largest:
                raise Never("too-large")
        return answer.headers.get("Content-Type", "").partition(";")[0].strip(), content

    def delete(self, source: str) -> None:
        self._own(source)
        try:
            answer = requests.delete(source, auth=self._account, timeout=TIMEOUT, allow_redirects=False)
        except requests.RequestException as error:
            raise TryAgain(type(error).__name__) from error
        if answer.status_code >= 500:
            raise TryAgain(str(answer.status_code))

    def _own(self, source: str) -> None:
        asked = urlsplit(source)
        if (asked.scheme, asked.netloc) != (self._base.scheme, self._base.netloc):
            raise Never("foreign-host")
        if not asked.path.startswith(self._below) or ".." in asked.path:
            raise Never("foreign-path")


def media(settings: Settings) -> Media:
    account = (settings.twilio_account_sid, settings.twilio_auth_token)
    return Media(settings.twilio_api_url or API, account)


def simulated_media(settings: Settings) -> Media:
    """What simulated calls record: served by ourselves."""
    return Media(settings.base_url, None, "/simulator/media/")
