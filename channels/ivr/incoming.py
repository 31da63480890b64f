"""What comes with each request of a call, checked: nothing of it is trusted beyond its form."""

from dataclasses import dataclass, field

from flask import request

from channels.here import core
from channels.ivr import keys
from channels.ivr.line import Line
from channels.ivr.voices import spoken_languages
from channels.webhook import CALLABLE, SID, called_town
from channels.webhook import field as of_request
from core.dialogue.answers import Form, Heard, Upload
from core.dialogue.secret import QUESTIONS as SECRETS
from core.municipalities.model import Municipality

AUDIO = "audio/x-wav"


@dataclass(frozen=True)
class Incoming:
    """One request of a call to a town. `line` is where the call stood when it was sent."""

    sid: str
    town: Municipality
    contact: str
    line: Line
    question: str
    command: str
    offered: dict[str, str]
    mode: keys.Mode
    digits: str
    # The same turn for the second time, because it could not be kept.
    again: bool
    recording: Upload | None = field(default=None)

    @property
    def pressed(self) -> keys.Pressed:
        if self.command:
            return keys.Pressed(command=self.command)
        return keys.understood(self.digits, self.offered, self.mode)

    @property
    def heard(self) -> Heard:
        """What was answered, where it was no command."""
        if self.recording is not None:
            return Heard("", Form.RECORDED, (self.recording,))
        return Heard(self.pressed.words, Form.KEYED)

    def same_again(self, path: str) -> str:
        """The address that brings this very turn once more: a redirect carries no keys, so the address must.

        A PIN or a code stands in no address: it is asked for again.
        """
        recording = self.recording
        return self.line.url(
            path,
            self.offered,
            question=self.question,
            command=self.command,
            mode=str(self.mode),
            Digits="" if self.question in SECRETS else self.digits,
            RecordingUrl=recording.source if recording else "",
            RecordingSid=recording.name if recording else "",
            again="1",
        )


def incoming() -> Incoming | None:
    """The request, or None where it belongs to no town or to no call."""
    town = called_town()
    if town is None or not SID.fullmatch(of_request("CallSid")):
        return None
    turn, language = of_request("turn", 6), of_request("lang", 10)
    if language not in town.languages:
        language = spoken_languages(town)[0]
    number = int(turn) if turn.isascii() and turn.isdigit() else 0
    offered, mode = keys.read(of_request("keys", 200)), _mode()
    return Incoming(
        sid=of_request("CallSid"),
        town=town,
        contact=_contact(),
        line=Line(town, language, number),
        question=of_request("question", 60),
        command=of_request("command", 40),
        offered=offered,
        mode=mode,
        digits=_digits(may_leave_out=mode is keys.Mode.MANY and offered.get("#") == "skip"),
        again=bool(of_request("again", 1)),
        recording=_recording(),
    )


def _mode() -> keys.Mode:
    mode = of_request("mode", 10)
    return keys.Mode(mode) if mode in set(keys.Mode) else keys.Mode.ONE


def _digits(may_leave_out: bool) -> str:
    """The keys pressed. A lone hash ends a number before it began: it arrives beside the digits, as "FinishedOnKey".

    Where the provider does not say which key it was, nothing keyed leaves out what may be left out.
    """
    digits = of_request("Digits", 100)
    finished_on = request.values.get("FinishedOnKey")
    lone = finished_on == "#" or (finished_on is None and may_leave_out and "Digits" in request.values)
    return digits or ("#" if lone else "")


def _contact() -> str:
    """Who calls, where that can be called back: withheld, foreign-format and our own numbers are nobody's."""
    caller, directory = of_request("From", 40), core().directory
    ours = directory.by_number(caller) is not None or any(caller == one.desk_number for one in directory.all())
    return caller if CALLABLE.fullmatch(caller) and not ours else ""


def _recording() -> Upload | None:
    source = of_request("RecordingUrl", 500)
    if not source.startswith(("http://", "https://")):
        return None
    return Upload(AUDIO, name=of_request("RecordingSid", 60), source=source)
