"""The directory of municipalities: which town a host name or a number belongs to."""

import threading
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import delete, func, select

from core.adapters.database import Database
from core.errors import Conflict, NotFound, Unavailable
from core.municipalities.model import Department, Municipality
from core.municipalities.tables import AddressRow, MunicipalityRow
from core.text import _

# Another process may add a town; it is seen within this many seconds.
FRESH_FOR = 10.0

_PROFILE = TypeAdapter(Municipality)


class Directory:
    """All municipalities of the installation, read from the database and kept for some seconds."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._read_at = float("-inf")
        self._all: tuple[Municipality, ...] = ()
        self._by_address: dict[str, Municipality] = {}

    def all(self) -> tuple[Municipality, ...]:
        self._refresh()
        return self._all

    def by_host(self, host: str) -> Municipality | None:
        """The town of a host name, without its port, in lower case."""
        return self._find(host.lower())

    def by_number(self, number: str) -> Municipality | None:
        """The town of a called or texted number, in E.164."""
        return self._find(number)

    def by_id(self, municipality_id: int) -> Municipality:
        found = next((town for town in self.all() if town.id == municipality_id), None)
        if found is None:
            # Perhaps another process has just added it.
            self._read_at = float("-inf")
            found = next((town for town in self.all() if town.id == municipality_id), None)
        if found is not None:
            return found
        raise NotFound("municipality", _("There is no such municipality here."))

    def by_key(self, key: str) -> Municipality:
        for town in self.all():
            if town.key == key:
                return town
        raise NotFound("municipality", _("There is no such municipality here."))

    def add(self, town: Municipality, now: datetime) -> Municipality:
        """Add a town, or replace the profile of the one with this key; its id is given by the database's next one.

        Raises:
            Conflict: another town has one of its hosts or numbers.
        """
        with self._database.across("the directory of municipalities") as work:
            row = work.session.scalars(select(MunicipalityRow).where(MunicipalityRow.key == town.key)).first()
            if row is None:
                last = work.session.scalar(select(func.max(MunicipalityRow.id))) or 0
                row = MunicipalityRow(id=last + 1, key=town.key, demonstration=False, profile={}, created_at=now)
                work.session.add(row)
            row.demonstration = town.demonstration
            row.profile = _profile(replace(town, former=_former(row, town)))
            work.session.flush()
            work.session.execute(delete(AddressRow).where(AddressRow.town_id == row.id))
            for kind, address in _addresses(town):
                taken = work.session.get(AddressRow, address)
                if taken is not None:
                    raise Conflict("address", _("{address} belongs to another municipality.", address=address))
                work.session.add(AddressRow(address=address, kind=kind, town_id=row.id))
        self._read_at = float("-inf")
        return self.by_key(town.key)

    def _find(self, address: str) -> Municipality | None:
        self._refresh()
        return self._by_address.get(address)

    def _refresh(self) -> None:
        if time.monotonic() - self._read_at < FRESH_FOR:
            return
        with self._lock:
            if time.monotonic() - self._read_at < FRESH_FOR:
                return
            try:
                self._read()
            except Unavailable:
                # While the database is away, a known town stays known: it can at least apologise.
                if not self._all:
                    raise
            self._read_at = time.monotonic()

    def _read(self) -> None:
        with self._database.across("the directory of municipalities", writes=False) as work:
            rows = work.session.scalars(select(MunicipalityRow).order_by(MunicipalityRow.id)).all()
            self._all = tuple(_town(row.id, row.key, row.demonstration, row.profile) for row in rows)
            by_id = {town.id: town for town in self._all}
            pairs = work.session.execute(select(AddressRow.address, AddressRow.town_id)).all()
            self._by_address = {address: by_id[town_id] for address, town_id in pairs}


def _former(row: MunicipalityRow, town: Municipality) -> tuple[Department, ...]:
    """The departments that this town had and has no more: their requests keep a name, and somebody who sees them."""
    if not row.profile:
        return ()
    before = _town(row.id, row.key, row.demonstration, row.profile)
    return tuple(one for one in (*before.departments, *before.former) if town.department(one.key) is None)


def _profile(town: Municipality) -> dict[str, Any]:
    kept: dict[str, Any] = _PROFILE.dump_python(town, mode="json")
    return {name: value for name, value in kept.items() if name not in ("id", "key", "demonstration")}


def _town(id_: int, key: str, demonstration: bool, profile: dict[str, Any]) -> Municipality:
    return _PROFILE.validate_python({**profile, "id": id_, "key": key, "demonstration": demonstration})


def _addresses(town: Municipality) -> Iterable[tuple[str, str]]:
    yield from (("host", host.lower()) for host in town.hosts)
    yield from (("number", number) for number in town.numbers)
