"""What whoever has not proved yet who they are is reminded of: until when, and by which ways."""

from datetime import date

from core.dialogue.service import Assurance, Service
from core.people.proving import REACHES, How
from core.text import Many, Sentence, _


def remind_proof(service: Service | None, has_login: bool, until: date) -> Sentence:
    """Every way that proves enough for this service. A service that is not offered any more needs the most."""
    needed = service.assurance if service is not None else Assurance.IDENTITY
    ways: list[Sentence] = [_("on our website with the national login")] if has_login else []
    if REACHES[How.PIN].covers(needed):
        ways.append(_("by telephone with AFM and PIN"))
    ways.append(_("at the town hall with your identity card"))
    return _("Prove who you are until {day}, so that we work on it: {ways}.", day=until, ways=Many(tuple(ways), by=", "))
