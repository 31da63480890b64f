"""What events say that name a person, a department or another request, as a clerk reads them."""

from collections.abc import Mapping

from core.requests.assigning import POOL
from core.requests.dossier import Happened
from core.text import Code, Sentence, Text, _


def described(event: Happened, people: Mapping[int, str]) -> Sentence | None:
    """What an event says beyond its kind; None where its kind says all."""
    if event.kind == "assigned":
        if event.code == POOL:
            return _("Given to the department's pool")
        name = people.get(int(event.code), "") if event.code.isdigit() else ""
        return _("Given to {name}", name=name or _("a former colleague"))
    if event.kind == "claimed" and event.body.get("words"):
        return _("Taken over")
    if event.kind == "released" and event.code == POOL:
        return _("Given back to the department's pool")
    return _of_another(event)


def _of_another(event: Happened) -> Text | None:
    """An event that names another request by its reference."""
    reference = Code(event.code)
    match event.kind:
        case "took-in":
            return _("{reference} was joined with this one", reference=reference)
        case "linked":
            return _("Linked with {reference}", reference=reference)
        case "unlinked":
            return _("No longer linked with {reference}", reference=reference)
        case "split":
            return _("A part became {reference}", reference=reference)
    return None
