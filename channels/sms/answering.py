"""One text in, one reply out: the same whichever gateway brought it."""

import logging
from dataclasses import dataclass

from flask import Response

from channels.here import core
from channels.sms.compose import compose
from channels.sms.medium import MEDIUM
from channels.webhook import CALLABLE
from core.dialogue.answers import Form, Heard, Upload
from core.dialogue.steps import Notice
from core.dialogue.turns import Spoken, Turn
from core.errors import Unavailable
from core.languages import WITHOUT_TOWN, tongue
from core.messages import style
from core.messages.alphabet import to_gsm_capitals
from core.municipalities.model import Municipality
from core.text import _

LOG = logging.getLogger("thyrida.sms")


@dataclass(frozen=True, slots=True)
class Texted:
    """A text as a gateway brought it. `id` is the gateway's own, the same at every repeat, "" where it brought none that is one.

    `sender` is as the gateway gives it; `confirmed`: it has answered a STOP or START already, in its own words.
    """

    id: str
    town: Municipality | None
    sender: str
    words: str
    pictures: tuple[Upload, ...] = ()
    confirmed: bool = False


def answer(texted: Texted) -> str:
    """What to reply; "" is silence. The turn is kept before anything is promised.

    Raises:
        Unavailable: nothing was kept, and the gateway is to bring the same text again.
    """
    town = texted.town
    if not CALLABLE.fullmatch(texted.sender) or core().directory.by_number(texted.sender) is not None:
        # A short code, a name in letters, or ourselves: answering could begin a loop between machines.
        return ""
    if town is None:
        return " ".join(tongue(one)(_("This number belongs to no municipality.")) for one in WITHOUT_TOWN)
    if not texted.id:
        return tongue(town.languages[0])(_("Your message did not arrive whole. Please send it again."))
    replied = core().conversing.converse(_turn(texted, town), lambda spoken: _said(spoken, town, texted.confirmed))
    if replied.differs:
        LOG.warning("a known message id came with another content town=%s", town.key)
    return _folded(replied.text, town)


def _turn(texted: Texted, town: Municipality) -> Turn:
    words = texted.words
    return Turn(
        id=texted.id,
        municipality=town,
        channel="sms",
        session=texted.sender,
        medium=MEDIUM,
        heard=Heard(words, Form.FILE if texted.pictures and not words.strip() else Form.TYPED, texted.pictures),
        contact=texted.sender,
    )


def _said(spoken: Spoken, town: Municipality, confirmed: bool) -> str:
    if confirmed and isinstance(spoken.step, Notice) and spoken.step.consent:
        return ""
    return compose(spoken, town)


def _folded(text: str, town: Municipality) -> str:
    """In capitals of the one-byte alphabet, where the town chose that for its replies. What is kept stays as it was said."""
    if not text:
        return text
    with core().database.reading(town) as work:
        return to_gsm_capitals(text) if style.folds(work, style.REPLY) else text


def sorry() -> str:
    """An apology that needs no database, in the languages that every installation has."""
    return " ".join(
        tongue(one)(_("We could not take your message. Please send it again later, or call us.")) for one in WITHOUT_TOWN
    )


def unavailable(error: Unavailable) -> Response:
    """Nothing was kept: 503 with no body, so that the gateway repeats the same message (rules: Turns)."""
    LOG.error("turn not kept: %s", error.code, exc_info=error)
    return Response("", 503)
