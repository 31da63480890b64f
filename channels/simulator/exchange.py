"""The provider's side of a call: it fetches documents, executes them, and hands over what the caller did."""

from collections.abc import Mapping
from dataclasses import asdict
from uuid import uuid4
from xml.etree.ElementTree import Element

from channels.simulator.document import element, resolved, verbs
from channels.simulator.state import Caption, State, heard
from channels.simulator.webhook import Answer, Fault, Post, ask

# A call that is led from document to document for so long, without the caller doing anything, is caught in a loop.
MOST_DOCUMENTS = 30
LOOP = 0
SOUNDS = frozenset({"Say", "Play", "Pause"})


class Exchange:
    """Executes TwiML upon a call's state, until something is asked of the caller or the call ends."""

    def __init__(self, post: Post, state: State) -> None:
        self.post = post
        self.state = state

    def start(self) -> None:
        self._proceed(self.state.url, {})

    def verb(self) -> Element | None:
        """The verb that waits for the caller, if one does."""
        if self.state.ended or not self.state.document_url:
            return None
        return self._verbs()[self.state.position]

    def action(self, fields: Mapping[str, str]) -> None:
        """Hand over to the action of the verb that waited, or to its own document where it names none."""
        try:
            target = self._target()
        except Fault as fault:
            self._failed(fault)
        else:
            self._proceed(target, fields)

    def skip(self) -> None:
        """Go on with the verb after the one that waited."""
        self.state.position += 1
        if following := self._execute():
            self._proceed(following, {})

    def dropped(self, fields: Mapping[str, str] | None) -> None:
        """The caller hung up. `fields`, if any, still go to the action of the verb that waited; its answer is not executed."""
        target = self.state.document_url
        try:
            target = self._target() if fields else target
        except Fault as fault:
            self._note(fault)
            fields = None
        self.state.ended = "caller"
        if fields:
            self._tell(target, fields)
        self._report()

    def recording(self, seconds: int, url: str, key: str) -> dict[str, str]:
        """The fields about a new recording; `key` ended it, if a key did."""
        sid = f"RE{uuid4().hex}"
        at = f"https://api.twilio.com/2010-04-01/Accounts/{self.state.account}/Recordings/{sid}"
        fields = {"RecordingUrl": url or at, "RecordingSid": sid, "RecordingDuration": str(seconds)}
        return fields | ({"Digits": key} if key else {})

    def _target(self) -> str:
        verb = self.verb()
        return resolved(self.state.document_url, "" if verb is None else verb.get("action", ""))

    def _proceed(self, url: str, fields: Mapping[str, str]) -> None:
        """Execute the document at `url` and those it leads to, until something is asked or the call ends."""
        following: str | None = url
        while following is not None:
            if not self._load(following, fields):
                return
            fields = {}
            following = self._execute()

    def _load(self, url: str, fields: Mapping[str, str]) -> bool:
        """Fetch a document, or the fallback's in its place. If there is none, the call ends with an error."""
        state = self.state
        state.documents += 1
        if state.documents > MOST_DOCUMENTS:
            self._failed(Fault(LOOP, url, f"is the {state.documents}th document with nothing asked"))
            return False
        try:
            self._fetch(url, fields)
        except Fault as fault:
            self._note(fault)
            if not state.fallback_url:
                self._failed()
                return False
            try:
                self._fetch(state.fallback_url, {"ErrorCode": str(fault.code), "ErrorUrl": fault.url})
            except Fault as second:
                self._failed(second)
                return False
        return True

    def _fetch(self, url: str, fields: Mapping[str, str]) -> None:
        state = self.state
        answer = ask(self.post, url, {**self._fields(), **fields})
        verbs(answer, element("Say"))
        state.document, state.media_type, state.document_url = answer.body, answer.media_type, answer.url
        state.position, state.keys, state.answered = 0, "", True

    def _execute(self) -> str | None:
        """Do the verbs from the current one on. The address of the next document, if they lead to one."""
        state, todo = self.state, self._verbs()
        while state.position < len(todo) and not state.ended:
            verb = todo[state.position]
            match verb.tag:
                case tag if tag in SOUNDS:
                    state.clock += self._hear(verb, state.clock)
                case "Gather" | "Record" | "Dial":
                    self._begin(verb)
                    return None
                case "Redirect":
                    return self._redirected(verb)
                case "Hangup":
                    self._end("hangup")
                case "Reject":
                    self._end("rejected")
                case _:
                    state.warnings.append(f"{verb.tag} is not known here")
            state.position += 1
        if not state.ended:
            self._end("finished")
        return None

    def _redirected(self, verb: Element) -> str | None:
        try:
            return resolved(self.state.document_url, verb.text or "")
        except Fault as fault:
            self._failed(fault)
            return None

    def _begin(self, verb: Element) -> None:
        """Let a verb that waits for the caller be heard."""
        state = self.state
        state.prompt = 0
        match verb.tag:
            case "Gather":
                for inner in (one for one in verb if one.tag in SOUNDS):
                    state.prompt += self._hear(inner, state.clock + state.prompt)
            case "Record":
                if verb.get("playBeep") != "false":
                    self._caption(Caption("beep", at=state.clock))
            case "Dial":
                self._caption(Caption("dial", "".join(verb.itertext()).strip(), at=state.clock))

    def _hear(self, verb: Element, at: float) -> float:
        caption, seconds = heard(verb, at)
        if caption:
            self._caption(caption)
        return seconds

    def _caption(self, caption: Caption) -> None:
        self.state.captions.append(asdict(caption))

    def _verbs(self) -> list[Element]:
        state = self.state
        return verbs(Answer(state.document_url, state.media_type, state.document), element("Say"))

    def _note(self, fault: Fault) -> None:
        self.state.faults.append([fault.code, fault.url, fault.why])

    def _failed(self, fault: Fault | None = None) -> None:
        if fault:
            self._note(fault)
        self._caption(Caption("error", "An application error has occurred.", "en-US", at=self.state.clock))
        self._end("error")

    def _end(self, how: str) -> None:
        self.state.ended = how
        self._report()

    def _report(self) -> None:
        """Tell the status webhook, if the number has one, that the call is over."""
        state = self.state
        if state.status_url:
            seconds = int(state.clock)
            fields = {"CallDuration": str(seconds), "Duration": str(-(-seconds // 60)), "SequenceNumber": "0"}
            self._tell(state.status_url, fields)

    def _tell(self, url: str, fields: Mapping[str, str]) -> None:
        """Ask a webhook whose answer is not executed any more."""
        try:
            ask(self.post, url, {**self._fields(), **fields})
        except Fault as fault:
            self._note(fault)

    def _fields(self) -> dict[str, str]:
        """What comes with every request of a call, blank fields too."""
        state = self.state
        status = "completed" if state.ended else "in-progress" if state.answered else "ringing"
        fields = {
            "CallSid": state.sid,
            "AccountSid": state.account,
            "From": state.caller,
            "To": state.called,
            "Caller": state.caller,
            "Called": state.called,
            "CallStatus": status,
            "ApiVersion": "2010-04-01",
            "Direction": "inbound",
        }
        for side in ("From", "To", "Caller", "Called"):
            fields |= {f"{side}City": "", f"{side}State": "", f"{side}Zip": "", f"{side}Country": "GR"}
        return fields
