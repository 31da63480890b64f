"""The last look at a batch before its messages are handed over one by one: consent, budget, what each says.

What is needed of a batch is asked for at once. One that cannot be sent ends here, with its reason, and stops no other.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import NoResultFound

from core.announcements.kinds import Stage
from core.announcements.tables import Announcement, AnnouncementForm
from core.codes import CodeKey
from core.messages import style
from core.messages.alphabet import segments, to_gsm_capitals
from core.messages.budget import Budget
from core.messages.ending import by_a_person, end, is_text_or_call
from core.messages.leasing import Batch
from core.messages.sending import Letter
from core.messages.states import CODE, OVER, SUPERSEDED, MessageState
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.people.consent import last_words
from core.people.contact import Way
from core.ports import Work
from core.requests.revealing import with_codes

# Reasons for which there is nothing wrong with a message: it is kept from going.
KEPT_BACK = frozenset({SUPERSEDED, OVER})
Unsubscribe = Callable[[Municipality, int], str]

LOG = logging.getLogger("thyrida.delivery")

# Made once: the wall looks a statement through when it is new (core.adapters.wall).
_LEASED = (
    select(Message)
    .where(Message.id.in_(bindparam("ids", expanding=True)), Message.state == str(MessageState.LEASED))
    .with_for_update()
)


def no_address(_town: Municipality, _subscriber: int) -> str:
    """Nobody serves such a page."""
    return ""


@dataclass(frozen=True, slots=True)
class Ready:
    """A letter that may go, and how many parts we take it for until the gateway says."""

    letter: Letter
    parts: int
    announces: bool


class CannotBeWritten(Exception):
    """A message has no words; the reason says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Preparing:
    """`unsubscribe` gives the path at the town's site at which a subscriber ends what they are sent."""

    codes: CodeKey
    budget: Budget
    unsubscribe: Unsubscribe = no_address

    def letters(self, work: Work, batch: Batch, now: datetime) -> list[Ready]:
        """The letters of those that may go, in their order. The others have ended."""
        rows = leased(work, batch.ids)
        if not batch.gateways:
            for row in rows:
                end(work, row, by_a_person(row), "no-gateway", now)
            return []
        rows = self._admitted(work, batch, rows, now)
        words = Words(work, self.codes, rows, now, self.unsubscribe)
        ready = []
        for row in rows:
            try:
                words.require_holds(row)
                letter = words.letter(row)
            except (CannotBeWritten, NoResultFound, ValueError) as error:
                reason = error.reason if isinstance(error, CannotBeWritten) else type(error).__name__
                end(work, row, MessageState.STOPPED if reason in KEPT_BACK else MessageState.FAILED, reason, now)
                continue
            parts = segments(letter.body).count if row.way == Way.TEXT else 1
            ready.append(Ready(letter, parts, row.announcement_id is not None))
        return ready

    def _admitted(self, work: Work, batch: Batch, rows: Sequence[Message], now: datetime) -> list[Message]:
        """Those whose citizen did not say STOP or unsubscribe, and for whom the day's budget is not spent."""
        stopped = last_words(work, batch.lane.way, {row.to for row in rows})
        single = [row for row in rows if row.announcement_id is None and is_text_or_call(row)]
        beyond = self.budget.beyond(work, [(row.id, row.to) for row in single], now) if single else frozenset()
        admitted = []
        for row in rows:
            if batch.lane.way is Way.TEXT and stopped.get((row.to, "")) is False:
                end(work, row, MessageState.STOPPED, "stop", now)
            elif row.announcement_id is not None and stopped.get((row.to, "news")) is False:
                end(work, row, MessageState.STOPPED, "unsubscribed", now)
            elif row.id in beyond:
                end(work, row, by_a_person(row), "budget", now)
            else:
                admitted.append(row)
        return admitted


