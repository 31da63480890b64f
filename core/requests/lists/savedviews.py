"""Saved views: filters that a clerk gave a name, and finds as a tab again on any computer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from core.errors import Conflict, InvalidAnswer, NotFound
from core.model import Base, Numbered, new_id, table_of
from core.ports import Work
from core.text import _

# More tabs than this nobody reads.
AT_MOST = 12
LONGEST_NAME = 40


class SavedView(Numbered, Base):
    """One named view of one clerk. A `shared` one, which a supervisor made so, is everybody's to see in the town."""

    __tablename__ = "saved_view"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str]
    # The address's own parameters: view, and whatever `Filters.written` writes.
    filters: Mapped[dict[str, Any]]
    position: Mapped[int]
    shared: Mapped[bool]

    __table_args__ = (Index(None, "municipality_id", "account_id", "position"),)


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved view as it is shown."""

    id: int
    account_id: int
    name: str
    filters: Mapping[str, str]
    shared: bool


def saved(work: Work, account_id: int) -> list[Saved]:
    """The clerk's own views, in their order, and then those that others share."""
    return [Saved(*row) for row in work.execute(_SEEN, {"account": account_id})]


# Every page of the queue asks it, so it is made once.
_ACCOUNT = bindparam("account", type_=BigInteger())
_SEEN = (
    select(SavedView.id, SavedView.account_id, SavedView.name, SavedView.filters, SavedView.shared)
    .where(or_(SavedView.account_id == _ACCOUNT, SavedView.shared))
    .order_by(SavedView.account_id != _ACCOUNT, SavedView.position, SavedView.id)
)


def save(work: Work, account_id: int, name: str, filters: Mapping[str, str], shared: bool = False) -> int:
    """Keep filters under a name, and give the id. One of the same name is written over.

    Raises:
        InvalidAnswer: "name": there is none, or it is too long.
        Conflict: the clerk has AT_MOST of them already.
    """
    name = _named(name)
    mine = SavedView.account_id == account_id
    # Two browsers of one clerk come one after the other, so that neither makes a thirteenth.
    known = list(work.session.scalars(select(SavedView).where(mine).with_for_update()))
    same = next((one for one in known if one.name == name), None)
    if same is not None:
        same.filters, same.shared = dict(filters), shared
        return same.id
    if len(known) >= AT_MOST:
        raise Conflict("many", _("You have {most} saved views already. Delete one first.", most=AT_MOST))
    position = max((one.position for one in known), default=0) + 1
    made = new_id()
    row = {"id": made, "account_id": account_id, "name": name, "filters": dict(filters), "position": position, "shared": shared}
    work.insert(table_of(SavedView), row)
    return made


def rename(work: Work, account_id: int, view_id: int, name: str, shared: bool) -> None:
    """Give a view another name, and say whether everybody of the town sees it.

    Raises:
        InvalidAnswer: "name": there is none, it is too long, or another view has it.
        NotFound: the clerk has no such view.
    """
    name = _named(name)
    others = (SavedView.account_id == account_id, SavedView.name == name, SavedView.id != view_id)
    if work.execute(select(func.count(SavedView.id)).where(*others)).scalar_one():
        raise InvalidAnswer("name", _("Another of your views has this name."))
    own = (SavedView.id == view_id, SavedView.account_id == account_id)
    if not work.execute(update(SavedView).where(*own).values(name=name, shared=shared)).rowcount:
        raise NotFound("view", _("This view is not there any more."))


def shift(work: Work, account_id: int, view_id: int, later: bool) -> None:
    """Let one of the clerk's own views change places with the one before it, or after it; at the end it stays.

    Raises:
        NotFound: the clerk has no such view.
    """
    mine = select(SavedView).where(SavedView.account_id == account_id).order_by(SavedView.position, SavedView.id)
    own = list(work.session.scalars(mine.with_for_update()))
    at = next((number for number, one in enumerate(own) if one.id == view_id), None)
    if at is None:
        raise NotFound("view", _("This view is not there any more."))
    to = at + 1 if later else at - 1
    if 0 <= to < len(own):
        own[at].position, own[to].position = own[to].position, own[at].position


def drop(work: Work, account_id: int, view_id: int) -> None:
    """Delete one of the clerk's own views; one that is gone already is not an error."""
    work.execute(delete(SavedView).where(SavedView.id == view_id, SavedView.account_id == account_id))


def _named(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise InvalidAnswer("name", _("Give the view a name."))
    if len(name) > LONGEST_NAME:
        raise InvalidAnswer("name", _("Write at most {most} characters.", most=LONGEST_NAME))
    return name
