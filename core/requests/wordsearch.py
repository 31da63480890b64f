"""The search for words: all of them, in any order, the last one perhaps a beginning; newest first.

It begins with the rarest word and looks at the requests that have it, so that a search costs the same however many
requests there are. A word or beginning that at most RARE rows of the index have is looked up whole. Where all words are
commoner than that, LOOKED requests are looked at, the newest first, and the searcher is given a way to go on from there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Select, and_, bindparam, exists, func, literal_column, or_, select, true, union_all

from core.ports import Work
from core.requests.stretches import COLUMNS
from core.requests.tables import Request
from core.requests.terms import Term
from core.requests.wordindex import RequestWord

RARE, LOOKED = 1000, 2000


@dataclass(frozen=True, slots=True)
class Among:
    """Where is looked: these departments (None for the whole town), open ones only or all, those before an id."""

    departments: tuple[str, ...] | None = None
    open_only: bool = False
    before: int | None = None


class _From(Enum):
    """What the search begins with: all rows of a rare term, the newest of one common word, the town's newest requests."""

    RARE = 1
    WORD = 2
    NEWEST = 3


@dataclass(frozen=True, slots=True)
class _Shape:
    """All of a statement but its values: each term as (how many keys, whether they are beginnings), the first leads."""

    start: _From
    terms: tuple[tuple[int, bool], ...]
    departments: bool
    open_only: bool
    before: bool
    size: int


def search(work: Work, terms: Sequence[Term], among: Among, size: int) -> tuple[list[Any], int | None]:
    """At most `size` rows of COLUMNS, and the id before which the search goes on (None where nothing is left)."""
    ordered = sorted(terms, key=lambda one: one.length, reverse=True)
    found = _rows(work, _From.RARE, ordered, among, size)
    if found and found[0].weight <= RARE:
        return _cut(found, size)
    weights = _weights(work, ordered)
    if not all(weights):
        return [], None
    _weight, at = min((weight, at) for at, weight in enumerate(weights))
    ordered.insert(0, ordered.pop(at))
    if weights[at] <= RARE:
        # If it led already, then nothing was found.
        return _cut(_rows(work, _From.RARE, ordered, among, size), size) if at else ([], None)
    return _common(work, ordered, among, size)


def _common(work: Work, ordered: list[Term], among: Among, size: int) -> tuple[list[Any], int | None]:
    whole = next((one for one in ordered if not one.begins and len(one.keys) == 1), None)
    if whole is not None:
        ordered.remove(whole)
        ordered.insert(0, whole)
    start = _From.WORD if whole is not None else _From.NEWEST
    found = _rows(work, start, ordered, among, size)
    if len(found) > size:
        return _cut(found, size)
    # Fewer than a page among those that were looked at: older ones may be left.
    return found, work.execute(_last(_shape(start, ordered, among, size)), _values(ordered, among)).scalar()


def _cut(found: list[Any], size: int) -> tuple[list[Any], int | None]:
    return found[:size], int(found[size - 1].id) if len(found) > size else None


def _rows(work: Work, start: _From, terms: Sequence[Term], among: Among, size: int) -> list[Any]:
    return list(work.execute(_searching(_shape(start, terms, among, size)), _values(terms, among)).all())


def _shape(start: _From, terms: Sequence[Term], among: Among, size: int) -> _Shape:
    shapes = tuple((len(one.keys), one.begins) for one in terms)
    return _Shape(start, shapes, among.departments is not None, among.open_only, among.before is not None, size + 1)


def _values(terms: Sequence[Term], among: Among) -> dict[str, Any]:
    values: dict[str, Any] = {"before": among.before, "departments": among.departments}
    for at, term in enumerate(terms):
        for number, (first, end) in enumerate(term.ranges):
            values |= {f"from_{at}_{number}": first, f"to_{at}_{number}": end}
    return values


def _weights(work: Work, terms: Sequence[Term]) -> list[int]:
    """How many rows of the index each term has, RARE + 1 for more."""
    statement = _weighing(tuple((len(one.keys), one.begins) for one in terms))
    return [int(one) for one in work.execute(statement, _values(terms, Among())).one()]


@lru_cache(maxsize=256)
def _weighing(terms: tuple[tuple[int, bool], ...]) -> Select[Any]:
    return select(
        *(
            select(func.count()).select_from(_some(at, *one).subquery(f"some_{at}")).scalar_subquery()
            for at, one in enumerate(terms)
        )
    )


@lru_cache(maxsize=256)
def _searching(shape: _Shape) -> Select[Any]:
    start = _start(shape).cte("start")
    columns: tuple[Any, ...] = COLUMNS
    if shape.start is _From.RARE:
        columns += (select(func.count()).select_from(start).scalar_subquery().label("weight"),)
    ids = select(start.c.id).distinct().subquery("ids") if shape.start is _From.RARE else start
    wheres = [Request.id == ids.c.id]
    if shape.departments:
        wheres.append(Request.department.in_(bindparam("departments", expanding=True)))
    if shape.open_only:
        wheres.append(Request.is_open == true())
    if shape.before:
        wheres.append(Request.id < _before())
    others = enumerate(shape.terms) if shape.start is _From.NEWEST else list(enumerate(shape.terms))[1:]
    wheres += [_has(at, *one) for at, one in others]
    return select(*columns).where(*wheres).order_by(ids.c.id.desc()).limit(_at_most(shape.size))


@lru_cache(maxsize=256)
def _last(shape: _Shape) -> Select[Any]:
    """The oldest request that was looked at, if there were as many as may be."""
    start = _start(shape).subquery("start")
    full = func.count() >= literal_column(str(LOOKED))
    return select(func.min(start.c.id)).select_from(start).having(full)


def _start(shape: _Shape) -> Any:
    if shape.start is _From.RARE:
        return _some(0, *shape.terms[0])
    column: Any = RequestWord.request_id if shape.start is _From.WORD else Request.id
    wheres = [_in_range(0, 0, begins=False)] if shape.start is _From.WORD else []
    if shape.before:
        wheres.append(column < _before())
    return select(column.label("id")).where(*wheres).order_by(column.desc()).limit(_at_most(LOOKED))


def _some(at: int, keys: int, begins: bool) -> Any:
    """The rows of one term, one more than RARE of them at most."""
    each = [select(RequestWord.request_id.label("id")).where(_in_range(at, number, begins)) for number in range(keys)]
    if keys == 1:
        return each[0].limit(_at_most(RARE + 1))
    limited = [select(one.limit(_at_most(RARE + 1)).subquery()) for one in each]
    return select(union_all(*limited).subquery()).limit(_at_most(RARE + 1))


def _has(at: int, keys: int, begins: bool) -> Any:
    ranges = or_(*(_in_range(at, number, begins) for number in range(keys)))
    return exists().where(RequestWord.request_id == Request.id, ranges)


def _in_range(at: int, number: int, begins: bool) -> Any:
    first = bindparam(f"from_{at}_{number}")
    if not begins:
        return RequestWord.word == first
    return and_(RequestWord.word >= first, RequestWord.word < bindparam(f"to_{at}_{number}"))


def _before() -> Any:
    return bindparam("before", type_=BigInteger())


def _at_most(number: int) -> Any:
    return literal_column(str(number))
