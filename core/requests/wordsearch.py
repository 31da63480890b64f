"""The search for words: all of them, in any order, the last one perhaps a beginning; newest first.

One word (or a beginning that at most EXPANDED words have) is a walk along the index of words, newest request first, and
stops after a page. Several words begin with the rarest: a term that at most RARE rows of the index have is looked up whole,
and what it leads to is asked for the other words. Where every term is commoner, the newest requests are looked at. No
search looks at more than LOOKED requests at once: if they make no whole page, the searcher is given the way to go on from
there. So a search costs the same however many requests there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Select, and_, bindparam, exists, func, literal_column, or_, select, true, union_all
from sqlalchemy.orm import aliased

from core.ports import Work
from core.requests.stretches import COLUMNS
from core.requests.tables import Request
from core.requests.terms import Term
from core.requests.wordindex import RequestWord

RARE, LOOKED = 500, 2000
# So many words that begin alike are walked side by side.
EXPANDED = 24
# At first no more than this is looked at where a department or being open may leave rows out: mostly that is a page.
_GLANCED = 200


@dataclass(frozen=True, slots=True)
class Among:
    """Where is looked: these departments (None for the whole town), open ones only or all, those before an id."""

    departments: tuple[str, ...] | None = None
    open_only: bool = False
    before: int | None = None


class _From(Enum):
    """What the search begins with: all rows of a rare term, the newest of some words, the town's newest requests."""

    RARE = 1
    WORDS = 2
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
    # How many requests are looked at, and for how many words.
    looked: int = LOOKED
    words: int = 0


# At most a page of rows of COLUMNS, and the id before which the search goes on (None where nothing is left).
Rows = tuple[list[Any], int | None]


