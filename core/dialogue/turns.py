"""One turn of a conversation: what a channel brings, and what it gets back."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.dialogue.answers import Heard, Reply
from core.dialogue.secret import HIDDEN, hides
from core.dialogue.steps import Step
from core.municipalities.model import Municipality
from core.people.proving import How


@dataclass(frozen=True)
class Medium:
    """What a channel can carry; the core knows channels by this alone.

    `keys` gives bare inputs that are commands while nothing is typed or keyed freely ("9" is "more" in a text, "repeat" on
    a telephone). `page` is how many picks one list holds, None where all are shown at once. `shows_forms` is true where
    the citizen can type addresses and see a form. `caller` is true where the contact is a telephone number.
    """

    replies: frozenset[Reply]
    page: int | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    shows_forms: bool = False
    # All questions of a service stand on one page: any that applies may be answered, whichever would be asked next.
    all_at_once: bool = False
    caller: bool = False
    # A call can be cut: whoever calls again is offered to go on.
    drops: bool = False
    # Texts: somebody who asks without a number is shown their own open requests, and replies are capped (a machine may
    # be answering us).
    texts: bool = False
    # What is said here is heard once and gone: a receipt also goes as a text, where the number can take one.
    spoken: bool = False
    # By what somebody can prove here who they are. A PIN is keyed or typed into a page, and never sent in a text.
    proves: frozenset[How] = frozenset()


@dataclass(frozen=True)
class Turn:
    """One thing that a citizen did.

    `id` is unique within (municipality, channel): a provider's message id, a call's id and turn count, a page's token.
    `question` names what the turn answers where the medium knows it ("" is whatever is open); a late one is then never
    taken for the next question's. `command` is given where the medium has a button for it.
    """

    id: str
    municipality: Municipality
    channel: str
    session: str
    medium: Medium
    heard: Heard = field(default_factory=Heard)
    contact: str = ""
    language: str = ""
    question: str = ""
    command: str = ""
    # A talk begins with it: a call that was just taken, a page that begins a service anew.
    opening: bool = False
    # Who acts for the citizen, where somebody does (the counter): "staff:<id>".
    actor: str = "citizen"
    # Starts this service at once (a poster's number). A page names its service with every turn: it is started unless it
    # is the one that is open, and what the page answers is heard in the same turn.
    service: str = ""
    # Where it came from on the network, for slowing whoever guesses; "" where the contact says it.
    source: str = ""
    # A proof that this session brings along from outside of any turn (a national login): the id of its record.
    proof: int = 0

    @property
    def is_secret(self) -> bool:
        """Whether what was said is a PIN or a code, which is kept nowhere as it was said."""
        return hides(self.question, self.heard.words, self.medium.texts)

    def digest(self) -> bytes:
        """What was said, as 16 bytes: enough to see that a repeated id brings the same, and no more."""
        said = [
            # A digest of six digits tells them to whoever tries a million.
            HIDDEN if self.is_secret else self.heard.words,
            str(self.heard.form),
            sorted(self.heard.parts.items()),
            [upload.source or upload.sha256 for upload in self.heard.uploads],
            self.question,
            self.command,
            self.service,
        ]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).digest()[:16]


@dataclass(frozen=True)
class Spoken:
    """The step to say, and what the channel needs to say it in the right way."""

    step: Step
    language: str
    # The medium may tell how to get help and how to stop, the first time it writes to somebody.
    first: bool = False


Render = Callable[[Spoken], str]


@dataclass(frozen=True)
class Replied:
    """The finished reply. `repeated`: this turn was already known; `differs`: its id was, with another content."""

    text: str
    language: str
    repeated: bool = False
    differs: bool = False
    said_before: str = ""
