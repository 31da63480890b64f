"""The states of a request and the moves between them: one table."""

from enum import StrEnum

from core.errors import Conflict
from core.text import Text, _


class State(StrEnum):
    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    WAITING_CITIZEN = "waiting_citizen"
    WAITING_IDENTITY = "waiting_identity"
    FORWARDED = "forwarded"
    CLOSED = "closed"


class Outcome(StrEnum):
    """Why a request ended."""

    DONE = "done"
    REFUSED = "refused"
    NOT_OURS = "not_ours"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


OPEN = frozenset(State) - {State.CLOSED}

MOVES: dict[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.IN_PROGRESS, State.WAITING_CITIZEN, State.FORWARDED, State.CLOSED}),
    State.IN_PROGRESS: frozenset({State.WAITING_CITIZEN, State.FORWARDED, State.CLOSED}),
    State.WAITING_CITIZEN: frozenset({State.IN_PROGRESS, State.CLOSED}),
    State.WAITING_IDENTITY: frozenset({State.RECEIVED, State.CLOSED}),
    State.FORWARDED: frozenset({State.IN_PROGRESS, State.CLOSED}),
    # "Not solved": only reports, and not for ever; actions.reopen holds those rules.
    State.CLOSED: frozenset({State.IN_PROGRESS}),
}

STATE_NAMES: dict[State, Text] = {
    State.RECEIVED: _("received"),
    State.IN_PROGRESS: _("being worked on"),
    State.WAITING_CITIZEN: _("waiting for your answer"),
    State.WAITING_IDENTITY: _("waiting for proof of who you are"),
    State.FORWARDED: _("sent to another authority"),
    State.CLOSED: _("closed"),
}

OUTCOME_NAMES: dict[Outcome, Text] = {
    Outcome.DONE: _("done"),
    Outcome.REFUSED: _("refused"),
    Outcome.NOT_OURS: _("not ours, sent to whom it concerns"),
    Outcome.DUPLICATE: _("already reported by somebody else"),
    Outcome.WITHDRAWN: _("withdrawn by the citizen"),
    Outcome.LAPSED: _("ended without an answer from the citizen"),
}


def check(now: State, then: State) -> None:
    """Refuse a move that is not in the table.

    Raises:
        Conflict: the request cannot go from here to there; somebody else may have moved it.
    """
    if then not in MOVES[now]:
        raise Conflict(
            "state",
            _("This request is {state} and cannot be changed like that.", state=STATE_NAMES[now]),
        )
