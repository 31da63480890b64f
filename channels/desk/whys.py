"""How a message ended and why, in words that a clerk understands. What a provider numbers is grouped by what it means."""

from collections.abc import Mapping

from channels.desk import words
from core.announcements.ledger import Reach
from core.messages.outbox import MessageState
from core.text import Many, Sentence, Text, _

REACH: dict[Reach, Text] = {
    Reach.REACHED: _("reached"),
    Reach.HANDED: _("handed over, no receipt"),
    Reach.WAITING: _("on its way"),
    Reach.UNCERTAIN: _("uncertain"),
    Reach.MISSED: _("not reached"),
}

_BARE: dict[MessageState, Text] = {
    MessageState.QUEUED: _("waits to be sent"),
    MessageState.LEASED: _("about to be sent"),
    MessageState.SENDING: _("being sent"),
    MessageState.ACCEPTED: _("handed over, no receipt yet"),
    MessageState.UNCERTAIN: _("uncertain: the network did not say whether it took the message"),
    MessageState.DELIVERED: _("delivered"),
    MessageState.UNDELIVERED: _("did not arrive"),
    MessageState.FAILED: _("could not be sent"),
    MessageState.STOPPED: _("not sent"),
    MessageState.BY_HAND: _("to be told by a person"),
}

_STOP = _("said STOP")
_NEWER = _("a newer version took its place")
_BROKEN = _("the connection broke off")
_NUMBER = _("the number does not exist")
_LANDLINE = _("the number takes no texts")
_OFF = _("the telephone was switched off or out of reach")
_BLOCKED = _("the network refused the message")
_UNSAID = _("the network did not say why")
_LATE = _("it was too late when it could have been delivered")
_SENDER = _("the municipality's sender number may not send there")
_SILENT = _("nobody answered")
_BUSY = _("the line was busy")
_MACHINE = _("an answering machine answered")
_ENDED = _("ended the subscription meanwhile")
_MAILBOX = _("the mailbox does not exist")

# Our own short words (others are in words.UNSENT_BECAUSE); then the numbers of telephone providers (telephony.md §3.2) and of
# mail servers (RFC 5321 §4.2).
WHY: Mapping[str, Text] = {
    "stop": _STOP,
    "21610": _STOP,
    "superseded": _NEWER,
    # As it was called in rows of an earlier release.
    "recalled": _NEWER,
    "ended": _ENDED,
    "unsubscribed": _ENDED,
    "erased": _("what it was about was erased"),
    "expired": _LATE,
    "over": _("what it says was over before it could be sent"),
    "code-over": _("its code was used or replaced meanwhile"),
    "no-form": _("there were no words of it for this way and language"),
    "file": _("the file that goes with it could not be read"),
    "revoked": _("the document that goes with it was revoked"),
    "connect": _("the network could not be reached"),
    "connection": _BROKEN,
    "unanswered": _BROKEN,
    "not-found": _("the network does not know of it: it is sent again"),
    "found": _("the network was asked, and knows of it"),
    "undelivered": _OFF,
    "rejected": _BLOCKED,
    "no-answer": _SILENT,
    "busy": _BUSY,
    "answered": _("somebody took the call"),
    "unheard": _("the call was taken, but nothing was heard in it"),
    "machine": _MACHINE,
    "fax": _("a fax machine answered"),
    "canceled": _SILENT,
    "failed": _("the call could not be connected"),
    "address": _MAILBOX,
    "21211": _NUMBER,
    "21217": _NUMBER,
    "30005": _NUMBER,
    "21614": _LANDLINE,
    "30006": _LANDLINE,
    "30003": _OFF,
    "30004": _BLOCKED,
    "30007": _BLOCKED,
    "30008": _UNSAID,
    "30036": _LATE,
    "21212": _SENDER,
    "21408": _SENDER,
    "21606": _SENDER,
    "21612": _SENDER,
    "550": _MAILBOX,
    "551": _MAILBOX,
    "553": _MAILBOX,
    "552": _("the mailbox is full"),
    "452": _("the mailbox is full"),
}
INSTEAD: dict[str, Text] = {
    "text": _("a text was sent instead"),
    "call": _("called instead"),
    "email": _("e-mail sent instead"),
    "letter": _("a letter instead"),
    "none": _("left to a person instead"),
}


def why(state: str, reason: str) -> Sentence:
    """How a message ended, and why as far as anybody knows."""
    ended = MessageState(state)
    if ended is MessageState.DELIVERED or not reason:
        return _BARE[ended]
    known = _known(reason)
    if known is None and not any(map(str.isdigit, reason)):
        # The name of a defect, which tells a clerk nothing; it is in the log.
        return _BARE[ended]
    if known is None:
        return Many((_BARE[ended], _("(code {code})", code=reason[:40])))
    if ended in (MessageState.UNDELIVERED, MessageState.FAILED, MessageState.STOPPED):
        return known or _BARE[ended]
    return Many((_BARE[ended], known), by=": ")


def because(reason: str) -> Sentence:
    """Why a message went no further, beside how it ended; a provider's number stands with its meaning, for whoever asks it."""
    known = _known(reason)
    if known is None:
        return reason
    return Many((known, f"({reason})")) if reason.isdigit() else known


def _known(reason: str) -> Sentence | None:
    return WHY.get(reason, words.UNSENT_BECAUSE.get(reason))


def whole(state: str, reason: str, next_way: str) -> Sentence:
    """The same with what was tried instead: "nobody answered; e-mail sent instead"."""
    if not next_way:
        return why(state, reason)
    return _("{why}; {instead}", why=why(state, reason), instead=INSTEAD.get(next_way, INSTEAD["none"]))
