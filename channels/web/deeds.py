"""A deed of a page, in a transaction of its own."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import IntegrityError

from channels.here import core, town
from core.errors import InvalidAnswer
from core.ports import Work

T = TypeVar("T")


def kept(deed: Callable[[Work], T], counts: bool = False) -> T:
    """Do it and keep it; once more where it met another one that was faster.

    What is refused leaves nothing, unless it `counts`: a wrong try at a code must be kept.

    Raises:
        InvalidAnswer: it was refused.
    """
    try:
        return _kept(deed, counts)
    except IntegrityError:
        return _kept(deed, counts)


def _kept(deed: Callable[[Work], T], counts: bool) -> T:
    with core().database.work(town()) as work:
        try:
            return deed(work)
        except InvalidAnswer as error:
            if not counts:
                raise
            refused = error
    raise refused
