"""What the demonstration's clerks and citizens did with each request afterwards, with the real actions, only earlier."""

from datetime import datetime, timedelta

from sqlalchemy import select

from core.catalogue import Catalogue
from core.demonstration.scenes import Deed, Scene
from core.errors import NotFound
from core.ports import Work
from core.requests import actions
from core.requests.moves import Outcome
from core.requests.tables import Attachment, Request

# A clerk takes a request in hand this long before doing something with it.
BEFORE = timedelta(minutes=3)


def work_on(
    work: Work, catalogue: Catalogue, request: Request, scene: Scene, filed_at: datetime, now: datetime, clerk_id: int
) -> None:
    """Do everything that the scene says, each at its moment, none of them later than now."""
    clerk = actions.Actor("desk", clerk_id)
    citizen = actions.Actor(scene.channel)
    latest = filed_at
    for left, deed in zip(range(len(scene.work), 0, -1), scene.work, strict=True):
        wanted = filed_at + timedelta(days=deed.after)
        # What would lie ahead of us happened some minutes ago, in its order.
        at = max(latest + timedelta(minutes=1), min(wanted, now - left * 2 * BEFORE))
        _do(work, catalogue, request, deed, at, clerk, citizen)
        latest = at


def _do(
    work: Work,
    catalogue: Catalogue,
    request: Request,
    deed: Deed,
    at: datetime,
    clerk: actions.Actor,
    citizen: actions.Actor,
) -> None:
    words = " ".join(deed.words)
    match deed.what:
        case "note":
            actions.add_note(work, request, clerk, words, at)
        case "answers":
            service = catalogue.get(request.service)
            actions.answer(work, request, citizen, words, at, clock=service.clock if service else None)
        case "withdraws":
            actions.withdraw(work, request, citizen, at)
        case "reopens":
            actions.reopen(work, request, citizen, at)
        case "identifies":
            actions.identify(work, request, clerk, "identity-card", words, at)
        case "returns":
            actions.take_back(work, request, clerk, words, at)
        case _:
            actions.claim(work, request, clerk, at - BEFORE)
            _do_in_hand(work, request, deed, at, clerk)


def _do_in_hand(work: Work, request: Request, deed: Deed, at: datetime, clerk: actions.Actor) -> None:
    """What only the one who has claimed a request does."""
    words = " ".join(deed.words)
    match deed.what:
        case "claim":
            pass
        case "release":
            actions.release(work, request, clerk, at)
        case "ask":
            actions.ask(work, request, clerk, words, at)
        case "reply":
            actions.reply(work, request, clerk, words, at)
        case "forward":
            actions.forward(work, request, clerk, words, at)
        case "write-down":
            actions.write_down(work, request, clerk, _recording(work, request), words, at)
        case "close":
            outcome, *reason = deed.words
            actions.close(work, request, clerk, Outcome(outcome), " ".join(reason), at)
        case _:
            raise ValueError(f"{deed.what}: nobody does that in the demonstration")


def _recording(work: Work, request: Request) -> Attachment:
    """The first recording of a request that nobody has written down.

    Raises:
        NotFound: it has none.
    """
    row = Attachment
    found = work.session.scalars(
        select(row).where(row.request_id == request.id, row.kind == "recording", row.written_down == "").order_by(row.id)
    ).first()
    if found is None:
        raise NotFound("recording", "This request has no recording that waits to be written down.")
    return found
