"""What the page of a request shows of being shared: drafts, whose matter it is, how it came here, and what is like it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from channels.desk import words
from channels.desk.listing import departments
from channels.desk.session import member
from channels.desk.timeline import since
from channels.here import core, say
from core.errors import NotFound
from core.ports import Work
from core.requests import alike, drafts, joining, linking
from core.requests.dossier import Dossier
from core.requests.drafts import Draft
from core.requests.linking import Kind
from core.requests.moves import State
from core.requests.tables import Request
from core.routing.rules import Rule
from core.routing.store import rule_of
from core.staff.absences import Away, away
from core.staff.colleagues import Colleague, colleagues
from core.staff.roles import Role
from core.text import Code, Sentence, _

# What each form of the page is called, for whoever left something in it.
FORMS: dict[str, Sentence] = {
    "reply": _("Write to the citizen"),
    "note": _("Note for colleagues"),
    "ask": _("Ask the citizen"),
    "close": _("Close"),
    "forward": _("Send to another authority"),
    "take_back": _("Back from the other authority"),
    "take_over": _("Take over"),
    "split": _("Split in two"),
    "relate": _("Link with another request"),
    "merge": _("Join with an earlier request"),
    "write_down": _("Write it down"),
    "answered": _("The citizen told you something"),
    "assign": _("Give it to somebody"),
    "delay": _("Notice of delay"),
    "external": _("Another body's number"),
    "identify": _("Identity seen"),
    "move": _("Give to another department"),
    "papers": _("Papers received"),
    "several": _("Other departments must act too"),
    "solved": _("Is it solved? The citizen's answer"),
    "wait_on": _("Asked them again"),
}
KINDS: dict[tuple[Kind, bool], Sentence] = {
    (Kind.DUPLICATE, True): _("joined with"),
    (Kind.DUPLICATE, False): _("has this one joined with it"),
    (Kind.SPLIT, True): _("split off from"),
    (Kind.SPLIT, False): _("its second part"),
    (Kind.RELATED, True): _("has to do with"),
    (Kind.RELATED, False): _("has to do with"),
}


@dataclass(frozen=True)
class Shared:
    """Everything of this module's subject that was read for one page."""

    drafts: tuple[Draft, ...]
    links: list[linking.Link]
    alike: list[alike.Alike]
    staff: Mapping[int, Colleague]
    absent: Away
    rule: Rule | None
    joined: int

    def draft(self, action: str) -> Draft | None:
        return next((one for one in self.drafts if one.action == action), None)


def gather(work: Work, request: Request, now: datetime) -> Shared:
    """Read it, in the same few statements whatever there is."""
    return Shared(
        drafts=drafts.of(work, request.id, member().person.id, now),
        links=linking.links(work, request),
        alike=alike.alike(work, request, departments(), now),
        staff=colleagues(work),
        absent=away(work, member().town.today(now)),
        rule=_rule(work, request),
        joined=joining.count(work, request),
    )


def _rule(work: Work, request: Request) -> Rule | None:
    if request.routed_by is None:
        return None
    try:
        return rule_of(work, request.routed_by)
    except NotFound:
        return None


def context(shared: Shared, found: Dossier, acting: str, free: bool) -> dict[str, Any]:
    """For the template. `acting` is the form that is open with what was typed; `free` whether the request can be worked on."""
    request, here = found.request, member()
    is_open = State(request.state) is not State.CLOSED
    assigned = request.assigned_to
    district = here.town.district(request.district)
    return {
        "drafts": [_draft(one, found, acting) for one in shared.drafts],
        "assigned": found.people.get(assigned, _("a former colleague")) if assigned is not None else None,
        "assigned_away": assigned is not None and assigned in shared.absent,
        "district": district.name if district else None,
        "rule": shared.rule and {"id": shared.rule.id, "note": shared.rule.note or str(shared.rule.position)},
        "may_rule": here.role is Role.SUPERVISOR,
        "homeless": all(one.key != request.department for one in here.town.departments),
        "links": [_link(one) for one in shared.links],
        "alike": [_alike(one) for one in shared.alike] if free else [],
        "joined": shared.joined,
        "person_items": _people(shared, request.department),
        "service_items": _services(),
        "sharing": {
            "assign": is_open and here.role is Role.SUPERVISOR,
            # What is nobody's matter becomes theirs when they take it in hand.
            "take_on": is_open and assigned is not None and assigned != here.person.id and here.sees(request.department),
            "merge": free,
            "split": free and not found.erased,
            "separate": joining.waits(request),
        },
    }


def _draft(draft: Draft, found: Dossier, acting: str) -> dict[str, Any]:
    return {
        "action": draft.action,
        "label": FORMS.get(draft.action, draft.action),
        "saved_at": draft.saved_at,
        # What stands in its form already is not shown a second time.
        "words": "" if acting == draft.action else draft.words,
        "open": acting == draft.action,
        "changes": since(found, draft.seen_seq) if draft.seen_seq else [],
    }


def _link(link: linking.Link) -> dict[str, Any]:
    service = core().catalogue(member().town).get(link.service)
    return {
        "id": link.id if link.kind is Kind.RELATED else 0,
        "how": KINDS[link.kind, link.into],
        "reference": Code(link.reference),
        # Another department's request is named, and opens to those only who may see it.
        "url": f"/desk/requests/{link.reference}" if link.department in departments() else "",
        "service": service.title if service else link.service,
        "state": words.STATES[link.state],
        "note": link.note,
    }


def _alike(one: alike.Alike) -> dict[str, Any]:
    return {
        "reference": one.reference,
        "code": Code(one.reference),
        "url": f"/desk/requests/{one.reference}",
        "place": one.place,
        "state": words.STATES[one.state],
        "created_at": one.created_at,
        "metres": one.metres,
    }


def _people(shared: Shared, department: str) -> list[dict[str, str]]:
    """Whom a request of a department can be given to; who is away is marked so."""
    items = [{"value": "", "label": say()(_("the department's pool"))}]
    for one in shared.staff.values():
        if one.works_in(department):
            absence = shared.absent.get(one.account_id)
            mark = say()(_("away until {day}", day=absence.until_on)) if absence else ""
            items.append({"value": str(one.account_id), "label": f"{one.name} ({mark})" if mark else one.name})
    return items


def _services() -> list[dict[str, str]]:
    """The services that a part of a request may be about: those for which something is filed."""
    offered = core().catalogue(member().town).services.values()
    return [{"value": one.key, "label": say()(one.title)} for one in offered if one.clock is not None]