def search(work: Work, terms: Sequence[Term], among: Among, size: int) -> Rows:
    """The newest `size` requests that have all of the terms, among those that may be seen."""
    if len(terms) == 1:
        words = _expanded(work, terms[0])
        if len(words) <= EXPANDED:
            return _walked(work, words, (), among, size) if words else ([], None)
        return _looked(work, _Asked(_From.NEWEST, terms), among, size)
    ordered = sorted(terms, key=lambda one: one.length, reverse=True)
    found = _rows(work, _Asked(_From.RARE, ordered), among, size)
    if found:
        return _cut(found, size)
    weights = _weights(work, ordered)
    if not all(weights):
        return [], None
    _weight, at = min((weight, at) for at, weight in enumerate(weights))
    ordered.insert(0, ordered.pop(at))
    if weights[at] <= RARE:
        # If it led already, then nothing was found.
        return _cut(_rows(work, _Asked(_From.RARE, ordered), among, size), size) if at else ([], None)
    whole = next((one for one in ordered if not one.begins), None)
    if whole is None:
        return _looked(work, _Asked(_From.NEWEST, ordered), among, size)
    ordered.remove(whole)
    return _walked(work, whole.keys, ordered, among, size)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Where a search begins, the terms to be looked for, and the words to walk along."""

    start: _From
    terms: Sequence[Term]
    words: Sequence[str] = ()
    looked: int = LOOKED


def _walked(work: Work, words: Sequence[str], others: Sequence[Term], among: Among, size: int) -> Rows:
    """Along some words; a short way first, then as far as is looked."""
    picky = among.departments is not None or among.open_only or others
    glance = _Asked(_From.WORDS, others, words, _GLANCED if picky else size + 1)
    found, rest = _looked(work, glance, among, size)
    if rest is None or len(found) == size:
        return found, rest
    return _looked(work, _Asked(_From.WORDS, others, words), among, size)


def _looked(work: Work, asked: _Asked, among: Among, size: int) -> Rows:
    found = _rows(work, asked, among, size)
    if len(found) > size:
        return _cut(found, size)
    if asked.start is _From.WORDS and len(asked.words) == 1 and asked.looked == size + 1:
        # Nothing was left out, so there is nothing more.
        return found, None
    # Fewer than a page among those that were looked at: older ones may be left.
    return found, work.execute(_last(_shape(asked, among, size)), _values(asked, among)).scalar()


def _expanded(work: Work, term: Term) -> list[str]:
    """The words that a term means, EXPANDED + 1 for more: itself, or the words of the index that begin like it."""
    if not term.begins:
        return list(term.keys)
    return list(work.execute(_expanding(len(term.keys)), _ranges(0, term)).scalars())


def _cut(found: list[Any], size: int) -> Rows:
    return found[:size], int(found[size - 1].id) if len(found) > size else None


def _rows(work: Work, asked: _Asked, among: Among, size: int) -> list[Any]:
    return list(work.execute(_searching(_shape(asked, among, size)), _values(asked, among)).all())


def _shape(asked: _Asked, among: Among, size: int) -> _Shape:
    return _Shape(
        start=asked.start,
        terms=_shapes(asked.terms),
        departments=among.departments is not None,
        open_only=among.open_only,
        before=among.before is not None,
        size=size + 1,
        looked=asked.looked,
        words=len(asked.words),
    )


def _shapes(terms: Sequence[Term]) -> tuple[tuple[int, bool], ...]:
    return tuple((len(one.keys), one.begins) for one in terms)


def _values(asked: _Asked, among: Among) -> dict[str, Any]:
    values: dict[str, Any] = {"before": among.before, "departments": among.departments}
    values |= {f"word_{number}": one for number, one in enumerate(asked.words)}
    for at, term in enumerate(asked.terms):
        values |= _ranges(at, term)
    return values


def _ranges(at: int, term: Term) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, (first, end) in enumerate(term.ranges):
        found |= {f"from_{at}_{number}": first, f"to_{at}_{number}": end}
    return found


def _weights(work: Work, terms: Sequence[Term]) -> list[int]:
    """How many rows of the index each term has, RARE + 1 for more."""
    values = _values(_Asked(_From.RARE, terms), Among())
    return [int(one) for one in work.execute(_weighing(_shapes(terms)), values).one()]


@lru_cache(maxsize=256)
def _weighing(terms: tuple[tuple[int, bool], ...]) -> Select[Any]:
    return select(
        *(
            select(func.count()).select_from(_some(at, *one).subquery(f"some_{at}")).scalar_subquery()
            for at, one in enumerate(terms)
        )
    )


@lru_cache(maxsize=64)
def _expanding(keys: int) -> Select[Any]:
    """The words within the ranges of a term, each found from the one before it without reading the rows between."""
    every = [_next_words(number) for number in range(keys)]
    found: Any = every[0] if keys == 1 else select(union_all(*every).subquery())
    limited: Select[Any] = found.limit(_at_most(EXPANDED + 1))
    return limited


def _next_words(number: int) -> Any:
    first: Any = bindparam(f"from_0_{number}")
    end: Any = bindparam(f"to_0_{number}")
    least = func.min(RequestWord.word).label("word")
    seen = select(least).where(RequestWord.word >= first, RequestWord.word < end).cte(f"seen_{number}", recursive=True)
    later = aliased(RequestWord)
    following = select(func.min(later.word)).where(later.word > seen.c.word, later.word < end)
    seen = seen.union_all(select(following.scalar_subquery()).where(seen.c.word.is_not(None)))
    return select(seen.c.word).where(seen.c.word.is_not(None))


@lru_cache(maxsize=256)
def _searching(shape: _Shape) -> Select[Any]:
    start = _start(shape).cte("start") if shape.start is _From.RARE else _start(shape).subquery("start")
    once = shape.start is not _From.NEWEST and (shape.start is _From.RARE or shape.words > 1)
    ids: Any = select(start.c.id).distinct().subquery("ids") if once else start
    wheres: list[Any] = [Request.id == ids.c.id]
    if shape.start is _From.RARE:
        # Looked at once, before anything else: a common term finds nothing here, and costs no more than being counted.
        wheres.append(select(func.count()).select_from(start).scalar_subquery() <= literal_column(str(RARE)))
    if shape.departments:
        wheres.append(Request.department.in_(bindparam("departments", expanding=True)))
    if shape.open_only:
        wheres.append(Request.is_open == true())
    if shape.before:
        wheres.append(Request.id < _before())
    first = 1 if shape.start is _From.RARE else 0
    wheres += [_has(at, *one) for at, one in enumerate(shape.terms) if at >= first]
    found: Select[Any] = select(*COLUMNS).where(*wheres).order_by(ids.c.id.desc()).limit(_at_most(shape.size))
    return found


@lru_cache(maxsize=256)
def _last(shape: _Shape) -> Select[Any]:
    """The oldest request that was looked at, if there were as many as may be."""
    start = _start(shape).subquery("start")
    full = func.count() >= literal_column(str(shape.looked))
    return select(func.min(start.c.id)).select_from(start).having(full)


def _start(shape: _Shape) -> Any:
    """The ids of what is looked at."""
    match shape.start:
        case _From.RARE:
            return _some(0, *shape.terms[0])
        case _From.NEWEST:
            newest: Any = select(Request.id.label("id"))
            newest = newest.where(Request.id < _before()) if shape.before else newest
            return newest.order_by(Request.id.desc()).limit(_at_most(shape.looked))
        case _From.WORDS:
            walks = [_walk(number, shape) for number in range(shape.words)]
            if len(walks) == 1:
                return walks[0]
            # Each is stopped by itself: PostgreSQL would rather read all of them than merge them as they come.
            merged = union_all(*(select(one.subquery()) for one in walks)).subquery("merged")
            return select(merged.c.id).order_by(merged.c.id.desc()).limit(_at_most(shape.looked))


def _walk(number: int, shape: _Shape) -> Any:
    found = select(RequestWord.request_id.label("id")).where(RequestWord.word == bindparam(f"word_{number}"))
    found = found.where(RequestWord.request_id < _before()) if shape.before else found
    return found.order_by(RequestWord.request_id.desc()).limit(_at_most(shape.looked))


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
    first: Any = bindparam(f"from_{at}_{number}")
    if not begins:
        return RequestWord.word == first
    return and_(RequestWord.word >= first, RequestWord.word < bindparam(f"to_{at}_{number}"))


def _before() -> Any:
    return bindparam("before", type_=BigInteger())


def _at_most(number: int) -> Any:
    return literal_column(str(number))
