"""What a document is worth, told to somebody who keyed its code."""

from channels.ivr.document import Document
from channels.ivr.sentences import AFTER, STARRED
from core.certificates.checking import STANDING_NAMES
from core.dialogue.steps import ShowCheck
from core.text import _


def check(document: Document, step: ShowCheck) -> None:
    """Valid or not comes first; then what it is, and the holder by initials alone."""
    checked = step.checked
    gather = document.digits({}, silence=False)
    document.say(*step.notes, STANDING_NAMES[checked.standing], within=gather)
    if checked.title is not None:
        document.say(checked.title, _("The holder's initials are:"), checked.initials.replace(".", ", "), within=gather)
    if checked.issued_on is not None:
        document.say(_("It was issued on {day}.", day=checked.issued_on), within=gather)
    if checked.valid_until is not None:
        document.say(_("It is valid until {day}.", day=checked.valid_until), within=gather)
    if checked.revoked_on is not None:
        document.say(_("It was revoked on {day}.", day=checked.revoked_on), within=gather)
    if checked.replaced:
        document.say(_("Another one was issued in its place."), within=gather)
    document.say(_("To check another document, key its code and press hash."), STARRED, within=gather)
    document.remind({}, AFTER)
