"""The job that takes a recording or picture from the provider after the turn, and then has it deleted there."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.adapters.database import Database
from core.errors import Conflict, InvalidAnswer
from core.messages.jobs import enqueue
from core.messages.sending import Never, TryAgain
from core.municipalities.model import Municipality
from core.ports import MediaSource, Storage, Work
from core.requests.acting import Actor, note_event
from core.requests.pictures import ENDINGS, cleaned
from core.requests.tables import Attachment, Request
from core.text import _

# The name of this job.
FETCH = "fetch-media"
LARGEST = 16 * 1024 * 1024
STORED, LOST, WAITING = "stored", "lost", "to_fetch"
# After so long a paper that is still on its way is said to be late, and may be asked for anew.
LATE = timedelta(hours=6)
SOUNDS = {"audio/x-wav": ".wav", "audio/wav": ".wav", "audio/mpeg": ".mp3"}


@dataclass(frozen=True)
class FetchMedia:
    """`source` fetches from the provider's own host only; `demonstration` from the simulator.

    It may run again at any point: what is stored is not fetched twice, and what was fetched is deleted at the provider.
    """

    database: Database
    storage: Storage
    source: MediaSource
    demonstration: MediaSource

    def __call__(self, town: Municipality, payload: Mapping[str, Any]) -> None:
        attachment_id = int(payload["attachment"])
        with self.database.reading(town) as work:
            row = work.session.get(Attachment, (town.id, attachment_id))
            if row is None or not row.source or row.state == LOST:
                return
            address, fetched = row.source, row.state == STORED
        media = self.demonstration if town.demonstration else self.source
        if not fetched:
            self._fetch(town, attachment_id, media, address)
        media.delete(address)
        self._mark(town, attachment_id, {"source": ""})

    def _fetch(self, town: Municipality, attachment_id: int, media: MediaSource, address: str) -> None:
        try:
            media_type, content = _kept(*media.fetch(address, LARGEST))
        except Never as error:
            # Where it lay is kept: a clerk may have it tried again.
            self._mark(town, attachment_id, {"state": LOST, "reason": error.reason[:100]})
            raise
        except TryAgain as error:
            self._mark(town, attachment_id, {"reason": error.reason[:100]})
            raise
        digest = hashlib.sha256(content).hexdigest()
        key = f"{town.key}/{digest[:2]}/{digest}{SOUNDS.get(media_type) or ENDINGS[media_type]}"
        self.storage.put(key, content)
        stored = {
            "state": STORED,
            "reason": "",
            "storage_key": key,
            "sha256": digest,
            "size": len(content),
            "media_type": media_type,
        }
        self._mark(town, attachment_id, stored)

    def _mark(self, town: Municipality, attachment_id: int, values: Mapping[str, Any]) -> None:
        with self.database.work(town) as work:
            row = work.session.get_one(Attachment, (town.id, attachment_id))
            for name, value in values.items():
                setattr(row, name, value)


def may_fetch_again(paper: Attachment, now: datetime) -> bool:
    """Whether a paper that we do not have can be asked for once more: it is known where it lay."""
    late = paper.state == WAITING and now - paper.created_at >= LATE
    return bool(paper.source) and (paper.state == LOST or late)


def fetch_again(work: Work, request: Request, actor: Actor, paper: Attachment, now: datetime) -> None:
    """Ask the provider anew for what could not be fetched.

    Raises:
        Conflict: it is here, on its way, or nobody knows where it lay.
    """
    if not may_fetch_again(paper, now):
        raise Conflict("fetched", _("This cannot be fetched again. Ask the citizen to send it once more."))
    paper.state, paper.reason = WAITING, ""
    enqueue(work, FETCH, {"attachment": paper.id}, now)
    note_event(work, request, actor, "fetched-again", now, paper.question)


def _kept(media_type: str, content: bytes) -> tuple[str, bytes]:
    """What is kept of something fetched: sounds as they are; pictures and papers cleaned, like those that come by a page.

    Raises:
        Never: it is neither.
    """
    if media_type in SOUNDS:
        return media_type, content
    try:
        return cleaned("", content)
    except InvalidAnswer as error:
        raise Never(error.code) from error
