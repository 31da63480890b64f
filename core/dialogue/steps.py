"""What a conversation can say next: a closed union. A new step fails the type check in every channel that cannot say it."""

from dataclasses import dataclass
from datetime import datetime

from core.announcements.told import Told
from core.announcements.topics import Topic
from core.certificates.checking import Checked
from core.dialogue.service import Assurance, Question, Service
from core.requests.duedate import DueDate
from core.requests.status import Status
from core.text import Sentence


@dataclass(frozen=True, slots=True)
class Pick:
    """One thing that can be chosen: by its `number` where the medium counts, by its `value` where it shows a form."""

    number: str
    value: str
    label: Sentence


@dataclass(frozen=True, kw_only=True)
class Said:
    """What every step has: `notes` to say first, such as what was wrong or what has just happened."""

    notes: tuple[Sentence, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Menu(Said):
    """A few things to choose from: the main menu, a group of services, "did you mean", "which request"."""

    title: Sentence
    picks: tuple[Pick, ...]
    more: bool = False
    # The top of all menus, where a medium may say how else it can be used.
    top: bool = False


@dataclass(frozen=True, kw_only=True)
class Ask(Said):
    """One question. `number` of `total` is for progress; `problem` says what was wrong with the last reply."""

    question: Question
    service: Service | None
    number: int
    total: int
    picks: tuple[Pick, ...] = ()
    more: bool = False
    problem: Sentence | None = None
    example: Sentence | None = None
    # What was answered before, for a form to show again.
    before: object = None
    skippable: bool = False
    # The question before this one, for a page's way back.
    back_to: str = ""


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One answer to check. `number` changes it."""

    number: str
    key: str
    label: Sentence
    shown: Sentence


@dataclass(frozen=True, kw_only=True)
class Identify(Said):
    """Who speaks? `picks` are the ways to prove it here, and "later"; with `question`, one of them is under way.

    `needed` is how sure we must be, `has` how sure we are.
    """

    service: Service
    needed: Assurance
    has: Assurance
    picks: tuple[Pick, ...] = ()
    question: Question | None = None
    problem: Sentence | None = None
    # A code is asked for, and a new one can be had.
    sent: bool = False
    # The last question of the service, for a page's way back.
    back_to: str = ""


@dataclass(frozen=True, kw_only=True)
class Review(Said):
    """Everything said, before it is sent."""

    service: Service
    items: tuple[ReviewItem, ...]
    more: bool = False
    send: str = "send"
    # The last question, for a page's way back.
    back_to: str = ""


@dataclass(frozen=True, kw_only=True)
class Done(Said):
    """Filed: the receipt."""

    service: Service
    reference: str
    receipt_code: str
    protocol: str
    due: DueDate | None
    received_at: datetime
    needs_proof: bool = False
    tell_to: str = ""
    tell_by: str = ""
    # What was sent, label and answer, where a page can show it.
    items: tuple[tuple[Sentence, Sentence], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Information(Said):
    """A service that files nothing but explains."""

    service: Service


@dataclass(frozen=True, kw_only=True)
class ShowStatus(Said):
    """What is happening with a request. `can_open`: giving the receipt code would tell more.

    `asks_solved`: whether it is really solved is asked with it, to be answered by one of `picks` where the medium counts.
    """

    status: Status
    service: Service | None
    can_open: bool
    asks_solved: bool = False
    picks: tuple[Pick, ...] = ()
    # It waits for a proof that can be given here.
    can_prove: bool = False


@dataclass(frozen=True, kw_only=True)
class Notice(Said):
    """Something said that asks nothing back."""

    text: Sentence
    # For the provider's sake: a notice that only confirms STOP or START.
    consent: bool = False
    # It can go on only after the conversation has ended: a call is put down.
    ends: bool = False


@dataclass(frozen=True, kw_only=True)
class Help(Said):
    """How to use this channel, and how to reach a person. What was open stays open."""

    number: str


@dataclass(frozen=True, kw_only=True)
class GiveCode(Said):
    """The hand-over code of this conversation."""

    code: str
    until: datetime
    service: Service


@dataclass(frozen=True, kw_only=True)
class HandOver(Said):
    """To a person. `open_now` in opening hours; otherwise a call back can be asked for with `call_back`."""

    number: str
    open_now: bool
    # The pick that asks for a call back; "" where that is what is being asked for already.
    call_back: str = ""


@dataclass(frozen=True, kw_only=True)
class ShowCheck(Said):
    """What a document is worth whose code was given."""

    checked: Checked


@dataclass(frozen=True, kw_only=True)
class ShowNews(Said):
    """News: one announcement (`told`), by its title alone or `whole`; or titles to pick from. Neither: there is none.

    `about` is the topic that was asked for. `more`: the list goes on. `subscribe` is the command that leads to subscribing,
    "" where nothing does.
    """

    about: Topic | None
    told: Told | None
    whole: bool
    picks: tuple[Pick, ...] = ()
    more: bool = False
    subscribe: str = ""


Step = (
    Menu | Ask | Identify | Review | Done | Information | ShowStatus | ShowCheck | ShowNews | Notice | Help | GiveCode | HandOver
)

__all__ = [
    "Ask",
    "Done",
    "GiveCode",
    "HandOver",
    "Help",
    "Identify",
    "Information",
    "Menu",
    "Notice",
    "Pick",
    "Review",
    "ReviewItem",
    "ShowCheck",
    "ShowNews",
    "ShowStatus",
    "Step",
]
