"""The desk's list of announcements: by stage, kind and words, the last changed first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from core.announcements.kinds import Kind, Stage
from core.announcements.tables import Announcement
from core.announcements.wanted import containing
from core.ports import Work

PAGE = 25
LONGEST_WORDS = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be listed; `author` is an account, 0 for anybody's. Pages are counted from 1."""

    stage: Stage | None = None
    kind: Kind | None = None
    words: str = ""
    author: int = 0
    page: int = 1


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the list."""

    id: int
    kind: Kind
    stage: Stage
    texts: Mapping[str, Mapping[str, str]]
    districts: Sequence[str]
    author_id: int
    updated_at: datetime
    publish_at: datetime | None
    published_at: datetime | None
    valid_until: datetime | None
    corrects: bool
    corrected: bool


def page(work: Work, wanted: Wanted) -> tuple[list[Listed], bool]:
    """One page, and whether there is a next one."""
    row = Announcement
    found = (
        select(row)
        .where(*_wanted(wanted), *([row.stage == wanted.stage] if wanted.stage else []))
        .order_by(row.updated_at.desc(), row.id.desc())
        .offset((wanted.page - 1) * PAGE)
        .limit(PAGE + 1)
    )
    rows = work.session.scalars(found).all()
    return [_listed(one) for one in rows[:PAGE]], len(rows) > PAGE


def counts(work: Work, wanted: Wanted) -> Mapping[Stage, int]:
    """How many there are at each stage, with everything else as it is wanted."""
    row = Announcement
    counted = select(row.stage, func.count()).where(*_wanted(wanted)).group_by(row.stage)
    return {Stage(stage): int(count) for stage, count in work.execute(counted)}


def _wanted(wanted: Wanted) -> list[ColumnElement[bool]]:
    row = Announcement
    terms: list[ColumnElement[bool]] = [row.drill.is_(False)]
    if wanted.kind is not None:
        terms.append(row.kind == wanted.kind)
    if wanted.author:
        terms.append(row.author_id == wanted.author)
    return terms + containing(wanted.words)


def _listed(row: Announcement) -> Listed:
    fields: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("id", "texts", "districts", "author_id", "updated_at", "publish_at", "published_at", "valid_until")
    }
    corrects, corrected = row.corrects_id is not None, row.corrected_at is not None
    return Listed(kind=Kind(row.kind), stage=Stage(row.stage), corrects=corrects, corrected=corrected, **fields)
