"""The job that takes a recording or picture from the provider after the turn, and then has it deleted there."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.adapters.database import Database
from core.messages.sending import Never
from core.municipalities.model import Municipality
from core.ports import MediaSource, Storage
from core.requests.tables import Attachment

LARGEST = 16 * 1024 * 1024
TAKEN = {
    "audio/x-wav": "wav",
    "audio/wav": "wav",
    "audio/mpeg": "mp3",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "application/pdf": "pdf",
}


@dataclass(frozen=True)
class FetchMedia:
    """`source` fetches from the provider's own host only; `demonstration` from the simulator."""

    database: Database
    storage: Storage
    source: MediaSource
    demonstration: MediaSource

    def __call__(self, town: Municipality, payload: Mapping[str, Any]) -> None:
        with self.database.reading(town) as work:
            row = work.session.get(Attachment, (town.id, int(payload["attachment"])))
            if row is None or row.state != "to_fetch":
                return
            address = row.source
        media = self.demonstration if town.demonstration else self.source
        try:
            media_type, content = media.fetch(address, LARGEST)
            if media_type not in TAKEN:
                raise Never("media-type")
        except Never:
            self._mark(town, int(payload["attachment"]), {"state": "lost", "source": ""})
            raise
        digest = hashlib.sha256(content).hexdigest()
        key = f"{town.key}/{digest[:2]}/{digest}.{TAKEN[media_type]}"
        self.storage.put(key, content)
        self._mark(
            town,
            int(payload["attachment"]),
            {
                "state": "stored",
                "storage_key": key,
                "sha256": digest,
                "size": len(content),
                "media_type": media_type,
                "source": "",
            },
        )
        media.delete(address)

    def _mark(self, town: Municipality, attachment_id: int, values: Mapping[str, Any]) -> None:
        with self.database.work(town) as work:
            row = work.session.get_one(Attachment, (town.id, attachment_id))
            for name, value in values.items():
                setattr(row, name, value)
