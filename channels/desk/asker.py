"""Who asked, for the page of a request."""

from typing import Any

from channels.desk.session import member
from channels.here import core, say
from core.dialogue.service import Assurance
from core.people.known import Person
from core.requests.seen import Asker
from core.staff.roles import Role
from core.text import Code, Text, _

PROVED: dict[Assurance, Text] = {
    Assurance.NONE: _("nothing yet"),
    Assurance.CONTACT: _("the telephone or e-mail, with a code"),
    Assurance.PIN: _("who they are, with AFM and PIN"),
    Assurance.IDENTITY: _("who they are, by the national login or a document that was seen"),
}


def named(person: Person | None) -> str:
    """Last name first, as registers have it; "" where only a document was seen."""
    return f"{person.last_name} {person.first_name}".strip() if person else ""


def asker_of(found: Asker | None) -> dict[str, Any] | None:
    """The context of the block, None where nobody is known and nobody needs to be."""
    if found is None:
        return None
    services = [one for one in core().catalogue(member().town).listed() if one.assurance is not Assurance.NONE]
    return {
        "assurance": PROVED[found.assurance],
        "identified": found.assurance is Assurance.IDENTITY and found.person is not None,
        "name": named(found.person),
        "afm": Code(found.afm) if found.afm else None,
        "other_afm": found.other_afm and found.authorisation is None,
        "merged": found.merged,
        "may_unmerge": member().role is Role.SUPERVISOR,
        "acts_for": (named(found.for_person) or say()(_("somebody whose document was seen"))) if found.authorisation else "",
        "allowed": found.authorisation.other_name if found.authorisation else "",
        "allowed_until": found.authorisation.expires_at if found.authorisation else None,
        "service_items": [
            {"value": "", "label": say()(_("any service"))},
            *({"value": one.key, "label": say()(one.title)} for one in services),
        ],
    }
