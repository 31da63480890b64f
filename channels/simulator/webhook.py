"""Asking a webhook as the provider asks: its retries, its reasons to give up, and its error codes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag, urlsplit

# Posts form fields to a path with its query, signed, and gives back status, content type and body. What cannot connect
# raises ConnectionError, and what does not answer in time TimeoutError.
Post = Callable[[str, Mapping[str, str]], tuple[int, str, str]]

DOCUMENTS = frozenset({"text/xml", "application/xml", "text/html"})
PLAIN = "text/plain"
# Larger documents are refused.
LARGEST = 64 * 1024
MOST_RETRIES = 5

UNREACHED = 11205
FAILED = 11200
TOO_LARGE = 11750
NOT_READABLE = 12100
WRONG_TYPE = 12300


class Fault(Exception):
    """A webhook did not give what it should.

    `code` is the provider's error number, `url` what was asked, and `failure` what retries go by: "ct" (connecting),
    "rt" (reading), "4xx", "5xx", or nothing.
    """

    def __init__(self, code: int, url: str, why: str, failure: str = "") -> None:
        super().__init__(f"{code} {why}: {url}")
        self.code = code
        self.url = url
        self.why = why
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the fragment of a webhook's address asks of the provider: how often to try again, and after which failures."""

    retries: int = 1
    after: frozenset[str] = frozenset({"ct"})

    def again(self, failure: str) -> bool:
        return failure != "" and (failure in self.after or "all" in self.after)


def overrides(fragment: str) -> Overrides:
    """`rc=2&rp=5xx,ct,rt`: two retries, after server errors and when connecting or reading took too long."""
    given = dict(parse_qsl(fragment))
    retries = given.get("rc", "")
    return Overrides(
        min(int(retries), MOST_RETRIES) if retries.isdecimal() else Overrides().retries,
        frozenset(given["rp"].split(",")) if "rp" in given else Overrides().after,
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What a webhook answered: 2xx, and of a type that the provider reads."""

    url: str
    media_type: str
    body: str


def ask(post: Post, url: str, fields: Mapping[str, str]) -> Answer:
    """The webhook's answer, after the retries that its address asks for.

    The body counts only with a 2xx: of a 503 with a document in it nothing is executed. Redirects are failures here,
    for the provider repeats them without the form, and so without the keys that were pressed.

    Raises:
        Fault: all tries failed, or the answer is nothing that the provider reads.
    """
    bare, fragment = urldefrag(url)
    rules = overrides(fragment)
    retried = 0
    while True:
        try:
            return _once(post, bare, fields)
        except Fault as fault:
            if retried == rules.retries or not rules.again(fault.failure):
                raise
            retried += 1


def _once(post: Post, url: str, fields: Mapping[str, str]) -> Answer:
    parts = urlsplit(url)
    try:
        status, content_type, body = post(parts.path + (f"?{parts.query}" if parts.query else ""), fields)
    except TimeoutError as error:
        raise Fault(FAILED, url, "did not answer in time", "rt") from error
    except ConnectionError as error:
        raise Fault(UNREACHED, url, "cannot be reached", "ct") from error
    if not 200 <= status <= 299:
        raise Fault(FAILED, url, f"answered {status}", f"{status // 100}xx")
    media_type = content_type.partition(";")[0].strip().lower()
    if body and media_type not in DOCUMENTS | {PLAIN}:
        raise Fault(WRONG_TYPE, url, f"answered {content_type or 'no type'}")
    if len(body.encode()) > LARGEST:
        raise Fault(TOO_LARGE, url, "answered more than 64 kB")
    return Answer(url, media_type, body)
