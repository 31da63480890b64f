"""What somebody with a telephone in the hand can do during a call, by the name that the page's buttons carry."""

import re
from collections.abc import Callable, Mapping

from channels.simulator import sound
from channels.simulator.phone import DIAL_STATUSES, Call
from channels.simulator.state import Wait

Form = Mapping[str, str]
# Gives the address of a new recording of so many seconds.
Address = Callable[[int], str]
LONGEST = 60
# How long a person talks who was reached, and how long it rings otherwise.
TALKED, RANG = 45, 20


def press(call: Call, form: Form, record_at: Address) -> None:
    call.press(re.sub(r"[^0-9*#]", "", form.get("keys", ""))[:LONGEST])


def silence(call: Call, form: Form, record_at: Address) -> None:
    call.wait()


def speak(call: Call, form: Form, record_at: Address) -> None:
    """Speak after the tone: a typed sentence stands for it. Without one, nothing is said."""
    words = form.get("words", "").strip()
    if not words:
        call.wait()
        return
    seconds = min(sound.seconds_of(words), call.waiting.max_length or sound.LONGEST)
    call.record(seconds, record_at(seconds), "#")


def answer(call: Call, form: Form, record_at: Address) -> None:
    """How the person who is being called answers."""
    status = form.get("status", "")
    if status in DIAL_STATUSES:
        call.answer(status, TALKED if status == "completed" else RANG)


def hang_up(call: Call, form: Form, record_at: Address) -> None:
    """Put the receiver down; into a recording, what was typed was spoken before."""
    words = form.get("words", "").strip()
    speaking = call.waiting.kind is Wait.RECORD and bool(words)
    seconds = sound.seconds_of(words) if speaking else 0
    call.hang_up(seconds, record_at(seconds) if speaking else "")


DOINGS: Mapping[str, Callable[[Call, Form, Address], None]] = {
    "press": press,
    "silence": silence,
    "speak": speak,
    "answer": answer,
    "hang_up": hang_up,
}