@dataclass
class Words:
    """What messages say: their own words with their codes, or the form of their announcement."""

    work: Work
    codes: CodeKey
    rows: Sequence[Message]
    now: datetime
    unsubscribe: Unsubscribe = no_address

    def __post_init__(self) -> None:
        form_ids = {row.form_id for row in self.rows if row.form_id is not None}
        self._forms = {form.id: form for form in self._forms_of(form_ids)}
        self._versions = self._versions_of({form.announcement_id for form in self._forms.values()})

    def letter(self, row: Message) -> Letter:
        """A message as it is handed over.

        Raises:
            CannotBeWritten: it has no words (any more).
        """
        town = self.work.municipality
        form = self._form(row) if row.announcement_id is not None else None
        body = form.body if form is not None else with_codes(self.work, row, self.codes, self.now)
        if row.purpose == CODE and not body:
            # Its code was used, replaced or forgotten meanwhile: nobody waits for it any more.
            raise CannotBeWritten("code-over")
        if row.way == Way.TEXT and style.folds(self.work, row.purpose):
            body = to_gsm_capitals(body)
        return Letter(
            id=row.id,
            town=town.key,
            sender=_sender(town, row),
            to=row.to,
            subject=form.subject if form is not None else row.subject,
            body=body,
            language=row.language,
            purpose=row.purpose,
            unsubscribe=self.unsubscribe(town, row.subscriber_id) if row.subscriber_id is not None else "",
        )

    def require_holds(self, row: Message) -> None:
        """See to it that what an announcement says still holds. That it is withdrawn is told whenever it would have ended.

        Raises:
            CannotBeWritten: it is over.
        """
        form = self._forms.get(row.form_id or 0)
        one = self._versions.get(form.announcement_id) if form is not None else None
        if one is None or one.stage == Stage.WITHDRAWN:
            return
        if one.stage == Stage.EXPIRED or (one.valid_until is not None and one.valid_until <= self.now):
            raise CannotBeWritten(OVER)

    def _form(self, row: Message) -> AnnouncementForm:
        form = self._forms.get(row.form_id or 0)
        if form is None:
            raise CannotBeWritten("no-form")
        now = self._versions.get(form.announcement_id)
        if now is None or form.version == now.version:
            return form
        if now.tells_again or now.stage != Stage.PUBLISHED:
            # It was corrected or withdrawn meanwhile, and everybody is told of that, or nobody any more.
            raise CannotBeWritten(SUPERSEDED)
        return self._fresh(row, now.version)

    def _fresh(self, row: Message, version: int) -> AnnouncementForm:
        """What the correction says, in place of what it corrects: nobody else is told of it."""
        form = AnnouncementForm
        mine = (form.announcement_id == row.announcement_id, form.version == version)
        wanted = select(form).where(*mine, form.way == row.way, form.language == row.language)
        found = self.work.session.scalars(wanted).first()
        if found is None:
            raise CannotBeWritten("no-form")
        row.form_id = found.id
        return found

    def _forms_of(self, ids: set[int]) -> Sequence[AnnouncementForm]:
        return self.work.session.scalars(select(AnnouncementForm).where(AnnouncementForm.id.in_(ids))).all() if ids else ()

    def _versions_of(self, ids: set[int]) -> dict[int, Any]:
        one = Announcement
        wanted = select(one.id, one.version, one.stage, one.tells_again, one.valid_until).where(one.id.in_(ids))
        return {row.id: row for row in self.work.execute(wanted)} if ids else {}


def leased(work: Work, ids: Sequence[int]) -> Sequence[Message]:
    """The messages of a batch that are still this worker's, locked, in the order in which they were leased."""
    found = {row.id: row for row in work.session.scalars(_LEASED, {"ids": list(ids)})}
    return [found[id_] for id_ in ids if id_ in found]


def _sender(town: Municipality, row: Message) -> str:
    if row.way == Way.EMAIL:
        return town.email
    return town.numbers[0] if town.numbers else ""
