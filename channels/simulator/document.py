"""TwiML as a telephone reads it."""

from collections.abc import Callable
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from channels.simulator.webhook import FAILED, NOT_READABLE, PLAIN, Answer, Fault


def verbs(answer: Answer, plain: Callable[[str], Element]) -> list[Element]:
    """The verbs of an answered document; `plain` makes a verb of an answer that is only text.

    Raises:
        Fault: it is not well-formed, or is no TwiML.
    """
    if answer.media_type == PLAIN:
        return [plain(answer.body)] if answer.body.strip() else []
    try:
        root = ElementTree.fromstring(answer.body)
    except (ElementTree.ParseError, ValueError) as error:
        raise Fault(NOT_READABLE, answer.url, f"answered what is not well-formed ({error})") from error
    if root.tag != "Response":
        raise Fault(NOT_READABLE, answer.url, f"answered <{root.tag}>")
    return list(root)


def element(tag: str) -> Callable[[str], Element]:
    """Makes elements of that tag around a text."""

    def around(text: str) -> Element:
        made = Element(tag)
        made.text = text
        return made

    return around


def resolved(current: str, reference: str) -> str:
    """The address that a document at `current` means, which must be ours: this telephone asks nobody else.

    Raises:
        Fault: it is the address of another host.
    """
    url = urljoin(current, reference.strip())
    ours, theirs = urlsplit(current), urlsplit(url)
    if theirs.scheme not in ("", "http", "https") or (ours.netloc and theirs.netloc != ours.netloc):
        raise Fault(FAILED, url, "is on another host")
    return url


def spoken(say: Element) -> str:
    """What a Say says: substitutes in place of what they stand for, spaces as one."""
    return " ".join(_words(say).split())


def _words(part: Element) -> str:
    inside = (part.text or "") + "".join(_words(child) + (child.tail or "") for child in part)
    return part.get("alias", inside) if part.tag == "sub" else inside


def whole(verb: Element, name: str, otherwise: int) -> int:
    """A number among the attributes, or what the provider takes without it."""
    value = verb.get(name, "")
    return int(value) if value.isdecimal() else otherwise
