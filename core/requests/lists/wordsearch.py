"""The search for words: all of them, in any order, the last one perhaps a beginning; newest first.

One word (or a beginning that at most EXPANDED words have) is a walk along the index of words, newest request first, and
stops after a page. Several words begin with the rarest: a term that at most RARE rows of the index have is looked up whole,
and what it leads to is asked for the other words. Where every term is commoner, the newest requests are looked at. No
search looks at more than LOOKED requests at once: if they make no whole page, the searcher is given the way to go on from
there. So a search costs the same however many requests there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.ports import Work
from core.requests.lists.stretches import COLUMNS
from core.requests.lists.terms import Term
from core.requests.lists.wordwalks import EXPANDED, LOOKED, RARE, From, Shape, expanding, last, searching, weighing
from core.requests.tables import Request

_ID = COLUMNS.index(Request.id)
# At first no more than this is looked at where a department or being open may leave rows out: mostly that is a page.
_GLANCED = 200


@dataclass(frozen=True, slots=True)
class Among:
    """Where is looked: these departments (None for the whole town), open ones only or all, those before an id."""

    departments: tuple[str, ...] | None = None
    open_only: bool = False
    before: int | None = None


# At most a page of rows of COLUMNS, and the id before which the search goes on (None where nothing is left).
Rows = tuple[list[Any], int | None]


def search(work: Work, terms: Sequence[Term], among: Among, size: int) -> Rows:
    """The newest `size` requests that have all of the terms, among those that may be seen."""
    if len(terms) == 1:
        return _single(work, terms[0], among, size)
    ordered = sorted(terms, key=lambda one: one.length, reverse=True)
    found = _rows(work, _Asked(From.RARE, ordered), among, size)
    if found:
        return _cut(found, size)
    weights = _weights(work, ordered)
    if not all(weights):
        return [], None
    _weight, at = min((weight, at) for at, weight in enumerate(weights))
    ordered.insert(0, ordered.pop(at))
    if weights[at] <= RARE:
        # If it led already, then nothing was found.
        return _cut(_rows(work, _Asked(From.RARE, ordered), among, size), size) if at else ([], None)
    whole = next((one for one in ordered if not one.begins), None)
    if whole is None:
        return _looked(work, _Asked(From.NEWEST, ordered), among, size)
    ordered.remove(whole)
    return _walked(work, whole.keys, ordered, among, size)


def _single(work: Work, term: Term, among: Among, size: int) -> Rows:
    """One word. As it was typed it is looked for at once; that it begins other words is learnt from the same question."""
    if not term.begins:
        return _walked(work, term.keys, (), among, size)
    picky = among.departments is not None or among.open_only
    asked = _Asked(From.WORDS, (term,), term.keys, _GLANCED if picky else size + 1, expands=True)
    found = _rows(work, asked, among, size)
    words = found[0].every.split() if found else _expanded(work, term)
    if len(words) > EXPANDED:
        return _looked(work, _Asked(From.NEWEST, (term,)), among, size)
    if not words:
        return [], None
    if found and set(words) <= set(term.keys) and (len(found) > size or (len(words) == 1 and not picky)):
        return _cut([row[1:] for row in found], size)
    return _walked(work, words, (), among, size)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Where a search begins, the terms to be looked for, and the words to walk along."""

    start: From
    terms: Sequence[Term]
    words: Sequence[str] = ()
    looked: int = LOOKED
    # Whether the only term is asked for the words that begin like it, which are walked along by themselves.
    expands: bool = False


def _walked(work: Work, words: Sequence[str], others: Sequence[Term], among: Among, size: int) -> Rows:
    """Along some words; a short way first, then as far as is looked."""
    picky = among.departments is not None or among.open_only or others
    glance = _Asked(From.WORDS, others, words, _GLANCED if picky else size + 1)
    found, rest = _looked(work, glance, among, size)
    if rest is None or len(found) == size:
        return found, rest
    return _looked(work, _Asked(From.WORDS, others, words), among, size)


def _looked(work: Work, asked: _Asked, among: Among, size: int) -> Rows:
    found = _rows(work, asked, among, size)
    if len(found) > size:
        return _cut(found, size)
    if asked.start is From.WORDS and len(asked.words) == 1 and asked.looked == size + 1:
        # Nothing was left out, so there is nothing more.
        return found, None
    # Fewer than a page among those that were looked at: older ones may be left.
    return found, work.execute(last(_shape(asked, among, size)), _values(asked, among)).scalar()


def _expanded(work: Work, term: Term) -> list[str]:
    """The words that a term means, EXPANDED + 1 for more: itself, or the words of the index that begin like it."""
    if not term.begins:
        return list(term.keys)
    return list(work.execute(expanding(len(term.keys)), _ranges(0, term)).scalars())


def _cut(found: list[Any], size: int) -> Rows:
    return found[:size], int(found[size - 1][_ID]) if len(found) > size else None


def _rows(work: Work, asked: _Asked, among: Among, size: int) -> list[Any]:
    return list(work.execute(searching(_shape(asked, among, size)), _values(asked, among)).all())


def _shape(asked: _Asked, among: Among, size: int) -> Shape:
    return Shape(
        start=asked.start,
        terms=_shapes(asked.terms),
        departments=among.departments is not None,
        open_only=among.open_only,
        before=among.before is not None,
        size=size + 1,
        looked=asked.looked,
        words=len(asked.words),
        expands=asked.expands,
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
    values = _values(_Asked(From.RARE, terms), Among())
    return [int(one) for one in work.execute(weighing(_shapes(terms)), values).one()]
