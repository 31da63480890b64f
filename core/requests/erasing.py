"""Erasing: what people said goes, with its salt; that it was said, and that it was erased, stays in the chain.

Kept are the request with its numbers, dates, state and outcome, its events, and the ids and digests of its turns. Gone are
answers, messages, contacts, papers, recordings, the sender in the protocol, and what clerks had begun to write. The files
themselves are deleted by a job, after the transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from core.adapters.database import Database
from core.certificates.erasing import erase_documents
from core.dialogue.tables import ConversationRow, HandOverCodeRow, TurnRow
from core.errors import Conflict
from core.messages.jobs import enqueue
from core.messages.outbox import RANK, MessageState
from core.messages.tables import Message
from core.model import Base
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.ports import Storage, Work
from core.requests import book
from core.requests.acting import Actor, note_event
from core.requests.forgetting import forget_asker
from core.requests.history import ERASED
from core.requests.lists import wordindex
from core.requests.sharing import DraftRow, LinkRow
from core.requests.tables import Attachment, Content, Request
from core.text import _

ERASE_FILE = "erase-file"
_FINAL = [str(state) for state in MessageState if RANK[state] == RANK[MessageState.DELIVERED]]


def erase(work: Work, request: Request, rule: str, actor: Actor, now: datetime) -> None:
    """Erase what was said about a closed request, and write down who did it, when, and under which rule.

    Erasing twice does no harm. From now on the reference answers as one that nobody knows.

    Raises:
        Conflict: the request is still open.
    """
    if request.closed_at is None:
        raise Conflict("open", _("This request is still open."))
    work.execute(update(Content).where(Content.request_id == request.id).values(body=None, salt=None))
    wordindex.forget(work, request.id)
    _erase_files(work, request, now)
    erase_documents(work, request.id, ERASE_FILE, now)
    _erase_messages(work, request)
    _erase_talk(work, request)
    book.set_party(work, request.id, "")
    _erase_shared(work, request)
    forget_asker(work, request, now)
    request.contact = request.tell_to = request.place = request.place_key = ""
    request.lat = request.lon = None
    request.tell_by = str(Way.NONE)
    note_event(work, request, actor, ERASED, now, rule)


def _erase_files(work: Work, request: Request, now: datetime) -> None:
    papers = work.session.scalars(select(Attachment).where(Attachment.request_id == request.id)).all()
    for paper in papers:
        if paper.storage_key:
            enqueue(work, ERASE_FILE, {"key": paper.storage_key}, now)
        paper.name = paper.storage_key = paper.source = paper.sha256 = paper.written_down = ""
        paper.state = ERASED


def _erase_messages(work: Work, request: Request) -> None:
    mine = Message.request_id == request.id
    blank = {"to": "", "subject": "", "body": ""}
    work.execute(update(Message).where(mine, Message.state.in_(_FINAL)).values(**blank))
    # One that was still to be told is told no more.
    work.execute(
        update(Message)
        .where(mine, Message.state.not_in(_FINAL))
        .values(state=str(MessageState.STOPPED), reason=ERASED, leased_until=None, **blank)
    )


def _erase_talk(work: Work, request: Request) -> None:
    """What was said and replied in the conversation that became the request, and what it remembered."""
    turn = TurnRow
    spoken = [turn.request_id == request.id]
    if request.conversation_id is not None:
        spoken.append(turn.conversation_id == request.conversation_id)
        work.execute(delete(ConversationRow).where(ConversationRow.id == request.conversation_id))
        work.execute(delete(HandOverCodeRow).where(HandOverCodeRow.conversation_id == request.conversation_id))
    work.execute(update(turn).where(or_(*spoken)).values(said=None, reply=None))


def _erase_shared(work: Work, request: Request) -> None:
    """What clerks were still writing, and what they noted about its links to others."""
    work.execute(delete(DraftRow).where(DraftRow.request_id == request.id))
    links = or_(LinkRow.request_id == request.id, LinkRow.other_id == request.id)
    work.execute(update(LinkRow).where(links).values(note=""))


@dataclass(frozen=True)
class EraseFile:
    """The job that deletes a file, unless some row of the town still names the very same one: copies share their bytes."""

    database: Database
    storage: Storage

    def __call__(self, town: Municipality, payload: Mapping[str, Any]) -> None:
        key = str(payload["key"])
        with self.database.reading(town) as work:
            naming = [table.c["storage_key"] for table in Base.metadata.sorted_tables if "storage_key" in table.c]
            used = any(work.execute(select(func.count()).where(column == key)).scalar_one() for column in naming)
        if not used:
            self.storage.delete(key)
