"""A talk carried over to another session: with a hand-over code from anywhere, or because a call was cut."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from core.codes import CodeKey, CodeLength, random_code
from core.dialogue.state import State
from core.dialogue.store import Conversation
from core.dialogue.tables import ConversationRow, HandOverCodeRow
from core.dialogue.turns import Turn
from core.errors import NotFound
from core.languages import tongue
from core.messages.outbox import Draft, post
from core.model import new_id
from core.people.contact import Way
from core.ports import Work
from core.text import _

CUT_WITHIN = timedelta(minutes=30)

_CUT = (
    select(ConversationRow)
    .where(
        ConversationRow.contact == bindparam("the_contact"),
        ConversationRow.channel == bindparam("the_channel"),
        ConversationRow.session != bindparam("the_session"),
        ConversationRow.updated_at >= bindparam("since"),
    )
    .order_by(ConversationRow.updated_at.desc())
    .limit(3)
)


def cut(work: Work, turn: Turn, now: datetime) -> ConversationRow | None:
    """The unfinished talk of a call from this number that was cut a short while ago."""
    values = {
        "the_contact": turn.contact,
        "the_channel": turn.channel,
        "the_session": turn.session,
        "since": now - CUT_WITHIN,
    }
    rows = work.session.scalars(_CUT, values)
    return next((row for row in rows if State.from_json(row.state).unfinished), None)


def take_cut(work: Work, conversation: Conversation, turn: Turn, now: datetime) -> State | None:
    """Carry a cut call's talk over to this one; the old session is left empty."""
    row = cut(work, turn, now)
    if row is None:
        return None
    return _carry(row, conversation)


def new_code(work: Work, conversation: Conversation, keys: CodeKey, until: datetime) -> str:
    """Make a hand-over code for a conversation; the one before is void."""
    code_row = HandOverCodeRow
    work.execute(
        update(code_row)
        .where(code_row.conversation_id == conversation.id, code_row.used_at.is_(None))
        .values(used_at=until, digest=code_row.digest + "/void")
    )
    while True:
        code = random_code(CodeLength.HAND_OVER)
        digest = _digest(work, keys, code)
        if work.execute(select(code_row.id).where(code_row.digest == digest)).first() is None:
            break
    work.session.add(
        code_row(
            id=new_id(),
            digest=digest,
            channel=conversation.channel,
            session=conversation.session,
            conversation_id=conversation.id,
            expires_at=until,
            used_at=None,
        )
    )
    return code


def redeem(work: Work, keys: CodeKey, code: str, conversation: Conversation, now: datetime) -> State:
    """Use a code, once: its talk moves to this session. The old one is told: by text if it texts, else at its next turn.

    Raises:
        NotFound: no open talk answers to it; used, expired and unknown codes answer alike.
    """
    refused = NotFound("hand-over", _("This code is not valid. It may have been used, or be older than a day."))
    found = work.session.scalars(select(HandOverCodeRow).where(HandOverCodeRow.digest == _digest(work, keys, code))).first()
    if found is None or found.used_at is not None or found.expires_at <= now:
        raise refused
    row = work.session.get(ConversationRow, (work.municipality.id, found.channel, found.session))
    if row is None or row.id != found.conversation_id or not State.from_json(row.state).service:
        raise refused
    found.used_at = now
    if (row.channel, row.session) == (conversation.channel, conversation.session):
        return conversation.state
    _tell_left(work, row, now)
    return _carry(row, conversation)


def _tell_left(work: Work, row: ConversationRow, now: datetime) -> None:
    """Tell a number that texts that its talk went on elsewhere: if it was not them, they know whom to ask."""
    if not row.contact or not State.from_json(row.state).greeted:
        return
    town = work.municipality
    said = _(
        "{town}: what you began by text goes on elsewhere. If that was not you, call {number}.",
        town=town.short_name,
        number=town.desk_number,
    )
    body = tongue(row.language, zone=town.zone)(said)
    post(work, Draft(Way.TEXT, row.contact, body, row.language, "moved"), now)


def _carry(row: ConversationRow, conversation: Conversation) -> State:
    state = State.from_json(row.state)
    conversation.id = row.id
    left = State(moved=True, greeted=state.greeted)
    row.id, row.state = new_id(), left.to_json()
    return state.taken_over_by(conversation.state)


def _digest(work: Work, keys: CodeKey, code: str) -> str:
    return keys.digest(f"hand-over/{work.municipality.id}", code)
