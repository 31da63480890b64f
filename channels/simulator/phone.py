"""A telephone that calls our number and does what the answer says, as the provider does.

It plays nothing and waits for nobody: what would be heard is kept as captions, time is counted in simulated seconds,
and whoever holds the telephone says what the caller does next. Sound, a real clock and a page are for others to add.
"""

import json
from dataclasses import asdict
from uuid import uuid4

from channels.simulator.exchange import Exchange
from channels.simulator.state import CHARACTERS_A_SECOND, Caption, State, Wait, Waiting, waiting_for
from channels.simulator.webhook import Fault, Post

SECONDS_A_KEY = 0.4
ENDED = Waiting(Wait.ENDED)
DIAL_STATUSES = ("completed", "busy", "no-answer", "failed", "canceled")


class NotNow(Exception):
    """The call does not wait for this."""


class Call:
    """One call, from `caller` to `called`, answered by the voice webhook at `url`.

    `url` is the number's webhook, a whole address or a path, with the provider's overrides in its fragment if it has any.
    `post` brings form fields to a path and signs them (see `webhook.Post`).
    """

    def __init__(
        self,
        post: Post,
        caller: str,
        called: str,
        url: str,
        *,
        fallback_url: str = "",
        status_url: str = "",
        account: str = "AC" + "0" * 32,
    ) -> None:
        sid = f"CA{uuid4().hex}"
        self._state = State(sid, caller, called, account, url, fallback_url=fallback_url, status_url=status_url)
        self._exchange = Exchange(post, self._state)

    # What the caller hears and sees.

    @property
    def sid(self) -> str:
        return self._state.sid

    @property
    def clock(self) -> float:
        """Simulated seconds since the call was answered."""
        return self._state.clock

    @property
    def captions(self) -> list[Caption]:
        """What was heard since the caller last did something, in order."""
        return [Caption(**one) for one in self._state.captions]  # type: ignore[arg-type]

    @property
    def heard(self) -> str:
        """The words among the captions."""
        return " ".join(one.text for one in self.captions if one.kind == "say")

    @property
    def waiting(self) -> Waiting:
        """What the call waits for now."""
        verb = self._exchange.verb()
        return ENDED if verb is None else waiting_for(verb, self._state.keys)

    @property
    def ended(self) -> str:
        """How it ended ("hangup", "caller", "finished", "rejected" or "error"), empty while it goes on."""
        return self._state.ended

    @property
    def faults(self) -> list[Fault]:
        """Everything that went wrong with our webhooks during the call, also where the fallback saved it."""
        return [Fault(int(code), str(url), str(why)) for code, url, why in self._state.faults]

    @property
    def warnings(self) -> list[str]:
        """Verbs that the telephone skipped for it does not know them."""
        return list(self._state.warnings)

    # What the caller does.

    def start(self) -> None:
        """Call, and listen until something is asked."""
        if self._state.document_url or self._state.ended:
            raise NotNow("the call was made already")
        self._caller_acts()
        self._exchange.start()

    def press(self, keys: str) -> None:
        """Press keys one after the other. What is pressed too much goes to whatever is asked next, as with quick fingers."""
        self._caller_acts()
        for key in keys:
            waiting = self.waiting
            self._state.clock += SECONDS_A_KEY
            if waiting.kind is Wait.GATHER and waiting.keypad:
                self._key(key, waiting)
            elif waiting.kind is Wait.RECORD and key in waiting.finish_on_key:
                # There is always a breath of noise before the key, so that this is not an empty recording.
                self._exchange.action(self._exchange.recording(1, "", key))

    def speak(self, words: str, confidence: float = 0.9) -> None:
        """Answer a question in words, as the provider's speech recognition would have understood them.

        Raises:
            NotNow: no question that takes speech is open.
        """
        waiting = self._expect(Wait.GATHER)
        if not waiting.speech:
            raise NotNow("only keys are listened to")
        self._caller_acts()
        self._state.clock += self._state.prompt + max(1.0, len(words) / CHARACTERS_A_SECOND)
        self._state.keys = ""
        self._exchange.action({"SpeechResult": words, "Confidence": f"{confidence:.8f}"})

    def wait(self) -> None:
        """Say and press nothing, until the call goes on by itself."""
        state, waiting = self._state, self.waiting
        self._caller_acts()
        match waiting.kind:
            case Wait.GATHER:
                state.clock += (0 if state.keys else state.prompt) + waiting.timeout
                self._gathered("")
            case Wait.RECORD:
                # The provider reports no empty recording: it goes on with the next verb.
                state.clock += waiting.timeout
                self._exchange.skip()
            case Wait.DIAL:
                self.answer("no-answer", waiting.timeout)

    def record(self, seconds: int, url: str = "", key: str = "") -> None:
        """Speak for so long (one second or more) after the tone, then press `key`, or fall silent.

        `url` is where the recording lies; without it, an address as the provider's. The longest allowed cuts it off.

        Raises:
            NotNow: nothing is being recorded.
        """
        waiting = self._expect(Wait.RECORD)
        self._caller_acts()
        self._state.clock += min(seconds, waiting.max_length)
        if seconds < waiting.max_length and not key:
            self._state.clock += waiting.timeout
        cut = seconds >= waiting.max_length or key not in waiting.finish_on_key
        recording = self._exchange.recording(min(seconds, waiting.max_length), url, "" if cut else key)
        self._exchange.action(recording)

    def answer(self, status: str = "completed", seconds: int = 0) -> None:
        """Say how the number that was dialled answered (one of `DIAL_STATUSES`), and how long they talked or it rang.

        Raises:
            NotNow: nobody is being dialled.
        """
        waiting = self._expect(Wait.DIAL)
        if status not in DIAL_STATUSES:
            raise ValueError(f"{status} is no way in which a dialled number answers")
        self._caller_acts()
        self._state.clock += seconds
        fields = {"DialCallStatus": status, "DialCallSid": f"CA{uuid4().hex}"}
        if status == "completed":
            fields |= {"DialCallDuration": str(seconds), "DialBridged": "true"}
        if waiting.action:
            self._exchange.action(fields)
        else:
            self._exchange.skip()

    def hang_up(self, spoken_seconds: int = 0, url: str = "") -> None:
        """Put the receiver down; into a recording, after speaking for so long."""
        state, waiting = self._state, self.waiting
        if state.ended:
            return
        self._caller_acts()
        state.clock += spoken_seconds
        speaking = waiting.kind is Wait.RECORD and spoken_seconds > 0
        self._exchange.dropped(self._exchange.recording(spoken_seconds, url, "hangup") if speaking else None)

    # Keeping the call between two requests.

    def to_json(self) -> str:
        """All of the call as text, to be given back to `from_json`. Whoever lets it out of hand signs it."""
        return json.dumps(asdict(self._state), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str, post: Post) -> "Call":
        state = State(**json.loads(text))
        call = cls(post, state.caller, state.called, state.url)
        call._state = state
        call._exchange = Exchange(post, state)
        return call

    def _caller_acts(self) -> None:
        self._state.captions = []
        self._state.documents = 0

    def _expect(self, kind: Wait) -> Waiting:
        waiting = self.waiting
        if waiting.kind is not kind:
            raise NotNow(f"the call waits for {waiting.kind}, not for {kind}")
        return waiting

    def _key(self, key: str, waiting: Waiting) -> None:
        state = self._state
        if not state.keys and not waiting.barge_in:
            state.clock += state.prompt
        state.prompt = 0
        if key in waiting.finish_on_key:
            self._gathered(key)
            return
        state.keys += key
        if len(state.keys) == waiting.num_digits:
            self._gathered("")

    def _gathered(self, finished_on: str) -> None:
        waiting, digits = self.waiting, self._state.keys
        self._state.keys = ""
        if digits or waiting.action_when_empty:
            self._exchange.action({"msg": "Gather End", "Digits": digits, "FinishedOnKey": finished_on})
        else:
            self._exchange.skip()
