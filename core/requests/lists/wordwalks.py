"""The statements behind the search for words (core.requests.lists.wordsearch), each made once for its shape."""

from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Select, and_, bindparam, exists, func, literal_column, or_, select, true, union_all
from sqlalchemy.orm import aliased

from core.requests.lists.stretches import COLUMNS
from core.requests.lists.wordindex import RequestWord
from core.requests.tables import Request

RARE, LOOKED = 500, 2000
# So many words that begin alike are walked side by side.
EXPANDED = 24


class From(Enum):
    """What the search begins with: all rows of a rare term, the newest of some words, the town's newest requests."""

    RARE = 1
    WORDS = 2
    NEWEST = 3


@dataclass(frozen=True, slots=True)
class Shape:
    """All of a statement but its values: each term as (how many keys, whether they are beginnings), the first leads."""

    start: From
    terms: tuple[tuple[int, bool], ...]
    departments: bool
    open_only: bool
    before: bool
    size: int
    # How many requests are looked at, and for how many words.
    looked: int = LOOKED
    words: int = 0
    expands: bool = False


@lru_cache(maxsize=256)
def weighing(terms: tuple[tuple[int, bool], ...]) -> Select[Any]:
    return select(
        *(
            select(func.count()).select_from(_some(at, *one).subquery(f"some_{at}")).scalar_subquery()
            for at, one in enumerate(terms)
        )
    )


@lru_cache(maxsize=64)
def expanding(keys: int) -> Select[Any]:
    """The words within the ranges of a term, each found from the one before it without reading the rows between."""
    every = [_next_words(number) for number in range(keys)]
    found: Any = every[0] if keys == 1 else select(union_all(*every).subquery())
    limited: Select[Any] = found.limit(_at_most(EXPANDED + 1))
    return limited


def _every(keys: int) -> Any:
    """The words that a term begins, as one text: keys have no spaces."""
    words = expanding(keys).subquery("words")
    return select(func.aggregate_strings(words.c.word, " ")).scalar_subquery().label("every")


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
def searching(shape: Shape) -> Select[Any]:
    start = _start(shape).cte("start") if shape.start is From.RARE else _start(shape).subquery("start")
    once = shape.start is not From.NEWEST and (shape.start is From.RARE or shape.words > 1)
    ids: Any = select(start.c.id).distinct().subquery("ids") if once else start
    wheres: list[Any] = [Request.id == ids.c.id]
    if shape.start is From.RARE:
        # Looked at once, before anything else: a common term finds nothing here, and costs no more than being counted.
        wheres.append(select(func.count()).select_from(start).scalar_subquery() <= literal_column(str(RARE)))
    if shape.departments:
        wheres.append(Request.department.in_(bindparam("departments", expanding=True)))
    if shape.open_only:
        wheres.append(Request.is_open == true())
    if shape.before:
        wheres.append(Request.id < _before())
    others = list(enumerate(shape.terms))[1 if shape.start is From.RARE or shape.expands else 0 :]
    wheres += [_has(at, *one) for at, one in others]
    columns = [_every(shape.terms[0][0]), *COLUMNS] if shape.expands else COLUMNS
    found: Select[Any] = select(*columns).where(*wheres).order_by(ids.c.id.desc()).limit(_at_most(shape.size))
    return found


@lru_cache(maxsize=256)
def last(shape: Shape) -> Select[Any]:
    """The oldest request that was looked at, if there were as many as may be."""
    start = _start(shape).subquery("start")
    full = func.count() >= literal_column(str(shape.looked))
    return select(func.min(start.c.id)).select_from(start).having(full)


def _start(shape: Shape) -> Any:
    """The ids of what is looked at."""
    match shape.start:
        case From.RARE:
            return _some(0, *shape.terms[0])
        case From.NEWEST:
            newest: Any = select(Request.id.label("id"))
            newest = newest.where(Request.id < _before()) if shape.before else newest
            return newest.order_by(Request.id.desc()).limit(_at_most(shape.looked))
        case From.WORDS:
            walks = [_walk(number, shape) for number in range(shape.words)]
            if len(walks) == 1:
                return walks[0]
            # Each is stopped by itself: PostgreSQL would rather read all of them than merge them as they come.
            merged = union_all(*(select(one.subquery()) for one in walks)).subquery("merged")
            return select(merged.c.id).order_by(merged.c.id.desc()).limit(_at_most(shape.looked))


def _walk(number: int, shape: Shape) -> Any:
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
