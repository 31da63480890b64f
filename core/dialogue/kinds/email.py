"""An e-mail address."""

import re
from typing import TYPE_CHECKING

from core.dialogue.answers import Answer, Form, Heard, Reply, Situation
from core.dialogue.kinds.base import Kind
from core.dialogue.kinds.reading import written, wrong_settings
from core.errors import InvalidAnswer
from core.greek import as_latin
from core.text import Sentence, _

if TYPE_CHECKING:
    from core.dialogue.service import Question

# As it is said aloud: "maria at example dot gr", «maria παπάκι example τελεία gr».
_AT = re.compile(r"\s*[\[(]?\b(?:at|παπάκι|παπακι|papaki)\b[\])]?\s*", re.IGNORECASE)
_DOT = re.compile(r"\s+[\[(]?(?:dot|τελεία|τελεια|teleia|telia)[\])]?\s+", re.IGNORECASE)
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# RFC 5321, 4.5.3.1, and what an SMTP path leaves of 256.
_MOST, _MOST_LOCAL = 254, 64


class Email(Kind):
    """One address in Latin letters, its domain in small ones. By telephone it is a voice message."""

    name = "email"
    ways = frozenset({Reply.WORDS})

    def read(self, question: "Question", heard: Heard, situation: Situation) -> Answer:
        if heard.form is Form.RECORDED:
            return Answer(None, Form.RECORDED, tuple(upload.id for upload in heard.uploads))
        return Answer(read_email(heard.words), heard.form)

    def show(self, question: "Question", answer: Answer) -> Sentence:
        return str(answer.value)

    def example(self, question: "Question", situation: Situation) -> Sentence:
        return "maria@example.gr"

    def check(self, question: "Question") -> Sentence | None:
        return wrong_settings(question)


def read_email(text: str) -> str:
    """The address in a text.

    Raises:
        InvalidAnswer: "empty", "no-at", "many-ats", "spaces", "not-latin", "too-long", "local-part" or "domain".
    """
    text = re.sub(r"^\s*mailto:", "", written(text), flags=re.IGNORECASE).strip(" <>.,;")
    if "@" not in text:
        text = _AT.sub("@", text, count=1)
    address = re.sub(r"\s*([@.])\s*", r"\1", _DOT.sub(".", text))
    # A Greek keyboard leaves Greek capitals that look Latin; what has no Latin twin is refused below.
    address = as_latin(address)
    if address.count("@") != 1:
        if "@" in address:
            raise InvalidAnswer("many-ats", _("Please give one address; there is more than one @."))
        raise InvalidAnswer("no-at", _("An e-mail address has an @ in it."))
    if re.search(r"\s", address):
        raise InvalidAnswer("spaces", _("An e-mail address has no spaces."))
    if not address.isascii():
        wrong = next(mark for mark in address if not mark.isascii())
        raise InvalidAnswer("not-latin", _("Please write the address in Latin letters; “{letter}” is none.", letter=wrong))
    local, _at, domain = address.partition("@")
    if len(address) > _MOST or len(local) > _MOST_LOCAL:
        raise InvalidAnswer("too-long", _("That is too long for an e-mail address."))
    # "=?" begins an encoded word (RFC 2047): mail programs read other signs in its place, line ends among them.
    if not _LOCAL.fullmatch(local) or "=?" in local:
        raise InvalidAnswer("local-part", _("What stands before the @ is no e-mail name."))
    return f"{local}@{_domain(domain.lower())}"


def _domain(domain: str) -> str:
    parts = domain.split(".")
    if len(parts) < 2 or not all(map(_LABEL.fullmatch, parts)) or not (parts[-1].isalpha() or parts[-1][:4] == "xn--"):
        raise InvalidAnswer("domain", _("After the @ comes a name with a dot, like example.gr."))
    if len(parts[-1]) < 2:
        raise InvalidAnswer("domain", _("After the @ comes a name with a dot, like example.gr."))
    return domain


EMAIL = Email()
