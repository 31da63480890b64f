"""What a call is at one moment: what was heard, and what it waits for."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from xml.etree.ElementTree import Element

from channels.simulator.document import spoken, whole

# About as fast as a voice reads aloud; simulated seconds are an estimate where nobody measures sound.
CHARACTERS_A_SECOND = 14
SOUND_SECONDS = 3
FOREVER = 1000


@dataclass(frozen=True, slots=True)
class Caption:
    """One thing heard. `kind` is "say", "play" (text is the address), "beep", "dial" (the number) or "error".

    `at` is when it began, in simulated seconds since the call was answered.
    """

    kind: str
    text: str = ""
    language: str = ""
    voice: str = ""
    at: float = 0.0


class Wait(StrEnum):
    GATHER = "gather"
    RECORD = "record"
    DIAL = "dial"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the call waits for. Seconds, digits and keys are those of the verb, or what the provider takes without them."""

    kind: Wait
    timeout: int = 0
    # Gather: how many digits end it (0: any number), by which keys or speech, and what was keyed already.
    num_digits: int = 0
    finish_on_key: str = ""
    keypad: bool = False
    speech: bool = False
    keys: str = ""
    barge_in: bool = True
    action_when_empty: bool = False
    # Record: for how long; Dial: whom.
    max_length: int = 0
    number: str = ""
    # Which address is asked afterwards, as it stands in the document; empty, if none is named.
    action: str = ""


def waiting_for(verb: Element, keys: str) -> Waiting:
    """What a Gather, a Record or a Dial waits for."""
    if verb.tag == "Gather":
        ways = verb.get("input", "dtmf").split()
        return Waiting(
            Wait.GATHER,
            timeout=whole(verb, "timeout", 5),
            num_digits=whole(verb, "numDigits", 0),
            finish_on_key=verb.get("finishOnKey", "#"),
            keypad="dtmf" in ways,
            speech="speech" in ways,
            keys=keys,
            barge_in=verb.get("bargeIn") != "false",
            action_when_empty=verb.get("actionOnEmptyResult") == "true",
            action=verb.get("action", ""),
        )
    if verb.tag == "Record":
        return Waiting(
            Wait.RECORD,
            timeout=whole(verb, "timeout", 5),
            finish_on_key=verb.get("finishOnKey", "1234567890*#"),
            max_length=whole(verb, "maxLength", 3600),
            action=verb.get("action", ""),
        )
    number = "".join(verb.itertext()).strip()
    return Waiting(Wait.DIAL, timeout=whole(verb, "timeout", 30), number=number, action=verb.get("action", ""))


def heard(verb: Element, at: float) -> tuple[Caption | None, float]:
    """What a Say, Play or Pause sounds like, and for how many seconds."""
    times = whole(verb, "loop", 1) or FOREVER
    match verb.tag:
        case "Say":
            words, voice = spoken(verb), verb.get("voice", "")
            told = re.match(r"[A-Za-z]+\.([a-z]{2,3}-[A-Z]{2})-", voice)
            language = verb.get("language") or (told[1] if told else "en-US")
            return Caption("say", words, language, voice, at), times * len(words) / CHARACTERS_A_SECOND
        case "Play":
            return Caption("play", (verb.text or "").strip() or verb.get("digits", ""), at=at), times * SOUND_SECONDS
        case _:
            return None, whole(verb, "length", 1)


@dataclass
class State:
    """All that a call must remember between two presses of a key, in types that JSON has."""

    sid: str
    caller: str
    called: str
    account: str
    url: str
    fallback_url: str = ""
    status_url: str = ""
    clock: float = 0.0
    # The document being executed, where it came from, the verb it has come to, and the keys pressed there.
    document: str = ""
    media_type: str = ""
    document_url: str = ""
    position: int = 0
    keys: str = ""
    # Seconds of prompt that a Gather is still saying while it already listens.
    prompt: float = 0.0
    answered: bool = False
    # How it ended: "hangup", "caller", "finished" (nothing was left to execute), "rejected", "error"; empty while it goes on.
    ended: str = ""
    captions: list[dict[str, str | float]] = field(default_factory=list)
    faults: list[list[str | int]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    # Documents executed since the caller last did something.
    documents: int = 0
