"""Bringing in a list of contacts: good rows are kept, bad ones are given back with their reasons.

Without a declaration each contact is asked to confirm by its own way, and is told nothing before. Where consent on paper is
declared, they are subscribed at once and the declaration is kept as evidence with every row (decision 36).
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from core.adapters.database import Database
from core.errors import InvalidAnswer
from core.languages import tongue
from core.messages.outbox import Draft, Priority, post
from core.messages.tables import Message
from core.model import new_id, table_of
from core.municipalities.model import Municipality
from core.people.contact import Reached, Way
from core.people.tables import ConsentRow
from core.ports import Clock, Work
from core.subscriptions import describing, links
from core.subscriptions import entries as entries_of
from core.subscriptions.entries import Bad, Entry
from core.subscriptions.evidence import ASKED_AT_MOST, NEWS, WORDS_AT_MOST, What
from core.subscriptions.lists import Contacts
from core.subscriptions.settling import seen
from core.subscriptions.states import LIVING, Standing
from core.subscriptions.tables import ContactImport, Subscriber, SubscriberWay
from core.text import Sentence, _

# So many rows a transaction, so that none writes for longer than a tenth of a second.
BATCH = 50
# One list asks so many by text at most: more would spend the day's texts, of which others wait for theirs.
MOST_TEXTS = 500
SHORTEST_DECLARATION = 10


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a list comes from: the site's address for letters, the file's name, who brought it, what they declared."""

    site: str
    name: str
    account_id: int
    declared: str

    @property
    def channel(self) -> str:
        return f"csv:{self.name}"


@dataclass
class Taken:
    """What came of some rows."""

    taken: int = 0
    known: int = 0
    texts: int = 0
    bad: list[Bad] = field(default_factory=list)

    def add(self, more: "Taken") -> None:
        self.taken += more.taken
        self.known += more.known
        self.texts += more.texts
        self.bad += more.bad


def bring_in(database: Database, clock: Clock, town: Municipality, contacts: Contacts, origin: Origin, language: str) -> int:
    """Bring in a list, in batches. Gives the id of its report, whose reasons are in `language`.

    Raises:
        InvalidAnswer: "declared": a declaration is too short to be one.
    """
    if origin.declared and len(origin.declared) < SHORTEST_DECLARATION:
        raise InvalidAnswer("declared", _("Say which paper forms these are, from when, and where they are kept."))
    entries, bad = entries_of.read_all(town, contacts.rows, clock.now())
    done = Taken(bad=bad)
    for some in _batches(entries):
        done.add(_kept(database, clock, town, some, origin, done.texts))
    say = tongue(language, zone=town.zone)
    told = [[row.line, list(row.cells), say(why)] for row, why in sorted(done.bad, key=lambda one: one[0].line)]
    with database.work(town) as work:
        report = ContactImport(
            id=new_id(),
            name=origin.name,
            account_id=origin.account_id,
            at=clock.now(),
            declared=origin.declared,
            rows=len(contacts.rows),
            taken=done.taken,
            known=done.known,
            header=list(contacts.header),
            bad=told,
        )
        work.session.add(report)
        return report.id


def _batches(entries: Sequence[Entry]) -> Iterator[Sequence[Entry]]:
    return (entries[start : start + BATCH] for start in range(0, len(entries), BATCH))


def _kept(database: Database, clock: Clock, town: Municipality, entries: Sequence[Entry], origin: Origin, texts: int) -> Taken:
    """One batch in its transaction; once more where one of its contacts subscribed in the same moment."""
    for _try in range(2):
        with suppress(IntegrityError), database.work(town) as work:
            return _keep(work, entries, origin, clock.now(), texts)
    with database.work(town) as work:
        return _keep(work, entries, origin, clock.now(), texts)


def _keep(work: Work, entries: Sequence[Entry], origin: Origin, now: datetime, texts: int) -> Taken:
    """Those that are there already are left as they are, whoever said STOP is left alone. `texts` were asked by text so far."""
    living, stopped, ended, done = _there(work, entries), _stopped(work, entries), _ended(work, entries), Taken()
    good: list[Entry] = []
    for entry in entries:
        there = (str(entry.to.way), entry.to.address) in living
        why = _refused(entry, there, entry.to.address in stopped, bool(origin.declared), texts + done.texts)
        if not there and (str(entry.to.way), entry.to.address) in ended:
            why = _("This contact ended its subscription. Only it can subscribe again.")
        if why is None:
            done.texts += entry.to.way is Way.TEXT and not origin.declared
            good.append(entry)
        else:
            done.known += there
            done.bad.append((entry.row, why))
    if good:
        _write(work, good, origin, now)
    done.taken = len(good)
    return done


