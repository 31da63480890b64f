"""What a page is drawn with: what all pages of one channel have in common, and what one showing of a step adds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.dialogue.turns import Medium


@dataclass(frozen=True)
class Frame:
    """One channel's pages: its templates' folder, its medium, and the addresses that its pages lead to."""

    channel: str
    medium: Medium
    templates: str
    # The page of a talk about a service, by the service's key.
    talk: Callable[[str], str]
    # The page of a request, by its reference.
    track: Callable[[str], str]
    # Where what was picked in a menu leads, by the pick's value.
    menu: Callable[[str], str]
    # Where the national login begins, to which the page to come back to is added; "" where nobody signs in.
    login: str = ""
    # The pages of news; "" where they are another channel's.
    news: str = ""


@dataclass(frozen=True, kw_only=True)
class Showing:
    """One showing of one step.

    `here` is the address that shows this talk again and that its form is sent to; `turn` is the page's own token; `leave`
    is where the way back from the first question leads. `typed` holds the form as it was sent, after a problem.
    """

    here: str
    turn: str
    leave: str = ""
    typed: Mapping[str, str] | None = None
    notes: tuple[str, ...] = ()
    # The page changes one answer, and its way back is the review.
    changing: bool = False
    # The page begins a new talk even where the last one was filed.
    begins: bool = False
    # The talk came from elsewhere: what was said before is seen at the review only (rules: Codes, hand-over code).
    masked: bool = False
