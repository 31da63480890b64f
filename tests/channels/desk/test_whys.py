"""Whatever reason the code writes of a message has words for a clerk, and nobody is said to have said STOP who did not."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from channels.desk import whys, words
from channels.ivr import told
from channels.sms import relayed
from core.languages import tongue
from core.messages.outbox import MessageState
from core.messages.states import OVER, SUPERSEDED
from core.requests.erasing import ERASED

HERE = Path(__file__).parents[3]
WRITERS = ["core/messages", "core/certificates", "channels/email", "channels/ivr", "channels/sms", "channels/provider.py"]
# Whose argument of that place is a reason.
SAYS = {"Never": 0, "TryAgain": 0, "Uncertain": 0, "OptedOut": 0, "CannotBeWritten": 0, "end": 3, "wait": 2, "look_up": 1}
# Said of what citizens sent and of look-ups that found nothing out: they are written to no message.
OF_NO_MESSAGE = {"blotted", "too-many", "too-large", "foreign-host", "foreign-path"}


def _reasons() -> Iterator[str]:
    for place in WRITERS:
        for path in [HERE / place] if place.endswith(".py") else (HERE / place).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                    at = SAYS.get(name)
                    said = node.args[at : at + 1] if at is not None else []
                    yield from (one.value for one in said if isinstance(one, ast.Constant) and isinstance(one.value, str))
                elif isinstance(node, ast.Dict):
                    pairs = zip(node.keys, node.values, strict=True)
                    named = (value for key, value in pairs if isinstance(key, ast.Constant) and key.value == "reason")
                    yield from (one.value for one in named if isinstance(one, ast.Constant) and isinstance(one.value, str))
    yield from (reason for _state, reason in [*told.OUTCOMES.values(), *relayed.STATES.values()])
    yield from (*told.FAULTS, *relayed.FAULTS, told.MACHINE, told.FAX, told.HEARD, SUPERSEDED, OVER, ERASED, "not-found")


def test_every_reason_that_is_written_has_words() -> None:
    written = set(_reasons()) - OF_NO_MESSAGE - {""}
    assert {"stop", "unsubscribed", "no-form", "code-over", "worker-died", "connect", "revoked", "unheard"} <= written
    known = {*whys.WHY, *words.UNSENT_BECAUSE}
    assert sorted(written - known) == []


@pytest.mark.parametrize("reason", ["superseded", "recalled", "over", "unsubscribed", "ended", "erased", "", "5d"])
def test_only_who_said_stop_is_told_to_have_said_it(reason: str) -> None:
    say = tongue("en")
    assert say(whys.why("stopped", "stop")) == say(whys.why("stopped", "21610")) == say(whys.because("stop")) == "said STOP"
    assert "STOP" not in f"{say(whys.why('stopped', reason))} {say(words.DELIVERY[MessageState.STOPPED])}"
    newer = "a newer version took its place"
    assert say(whys.why("failed", "superseded")) == say(whys.why("stopped", "recalled")) == newer