def _refused(entry: Entry, there: bool, stopped: bool, declared: bool, texts: int) -> Sentence | None:
    """Why a row that could be kept is not."""
    way = entry.to.way
    if there:
        return _("This contact is subscribed already, or was asked already. Nothing was changed.")
    if way is Way.TEXT and stopped:
        return _("This number said STOP. Only itself can allow our texts again.")
    if way is Way.CALL and not declared:
        return _("A call cannot ask for consent. Declare the consent on paper, or give a mobile or an e-mail address.")
    if way is Way.TEXT and not declared and texts >= MOST_TEXTS:
        return _("This list has asked as many by text as it may. Bring this row in tomorrow.")
    return None


def _there(work: Work, entries: Sequence[Entry]) -> set[tuple[str, str]]:
    row = SubscriberWay
    found = select(row.way, row.address).where(
        row.address.in_([one.to.address for one in entries]), row.state.in_([*LIVING, str(Standing.PENDING)])
    )
    return {(way, address) for way, address in work.execute(found)}


def _ended(work: Work, entries: Sequence[Entry]) -> set[tuple[str, str]]:
    """Those whose last word about the town's news is that they want no more."""
    row = ConsentRow
    words = select(row.way, row.address, row.what).where(
        row.purpose == NEWS, row.address.in_([one.to.address for one in entries])
    )
    last = {(way, address): what for way, address, what in work.execute(words.order_by(row.id))}
    return {key for key, what in last.items() if what == What.ENDED}


def _stopped(work: Work, entries: Sequence[Entry]) -> set[str]:
    row = ConsentRow
    numbers = [one.to.address for one in entries if one.to.way is Way.TEXT]
    events = select(row.address, row.given).where(row.way == str(Way.TEXT), row.purpose == "", row.address.in_(numbers))
    last: dict[str, bool] = {}
    for address, given in work.execute(events.order_by(row.id)):
        last[address] = given
    return {address for address, given in last.items() if not given}


def _write(work: Work, entries: Sequence[Entry], origin: Origin, now: datetime) -> None:
    subscribers: list[dict[str, Any]] = []
    ways: list[SubscriberWay] = []
    events: list[dict[str, Any]] = []
    asked: list[int] = []
    for entry in entries:
        one = _way(new_id(), entry.to, bool(origin.declared), now)
        subscribers.append(_subscriber(entry, one, origin, now))
        ways.append(one)
        draft = None if origin.declared else _question(work.municipality, entry, one, origin.site)
        events.append(_evidence(entry, one, origin, draft.body if draft else origin.declared, now))
        if draft is not None:
            asked.append(post(work, draft, now))
    work.execute(insert(table_of(Subscriber)), subscribers)
    work.session.add_all(ways)
    work.session.flush()
    work.execute(insert(table_of(ConsentRow)), events)
    work.execute(update(Message).where(Message.id.in_(asked)).values(priority=int(Priority.BULK)))


def _way(subscriber_id: int, to: Reached, declared: bool, now: datetime) -> SubscriberWay:
    return SubscriberWay(
        id=new_id(),
        subscriber_id=subscriber_id,
        rank=1,
        way=str(to.way),
        address=to.address,
        state=str(Standing.ACTIVE if declared else Standing.PENDING),
        asked_at=now,
        confirmed_at=now if declared else None,
        ended_at=None,
    )


def _subscriber(entry: Entry, way: SubscriberWay, origin: Origin, now: datetime) -> dict[str, Any]:
    state, first, address = seen([way])
    return {
        "id": way.subscriber_id,
        "state": state,
        "language": entry.wish.language,
        "topics": entry.wish.topics,
        "district": entry.wish.district,
        "way": first,
        "address": address,
        "quiet_from": None,
        "quiet_until": None,
        "channel": origin.channel,
        "created_at": now,
        "updated_at": now,
        "ended_at": None,
    }


def _question(town: Municipality, entry: Entry, way: SubscriberWay, site: str) -> Draft:
    """What asks somebody of the list to confirm, by their own way."""
    if entry.to.way is Way.EMAIL:
        return links.letter(town, way, entry.wish.language, site, links.ASK)
    topics = describing.topics_shown(entry.wish.topics, True)
    ask = _(
        "{town}: may we text you our news ({topics})? Reply YES to confirm. Otherwise do nothing.",
        town=town.short_name,
        topics=topics,
    )
    body = tongue(entry.wish.language, zone=town.zone)(ask)
    return Draft(Way.TEXT, entry.to.address, body, entry.wish.language, links.ASK)


def _evidence(entry: Entry, way: SubscriberWay, origin: Origin, asked: str, now: datetime) -> dict[str, Any]:
    declared = bool(origin.declared)
    return {
        "id": new_id(),
        "way": way.way,
        "address": way.address,
        "given": declared,
        "at": now,
        "channel": origin.channel,
        "words": entry.note[:WORDS_AT_MOST],
        "purpose": NEWS,
        "what": str(What.CONFIRMED if declared else What.ASKED),
        "asked": asked[:ASKED_AT_MOST],
        "subscriber_id": way.subscriber_id,
    }
