"""The desk's own words for what the core names by keys: channels, ways, states of messages, events, due dates."""

from datetime import date, datetime

from core.messages.outbox import MessageState
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.requests.identifying import Document
from core.requests.moves import State
from core.text import Many, Sentence, Text, _, plural

# A request is due soon this many days before its date.
SOON = 3

CHANNELS: dict[str, Text] = {
    "web": _("website"),
    "sms": _("text message"),
    "ivr": _("telephone"),
    "desk": _("counter"),
    "email": _("e-mail"),
}

WAYS: dict[Way, Text] = {
    Way.TEXT: _("text message"),
    Way.CALL: _("telephone call"),
    Way.EMAIL: _("e-mail"),
    Way.LETTER: _("letter"),
    Way.NONE: _("will ask themselves"),
}

# To the citizen a request waits for "your answer"; to the clerk it waits for the citizen's.
STATES: dict[State, Text] = {
    State.RECEIVED: _("new"),
    State.IN_PROGRESS: _("being worked on"),
    State.WAITING_CITIZEN: _("waiting for the citizen"),
    State.WAITING_IDENTITY: _("waiting for proof of identity"),
    State.FORWARDED: _("with another authority"),
    State.CLOSED: _("closed"),
}

TONES: dict[State, str] = {
    State.RECEIVED: "neutral",
    State.IN_PROGRESS: "active",
    State.WAITING_CITIZEN: "waiting",
    State.WAITING_IDENTITY: "waiting",
    State.FORWARDED: "waiting",
    State.CLOSED: "done",
}

DELIVERY: dict[MessageState, Text] = {
    MessageState.QUEUED: _("about to be sent"),
    MessageState.LEASED: _("about to be sent"),
    MessageState.SENDING: _("being sent"),
    MessageState.ACCEPTED: _("handed to the network"),
    MessageState.UNCERTAIN: _("perhaps sent: nobody knows"),
    MessageState.DELIVERED: _("delivered"),
    MessageState.UNDELIVERED: _("did not arrive"),
    MessageState.FAILED: _("could not be sent"),
    MessageState.STOPPED: _("not sent"),
    MessageState.BY_HAND: _("to be told by a person"),
}

# Why a message went no further, where the word is ours; a provider's own codes stand as they are.
UNSENT_BECAUSE: dict[str, Sentence] = {
    "by-hand": "",
    "no-gateway": _("no way to send it is set up"),
    "budget": _("the day's number of messages was used up"),
    "number": _("we do not send to numbers of that country"),
    "worker-died": _("the server stopped in mid-sending"),
    "restored": _("it waited when the back-up was made that was restored since"),
}

EVENTS: dict[str, Text] = {
    "filed": _("Filed"),
    "claimed": _("Taken in hand"),
    "released": _("Given back to the queue"),
    "note": _("Note for colleagues"),
    "asked": _("The citizen was asked"),
    "answered": _("The citizen answered"),
    "unanswered": _("The citizen did not answer in time"),
    "added": _("The citizen added"),
    "replied": _("Written to the citizen"),
    "moved": _("Moved to another department"),
    "forwarded": _("Sent to another authority"),
    "watch": _("No word from the other authority yet: ask again"),
    "waits-on": _("The other authority was asked again"),
    "returned": _("Back from the other authority"),
    "held": _("Held back from being erased"),
    "freed": _("No longer held back from being erased"),
    "several": _("Several departments involved: more time"),
    "delayed": _("The citizen was told of a delay"),
    "alarm": _("The time for an answer ends soon"),
    "fetched-again": _("To be fetched once more"),
    "closed": _("The request was closed"),
    "withdrawn": _("Withdrawn by the citizen"),
    "reopened": _("Opened again: not solved"),
    "solved": _("The citizen says it is solved"),
    "identified": _("Identity seen"),
    "external": _("Another body's number noted"),
    "papers": _("Papers received"),
    "called": _("Asked for by telephone"),
    "written-down": _("Recording written down"),
    "told": _("Told by a person"),
    "assigned": _("Given to somebody"),
    "joined": _("Joined with another request"),
    "took-in": _("Another request was joined with this one"),
    "separated": _("Goes its own way again"),
    "split": _("Split in two"),
    "linked": _("Linked with another request"),
    "unlinked": _("No longer linked with another request"),
    "to-clerk": _("Left to a clerk, not issued automatically"),
    "issued": _("Document issued"),
    "sealed": _("Document sealed"),
    "revoked": _("Document revoked"),
    "handed-over": _("Document handed over"),
    "fetched": _("Document fetched on the website"),
    "posted": _("Document given to the post"),
    "paid": _("Fee paid"),
    "erased": _("Content erased"),
}

DOCUMENTS: dict[Document, Text] = {
    Document.IDENTITY_CARD: _("identity card"),
    Document.PASSPORT: _("passport"),
    Document.DRIVING_LICENCE: _("driving licence"),
    Document.RESIDENCE_PERMIT: _("residence permit"),
}


def channel(key: str) -> Sentence:
    return CHANNELS.get(key, key)


def department(town: Municipality, key: str) -> Sentence:
    """A department's name, and that it is no more where it was dropped from the town's profile."""
    if town.department(key) is not None or all(one.key != key for one in town.former):
        return town.department_name(key)
    return Many((town.department_name(key), _("(department no longer exists)")))


def due(on: date | None, today: date, is_open: bool) -> tuple[Text, str] | None:
    """What to say of a due date that presses, and its tone; None where it does not."""
    if on is None or not is_open or (on - today).days > SOON:
        return None
    left = (on - today).days
    if left < 0:
        return plural("{count} day overdue", "{count} days overdue", -left), "late"
    if left == 0:
        return _("due today"), "waiting"
    return plural("due in {count} day", "due in {count} days", left), "waiting"


def age(since: datetime, now: datetime) -> Sentence:
    """How long ago something was, as a list says it."""
    days = (now - since).days
    if days >= 1:
        return plural("{count} day", "{count} days", days)
    hours = int((now - since).total_seconds() // 3600)
    return plural("{count} hour", "{count} hours", hours) if hours >= 1 else _("just now")
