"""Everything that clerks and citizens do with a request. Each is one event, in the caller's transaction."""

from core.requests.acting import Actor, note_event
from core.requests.asking import ANSWER_WITHIN, answer, ask, unanswered
from core.requests.assigning import assign, take
from core.requests.book import set_external
from core.requests.byhand import UNTOLD, told_by_hand
from core.requests.calling import note_call
from core.requests.claiming import CLAIM_LASTS, claim, release, renew, require_claim
from core.requests.closing import Closing, close, ending, outcomes, require_whole
from core.requests.delaying import Delay, delay
from core.requests.ending import lapse, withdraw
from core.requests.forwarding import forward, move, take_back, wait_on, watch
from core.requests.identifying import identify
from core.requests.linking import merge, relate, separate, split, unlink
from core.requests.moves import Outcome
from core.requests.papers import receive
from core.requests.proving import prove
from core.requests.several import involve
from core.requests.solving import answer_solved, reopen
from core.requests.writing import add_note, reply

__all__ = [
    "ANSWER_WITHIN",
    "CLAIM_LASTS",
    "UNTOLD",
    "Actor",
    "Closing",
    "Delay",
    "Outcome",
    "add_note",
    "answer",
    "answer_solved",
    "ask",
    "assign",
    "claim",
    "close",
    "delay",
    "ending",
    "forward",
    "identify",
    "involve",
    "lapse",
    "merge",
    "move",
    "note_call",
    "note_event",
    "outcomes",
    "prove",
    "receive",
    "relate",
    "release",
    "renew",
    "reopen",
    "reply",
    "require_claim",
    "require_whole",
    "separate",
    "set_external",
    "split",
    "take",
    "take_back",
    "told_by_hand",
    "unanswered",
    "unlink",
    "wait_on",
    "watch",
    "withdraw",
]
