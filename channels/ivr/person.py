"""To a person: connected in office hours, otherwise called back. A caller is never left without either."""

from channels.ivr.document import Document
from channels.ivr.keys import AGAIN
from core.dialogue.kinds.day_words import WEEKDAY_NAMES
from core.municipalities.model import Hours
from core.text import Many, Sentence, _


def meet(document: Document, number: str, open_now: bool, call_back: str) -> None:
    """Connect with the desk, or say when somebody is there and offer a call back."""
    if open_now and number:
        document.say(_("We connect you with a person. Please hold the line."))
        document.dial(number, call_back)
        return
    said: list[Sentence] = [_("Nobody is at the telephone now.")]
    if document.line.town is not None:
        said.append(hours_of(document.line.town.hours))
    offer_call_back(document, call_back, said)


def offer_call_back(document: Document, call_back: str, said: list[Sentence]) -> None:
    """Say why nobody speaks now, and take a request to be called back; what was begun can also go on."""
    offered = {"9": AGAIN, "*": "repeat"} | ({"1": call_back} if call_back else {})
    keys: list[Sentence] = [_("To be called back, press 1.")] if call_back else []
    keys.append(_("To go on with what you had begun, press star."))
    document.say(*said, *keys, within=document.key(offered, silence=False))
    document.remind(offered, *keys)


def hours_of(hours: Hours) -> Sentence:
    """When somebody answers, as it is said."""
    days = sorted(hours.days)
    names = tuple(WEEKDAY_NAMES[day - 1] for day in days)
    together = len(days) > 2 and days[-1] - days[0] + 1 == len(days)
    when: Sentence = Many(names, by=", ")
    if together:
        when = _("{first} to {last}", first=names[0], last=names[-1])
    return _(
        "A person answers {days}, from {opens} to {closes}.",
        days=when,
        opens=f"{hours.opens:%H:%M}",
        closes=f"{hours.closes:%H:%M}",
    )
