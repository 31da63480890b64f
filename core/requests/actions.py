"""Everything that clerks and citizens do with a request. Each is one event, in the caller's transaction."""

from core.requests.acting import Actor, note_event
from core.requests.asking import ANSWER_WITHIN, answer, ask
from core.requests.byhand import UNTOLD, told_by_hand
from core.requests.claiming import CLAIM_LASTS, claim, release, renew, require_claim
from core.requests.closing import close, ending, lapse, outcomes, reopen, withdraw
from core.requests.forwarding import forward, take_back
from core.requests.identifying import identify
from core.requests.moves import Outcome
from core.requests.proving import prove
from core.requests.writing import add_note, reply

__all__ = [
    "ANSWER_WITHIN",
    "CLAIM_LASTS",
    "UNTOLD",
    "Actor",
    "Outcome",
    "add_note",
    "answer",
    "ask",
    "claim",
    "close",
    "ending",
    "forward",
    "identify",
    "lapse",
    "note_event",
    "outcomes",
    "prove",
    "release",
    "renew",
    "reopen",
    "reply",
    "require_claim",
    "take_back",
    "told_by_hand",
    "withdraw",
]
