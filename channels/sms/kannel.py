"""Texts out by Kannel, the open gateway: one POST to its `sendsms`, with where to report what becomes of it.

Its answers (Kannel 1.4.5, smsbox): 202 "0: Accepted for delivery" and 202 "3: Queued for later delivery" are promises to send;
503 "Temporal failure, try again later." and 4xx are none. Everything else is somebody else's answer.
"""

import time
from urllib.parse import urlencode

import requests

from channels.provider import broken
from channels.sms.agreed import coding_of, id_of, proof_of
from channels.webhook import CALLABLE
from core.messages.alphabet import segments
from core.messages.sending import Letter, Never, Sent, TryAgain, Uncertain
from core.settings import Settings

TIMEOUT = 10
# A longer answer is not its own; a slower one is not waited for.
LONGEST, SLOWEST = 2000, 20
# Delivered, not delivered, kept, taken by the network, refused by it.
ALL_RECEIPTS = "31"
ACCEPTED = ("0:", "3:")
LATER = "Temporal failure"


class Kannel:
    """One gateway. It gives its texts no id that we could ask for: a receipt brings back ours."""

    name = "kannel"

    def __init__(self, settings: Settings) -> None:
        self._url, self._receipts = settings.kannel_url, f"{settings.base_url}/sms/kannel/status"
        self._account = {"X-Kannel-Username": settings.kannel_user, "X-Kannel-Password": settings.kannel_password}
        self._token = settings.kannel_token

    def send(self, letter: Letter) -> Sent:
        if not (letter.to.isascii() and CALLABLE.fullmatch(letter.to)):
            raise Never("number")
        status, said = self._asked(letter)
        if status == 202 and said.startswith(ACCEPTED):
            return Sent(id_of(str(letter.id), str(letter.attempt)), segments(letter.body).count)
        if status == 429 or (status == 503 and said.startswith(LATER)):
            raise TryAgain(str(status))
        if 400 <= status < 500:
            # Whether it is the letter or our own account that it refuses, an administrator must know of the second.
            raise Never(str(status), config=status in (401, 403))
        # A proxy's word, or one that cannot be read: the text may be on its way all the same.
        raise Uncertain(str(status))

    def _asked(self, letter: Letter) -> tuple[int, str]:
        until = time.monotonic() + SLOWEST
        try:
            with requests.post(
                self._url,
                data=letter.body.encode(),
                headers=self._headers(letter),
                timeout=TIMEOUT,
                allow_redirects=False,
                stream=True,
            ) as answer:
                return answer.status_code, _read(answer, until)
        except requests.ConnectTimeout as error:
            raise TryAgain("connect") from error
        except requests.ConnectionError as error:
            raise broken(error) from error
        except requests.RequestException as error:
            raise Uncertain(type(error).__name__) from error

    def _headers(self, letter: Letter) -> dict[str, str]:
        headers = {
            **self._account,
            "X-Kannel-To": letter.to,
            "X-Kannel-Coding": coding_of(letter.body),
            "Content-Type": "text/plain; charset=UTF-8",
        }
        if letter.sender:
            headers["X-Kannel-From"] = letter.sender
        if self._token:
            about = {"town": letter.town, "message": str(letter.id), "try": str(letter.attempt)}
            proof = proof_of(self._token, *about.values())
            # The gateway writes its code where %d stands.
            headers["X-Kannel-DLR-Url"] = f"{self._receipts}?{urlencode(about | {'proof': proof})}&status=%d"
            headers["X-Kannel-DLR-Mask"] = ALL_RECEIPTS
        return headers


def _read(answer: requests.Response, until: float) -> str:
    """The beginning of the answer. One that comes drop by drop is given up in the end."""
    said = b""
    for piece in answer.iter_content(1):
        said += piece
        if len(said) >= LONGEST or time.monotonic() > until:
            break
    return said.decode("utf-8", "replace")
