"""A telephone that texts our number and shows what comes back, as the provider carries it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4
from xml.etree.ElementTree import Element

from channels.simulator.document import element, resolved, verbs
from channels.simulator.webhook import FAILED, Answer, Fault, Post, ask
from core.messages.alphabet import segments

MOST_DOCUMENTS = 10
# A longer text is not sent at all.
LONGEST = 1600
TOO_LONG = 21617


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo sent with a text: where the provider keeps it, and of which type."""

    url: str
    media_type: str = "image/jpeg"


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What became of one text: its id, the replies in order, and what went wrong on the way, also where it was mended."""

    sid: str
    replies: tuple[str, ...]
    faults: tuple[Fault, ...] = ()


class Texting:
    """A thread of texts between `sender` and `number`, whose webhook is at `url` (a path, or a whole address).

    The fragment of `url` may carry the provider's overrides (`#rc=2&rp=5xx,ct,rt`); `post` is a `webhook.Post`.
    """

    def __init__(
        self, post: Post, sender: str, number: str, url: str, *, fallback_url: str = "", account: str = "AC" + "0" * 32
    ) -> None:
        self.post = post
        self.sender = sender
        self.number = number
        self.url = url
        self.fallback_url = fallback_url
        self.account = account

    def send(self, body: str, pictures: Sequence[Picture] = (), sid: str = "") -> Exchanged:
        """Send a text. With the `sid` of an earlier one, it is that one delivered again."""
        fields = self._fields(body, pictures, sid)
        faults: list[Fault] = []
        replies: list[str] = []
        try:
            replies = self._ask(self.url, fields)
        except Fault as fault:
            faults.append(fault)
            if self.fallback_url:
                failed = {"ErrorCode": str(fault.code), "ErrorUrl": fault.url}
                try:
                    replies = self._ask(self.fallback_url, fields | failed)
                except Fault as second:
                    faults.append(second)
        faults += [Fault(TOO_LONG, self.url, f"replied with {len(one)} characters") for one in replies if len(one) > LONGEST]
        return Exchanged(fields["MessageSid"], tuple(one for one in replies if len(one) <= LONGEST), tuple(faults))

    def _ask(self, url: str, fields: dict[str, str]) -> list[str]:
        """The replies of a webhook and of those it leads to. An empty answer is none."""
        replies: list[str] = []
        for _ in range(MOST_DOCUMENTS):
            answer = ask(self.post, url, fields)
            todo = _verbs(answer)
            replies += [reply for verb in todo if verb.tag == "Message" and (reply := _text(verb))]
            onward = next((verb.text or "" for verb in todo if verb.tag == "Redirect"), None)
            if onward is None:
                return replies
            url = resolved(answer.url, onward)
        raise Fault(FAILED, url, "leads round in a circle")

    def _fields(self, body: str, pictures: Sequence[Picture], sid: str) -> dict[str, str]:
        sid = sid or f"{'MM' if pictures else 'SM'}{uuid4().hex}"
        fields = {
            "MessageSid": sid,
            "SmsSid": sid,
            "SmsMessageSid": sid,
            "AccountSid": self.account,
            "From": self.sender,
            "To": self.number,
            "Body": body,
            "NumMedia": str(len(pictures)),
            "NumSegments": str(max(1, segments(body).count)),
            "SmsStatus": "received",
            "ApiVersion": "2010-04-01",
        }
        for position, picture in enumerate(pictures):
            fields |= {f"MediaUrl{position}": picture.url, f"MediaContentType{position}": picture.media_type}
        for side in ("From", "To"):
            fields |= {f"{side}City": "", f"{side}State": "", f"{side}Zip": "", f"{side}Country": "GR"}
        return fields


def _verbs(answer: Answer) -> list[Element]:
    return verbs(answer, element("Message")) if answer.body.strip() else []


def _text(message: Element) -> str:
    """The words of a message, in a body of their own or not."""
    body = message.find("Body")
    return "".join((message if body is None else body).itertext()).strip()
