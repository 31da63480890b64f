"""Alarms: a trouble is told once by every way that the administrator has, again each day while it lasts, and once when over.

They leave by the usual gateways but not through a town's outbox: they are nobody's messages, and must not wait behind what
they tell about. Each way is tried by itself, so that a text goes out when the mail server is what fails.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from core.adapters.database import Database
from core.languages import tongue
from core.messages.sending import Letter, NotSent, Uncertain
from core.model import new_id
from core.municipalities.store import Directory
from core.operations.tables import WHY, Alarm
from core.operations.telling import ADVICE, sentence
from core.operations.troubles import Kind, Trouble, look
from core.people.contact import Way
from core.ports import Clock, MessageGateway
from core.settings import Settings
from core.text import Sentence, Tongue, _

LOG = logging.getLogger("thyrida.alarms")
AGAIN_AFTER = timedelta(days=1)
# A text of two parts in Greek: the rest is on the desk's page.
LONGEST_TEXT = 130
COLUMN = {Way.EMAIL: "mailed_at", Way.TEXT: "texted_at"}


@dataclass(frozen=True)
class Alarms:
    """`gateways` are the real ones by way."""

    database: Database
    directory: Directory
    clock: Clock
    settings: Settings
    gateways: Mapping[Way, MessageGateway]

    def run(self) -> list[Trouble]:
        """Look, remember, and tell what is due to be told. Gives what is wrong now."""
        now = self.clock.now()
        found = look(self.database, self.directory, self.settings, now)
        self._remember(found, now)
        for way, to in ((Way.EMAIL, self.settings.admin_email), (Way.TEXT, self.settings.admin_phone)):
            gateway = self.gateways.get(way)
            if to and gateway is not None:
                self._tell(way, to, gateway, now)
        self._forget()
        return found

    def _remember(self, found: Sequence[Trouble], now: datetime) -> None:
        with self.database.across(WHY) as work:
            known = {(row.kind, row.subject): row for row in work.session.scalars(select(Alarm)).all()}
            for trouble in found:
                row = known.pop((str(trouble.kind), trouble.subject), None)
                if row is None:
                    LOG.warning("alarm kind=%s subject=%s figure=%s", trouble.kind, trouble.subject, trouble.figure)
                    work.session.add(Alarm(kind=str(trouble.kind), subject=trouble.subject, figure=trouble.figure, raised_at=now))
                else:
                    row.figure, row.over_at = trouble.figure, None
            for row in known.values():
                if row.over_at is None:
                    LOG.warning("alarm over kind=%s subject=%s", row.kind, row.subject)
                    row.over_at = now

    def _tell(self, way: Way, to: str, gateway: MessageGateway, now: datetime) -> None:
        """Tell in one message what this way has not told yet, or not for a day."""
        due = [row for row in raised(self.database, over_too=True) if _is_due(row, way, now)]
        if not due:
            return
        letter = self._letter(way, to, due)
        try:
            gateway.send(letter)
        except Uncertain:
            # Perhaps it was told. It is told again tomorrow, if it lasts.
            LOG.warning("alarm perhaps not told way=%s", way)
        except NotSent as error:
            LOG.error("alarm not told way=%s reason=%s", way, error.reason)
            return
        with self.database.across(WHY) as work:
            for row in due:
                there = work.session.get(Alarm, (row.kind, row.subject))
                if there is not None:
                    setattr(there, COLUMN[way], None if row.over_at else now)

    def _letter(self, way: Way, to: str, due: Sequence[Alarm]) -> Letter:
        say, language = tongue(self.settings.admin_language), self.settings.admin_language
        title = say(_("Thyrida: something needs you"))
        if all(row.over_at for row in due):
            title = say(_("Thyrida: it is over"))
        said = [_line(say, row) for row in due]
        if way is Way.TEXT:
            body = f"Thyrida: {' '.join(said)}"
            body = body if len(body) <= LONGEST_TEXT else body[: LONGEST_TEXT - 1].rsplit(" ", 1)[0] + "…"
        else:
            advice = [_advised(say, line, row) for line, row in zip(said, due, strict=True)]
            body = "\n\n".join([*advice, f"{self.settings.base_url}/desk/health"])
        return Letter(new_id(), "", self._sender(way), to, title, body, language)

    def _sender(self, way: Way) -> str:
        """Texts come from the first real town's number: the installation has none of its own."""
        if way is Way.EMAIL:
            return self.settings.email_from
        return next((town.numbers[0] for town in self.directory.all() if town.numbers and not town.demonstration), "")

    def _forget(self) -> None:
        """What is over, and was told so by every way that had told of it."""
        with self.database.across(WHY) as work:
            for row in work.session.scalars(select(Alarm).where(Alarm.over_at.is_not(None))).all():
                waits = [
                    way
                    for way, to in ((Way.EMAIL, self.settings.admin_email), (Way.TEXT, self.settings.admin_phone))
                    if to and way in self.gateways and getattr(row, COLUMN[way]) is not None
                ]
                if not waits:
                    work.session.delete(row)


def raised(database: Database, over_too: bool = False) -> list[Alarm]:
    """The alarms that last, the oldest first; with `over_too` also those of whose end somebody is still to be told."""
    wanted = select(Alarm).order_by(Alarm.raised_at, Alarm.kind, Alarm.subject)
    with database.across(WHY, writes=False) as work:
        found: Iterable[Alarm] = work.session.scalars(wanted).all()
        rows = list(found)
        work.session.expunge_all()
    return [row for row in rows if over_too or row.over_at is None]


def _is_due(row: Alarm, way: Way, now: datetime) -> bool:
    told: datetime | None = getattr(row, COLUMN[way])
    if row.over_at is not None:
        return told is not None
    return told is None or now - told >= AGAIN_AFTER


def _line(say: Tongue, row: Alarm) -> str:
    said: Sentence = sentence(row.kind, row.subject, row.figure)
    return say(_("Over: {what}", what=said)) if row.over_at else say(said)


def _advised(say: Tongue, line: str, row: Alarm) -> str:
    return line if row.over_at else f"{line}\n  {say(ADVICE[Kind(row.kind)])}"
