"""How far a message is, and what goes first.

States: queued → leased → sending → accepted → delivered | undelivered; sending → uncertain | failed; leased → stopped;
what no machine can deliver is by_hand. Surely not accepted, or not delivered for a reason that passes: queued again.
"""

from collections.abc import Mapping
from enum import IntEnum, StrEnum


class MessageState(StrEnum):
    QUEUED = "queued"
    LEASED = "leased"
    SENDING = "sending"
    ACCEPTED = "accepted"
    UNCERTAIN = "uncertain"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    # It was kept from going: the citizen said STOP or unsubscribed, or a newer version took its place.
    STOPPED = "stopped"
    # No machine can tell them: a clerk calls or writes.
    BY_HAND = "by_hand"


class Priority(IntEnum):
    """What goes first: codes that somebody waits for, then emergencies, then notices about requests, then announcements."""

    CODE = 0
    EMERGENCY = 1
    NOTICE = 2
    BULK = 3


# The purpose of a message that carries a one-time code: no person tells it, and it goes before everything else.
CODE = "code"

# Why a message was stopped in whose place a newer version says what is true now.
SUPERSEDED = "superseded"
# And why one was, whose announcement does not hold any more.
OVER = "over"

# How far along a state is: a receipt applies only if it leads further. What is final has the highest rank.
RANK: Mapping[MessageState, int] = {
    MessageState.QUEUED: 0,
    MessageState.LEASED: 1,
    MessageState.SENDING: 2,
    MessageState.UNCERTAIN: 3,
    MessageState.ACCEPTED: 4,
    MessageState.FAILED: 5,
    MessageState.UNDELIVERED: 5,
    MessageState.DELIVERED: 5,
    MessageState.STOPPED: 5,
    MessageState.BY_HAND: 5,
}
