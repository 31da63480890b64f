"""Recalling what is still queued of an earlier version: it is stopped, or carries the new version's words instead."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from core.adapters.database import Database
from core.announcements.tables import AnnouncementForm
from core.messages.jobs import Again, enqueue
from core.messages.states import SUPERSEDED, MessageState
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.ports import Clock, Work

RECALL = "recall-announcement"
BATCH = 500
LATER = timedelta(minutes=3)
# For how long it goes on before other jobs and messages have their turn, in seconds.
SLICE = 0.5


@dataclass(frozen=True)
class Recalling:
    """The job, in batches; a second run finds what is left. `stop` in its payload: nobody is told of the old version any more."""

    database: Database
    clock: Clock
    seconds: float = SLICE

    def __call__(self, town: Municipality, payload: Mapping[str, Any]) -> Again | None:
        until = time.monotonic() + self.seconds
        announcement, version, stop = int(payload["announcement"]), int(payload["version"]), bool(payload["stop"])
        while self._batch(town, announcement, version, stop):
            if time.monotonic() >= until:
                return Again()
        self._look_again(town, payload)
        return None

    def _batch(self, town: Municipality, announcement: int, version: int, stop: bool) -> int:
        with self.database.work(town) as work:
            forms = _forms(work, announcement)
            older = {id_: key for key, id_ in forms.items() if key[0] < version}
            message = Message
            waiting = (
                select(message.id, message.form_id)
                .where(
                    message.announcement_id == announcement,
                    message.state == MessageState.QUEUED,
                    message.form_id.in_(older),
                )
                .limit(BATCH)
                .with_for_update(skip_locked=True)
            )
            found = work.execute(waiting).all() if older else []
            by_form: dict[int, list[int]] = {}
            for id_, form in found:
                by_form.setdefault(int(form), []).append(int(id_))
            for form, ids in by_form.items():
                _version, way, language = older[form]
                work.execute(
                    update(message).where(message.id.in_(ids)).values(**self._values(stop, forms, version, way, language))
                )
            return len(found)

    def _look_again(self, town: Municipality, payload: Mapping[str, Any]) -> None:
        """What is in a gateway's hands right now may come back to the queue: it is looked for once more, later."""
        message, version = Message, int(payload["version"])
        with self.database.work(town) as work:
            forms = _forms(work, int(payload["announcement"]))
            older = [id_ for key, id_ in forms.items() if key[0] < version]
            under_way = (message.state.in_([str(MessageState.LEASED), str(MessageState.SENDING)]), message.form_id.in_(older))
            wanted = select(message.id).where(message.announcement_id == int(payload["announcement"]), *under_way).limit(1)
            if work.execute(wanted).first() is not None:
                enqueue(work, RECALL, payload, self.clock.now() + LATER)

    def _values(
        self, stop: bool, forms: Mapping[tuple[int, str, str], int], version: int, way: str, language: str
    ) -> dict[str, Any]:
        now, fresh = self.clock.now(), forms.get((version, way, language))
        if stop or fresh is None:
            return {"state": str(MessageState.STOPPED), "reason": SUPERSEDED, "updated_at": now}
        return {"form_id": fresh, "updated_at": now}


def _forms(work: Work, announcement: int) -> dict[tuple[int, str, str], int]:
    row = AnnouncementForm
    found = select(row.version, row.way, row.language, row.id).where(row.announcement_id == announcement)
    return {(int(version), way, language): int(id_) for version, way, language, id_ in work.execute(found)}
