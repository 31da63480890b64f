"""The one statement right before a message is handed over, and the one after: what they say is all that a dead worker leaves.

"Sending" is written for one message at a time. Who dies then leaves one message of which nobody knows whether it went, not a
batch of them; and the statement itself asks once more whether the citizen has said STOP (rules: STOP).
"""

from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Update, bindparam, case, func, select, true, update

from core.messages.sending import Sent
from core.messages.states import MessageState
from core.messages.tables import Message
from core.model import table_of
from core.people.consent import NEWS
from core.people.contact import Way
from core.people.tables import ConsentRow
from core.ports import Work

_M, _C = table_of(Message), table_of(ConsentRow)
_MOMENT = _M.c.updated_at.type
# Why a message waits again that a look-up did not find (core.messages.reconciling).
NOT_FOUND = "not-found"
# From which an answer leads on; in others a receipt has overtaken it and knows better.
OPEN = (str(MessageState.SENDING), str(MessageState.UNCERTAIN))


def mark(work: Work, message_id: int, way: Way, announces: bool, gateway: str, now: datetime, lease: timedelta) -> int | None:
    """Write that a message is being handed over now; gives which try it is. None: it is not this worker's any more, or the
    citizen said STOP, which `is_stopped` tells apart.
    """
    values = {"the_id": message_id, "by": gateway, "until": now + lease, "at": now}
    tried = work.execute(_marking(way is Way.TEXT, announces), values).scalar()
    return None if tried is None else int(tried)


def turn(work: Work, message_id: int, attempt: int, gateway: str, now: datetime, lease: timedelta) -> bool:
    """Write that what one gateway surely did not accept is handed to another one."""
    values = {"the_id": message_id, "attempt": attempt, "by": gateway, "until": now + lease, "at": now}
    return bool(work.execute(_TURN, values).rowcount)


def accepted(work: Work, message_id: int, attempt: int, sent: Sent, parts: int, now: datetime) -> None:
    """Write that a gateway took it. A receipt may have overtaken the answer: what it said is further than "accepted"."""
    values = {"the_id": message_id, "attempt": attempt, "theirs": sent.provider_id, "size": sent.parts or parts, "at": now}
    work.execute(_ACCEPTED, values)


@cache
def _marking(text: bool, announces: bool) -> Update:
    wanted = [_M.c.id == bindparam("the_id"), _M.c.state == str(MessageState.LEASED)]
    if text:
        wanted.append(_allowed(""))
    if announces:
        wanted.append(_allowed(NEWS))
    values = {
        "state": str(MessageState.SENDING),
        "attempts": _M.c.attempts + 1,
        "gateway": bindparam("by"),
        "leased_until": bindparam("until", type_=_MOMENT),
        "updated_at": bindparam("at", type_=_MOMENT),
    }
    return update(_M).where(*wanted).values(values).returning(_M.c.attempts)


def _allowed(purpose: str) -> ColumnElement[bool]:
    """Whether the address said nothing of this, or allowed it last."""
    last = (
        select(_C.c.given)
        .where(_C.c.way == _M.c.way, _C.c.address == _M.c.to, _C.c.purpose == purpose)
        .order_by(_C.c.id.desc())
        .limit(1)
        .correlate(_M)
        .scalar_subquery()
    )
    return func.coalesce(last, true())


_TURN = (
    update(_M)
    .where(_M.c.id == bindparam("the_id"), _M.c.state == OPEN[0], _M.c.attempts == bindparam("attempt"))
    .values(gateway=bindparam("by"), leased_until=bindparam("until", type_=_MOMENT), updated_at=bindparam("at", type_=_MOMENT))
)
# Two comparisons: a list of values would be written out anew for every message.
_WAITS_AGAIN = (_M.c.state == str(MessageState.QUEUED)) | (_M.c.state == str(MessageState.LEASED))
# One that a look-up did not find waits again; if its gateway comes out with it after all, it must not go a second time.
_OPEN = (_M.c.state == OPEN[0]) | (_M.c.state == OPEN[1]) | ((_M.c.reason == NOT_FOUND) & _WAITS_AGAIN)
_ACCEPTED = (
    update(_M)
    .where(_M.c.id == bindparam("the_id"), _M.c.attempts == bindparam("attempt"))
    .values(
        provider_id=bindparam("theirs"),
        parts=bindparam("size"),
        state=case((_OPEN, str(MessageState.ACCEPTED)), else_=_M.c.state),
        reason=case((_OPEN, ""), else_=_M.c.reason),
        leased_until=case((_OPEN, None), else_=_M.c.leased_until),
        updated_at=bindparam("at", type_=_MOMENT),
    )
)
