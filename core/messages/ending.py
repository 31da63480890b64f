"""How a message ends, or waits for another try: the words that its row gets, and what follows from them.

Every change here is made on a row that the caller has locked, and whose state still lets it happen.
"""

import logging
from datetime import datetime, timedelta

from core.messages.falling_back import fall_back
from core.messages.states import CODE, OVER, SUPERSEDED, MessageState
from core.messages.tables import Message
from core.people.contact import Way
from core.ports import Work

LOG = logging.getLogger("thyrida.delivery")

# Ends after which nobody is to be told by another way either: it is out of date.
_OVER = frozenset({"code-over", SUPERSEDED, OVER})
# When an uncertain message is looked up for the first time (core.messages.reconciling).
FIRST_LOOK = timedelta(minutes=1)


def end(work: Work, row: Message, state: MessageState, reason: str, now: datetime) -> None:
    """It could not be told by this way. Whoever allowed another one is told by that."""
    row.state, row.reason, row.leased_until, row.updated_at = str(state), reason, None, now
    following = fall_back(work, row, now) if reason not in _OVER else None
    # To whom it went is nobody's to read in a log.
    LOG.warning("message not delivered way=%s state=%s reason=%s next=%s", row.way, state, reason, following)


def wait(row: Message, until: datetime, reason: str, now: datetime) -> None:
    """It is tried again, not before that moment."""
    row.state, row.reason, row.leased_until, row.updated_at = str(MessageState.QUEUED), reason, None, now
    row.due_at = until


def look_up(row: Message, reason: str, now: datetime) -> None:
    """Nobody knows whether it went: a receipt or a look-up will tell, and it is not sent again before."""
    row.state, row.reason, row.leased_until, row.updated_at = str(MessageState.UNCERTAIN), reason, None, now
    row.due_at = now + FIRST_LOOK


def by_a_person(row: Message) -> MessageState:
    """What no machine takes is told by a person, if it is of a request. A code is nobody's to read out, and nobody calls
    thousands of people for an announcement.
    """
    if row.purpose == CODE or row.announcement_id is not None:
        return MessageState.FAILED
    return MessageState.BY_HAND


def is_text_or_call(row: Message) -> bool:
    return row.way in (str(Way.TEXT), str(Way.CALL))
