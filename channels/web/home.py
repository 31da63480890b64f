"""The pages that only show: the start page, the services, the statement on accessibility, and the town's colours."""

from functools import cache
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, render_template

from channels import find
from channels.here import core, say, town
from channels.pages.tokens import new_token
from channels.site import wording
from channels.web.frame import FRAME, LOGIN
from channels.web.news import SUBSCRIBE, front
from core.catalogue import Catalogue
from core.dialogue.service import Service, ServiceForm
from core.dialogue.turns import Medium
from core.errors import NotFound
from core.text import Sentence, Wording, _

# How many services of a group stand on the start page.
FIRST = 4

# What the register's record tells a citizen, in the order in which they need it. Its texts are Greek.
FACTS: tuple[tuple[str, Sentence], ...] = (
    ("cost", _("Cost")),
    ("evidence", _("Papers needed")),
    ("estimated_time", _("Usually takes")),
    ("digital_time", _("Time needed")),
    ("validity", _("Valid for")),
    ("remarks", _("Please note")),
    ("owner", _("Who is responsible")),
    ("service_points", _("Where")),
    ("legal_basis", _("Laws")),
)


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/", "home", home)
    made.add_url_rule("/services", "services", services)
    made.add_url_rule("/services/<key>", "service", service)
    made.add_url_rule("/accessibility", "accessibility", accessibility)


def home() -> str:
    return render_template(
        "web/home.html",
        groups=_groups(core().catalogue(town()), FIRST),
        report_url="/services#report",
        apply_url="/services#papers",
        track_url="/track",
        turn=new_token(),
        subscribe_url=SUBSCRIBE,
        **front(),
    )


def services() -> str:
    return render_template("web/services.html", groups=_groups(core().catalogue(town())))


def _groups(catalogue: Catalogue, first: int | None = None) -> list[dict[str, Any]]:
    """The menu's groups that have services; the first of each branch bears its name, for links into the page."""
    groups: list[dict[str, Any]] = []
    branches: set[str] = set()
    for group in catalogue.groups:
        found = catalogue.in_group(group.digit)
        if found:
            anchor = "" if group.branch in branches else group.branch
            branches.add(group.branch)
            groups.append({"name": group.name, "services": found[:first], "anchor": anchor})
    others = [one for one in catalogue.listed() if not one.menu]
    if others:
        groups.append({"name": _("Other services"), "services": others[:first], "anchor": ""})
    return groups


def service(key: str) -> str:
    found = core().catalogue(town()).get(key)
    if found is None or found.form is ServiceForm.INTERNAL:
        raise NotFound("service", _("This service is not offered here. All services are listed on the start page."))
    informs = found.form is ServiceForm.INFORMATION
    return render_template(
        "web/service.html",
        service=found,
        start_url="" if informs or not found.offered(FRAME.medium.replies) else f"{FRAME.talk(key)}?new=1",
        login_url=f"{LOGIN}?to={FRAME.talk(key)}" if found.certificate is not None and core().logins(town()) is not None else "",
        by_phone=bool(found.menu) and any(one.drops and found.offered(one.replies) for one in _media()),
        by_sms=bool(found.menu) and any(one.texts and found.offered(one.replies) for one in _media()),
        sms_word=_word(found),
        facts=_facts(found),
        links=_links(found),
    )


@cache
def _media() -> tuple[Medium, ...]:
    return tuple(channel.medium for channel in find() if channel.medium is not None)


def _word(found: Service) -> str:
    """One Greek word that begins the service by text, "" where none is enough by itself."""
    return next((word.upper() for word in found.words.get("el", ()) if word.isalpha()), "")


def _facts(found: Service) -> list[dict[str, Any]]:
    facts = []
    for name, label in FACTS:
        value = found.register.get(name)
        words = ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value or "")
        if words:
            facts.append({"label": say()(label), "shown": wording(Wording({"el": words}))})
    return facts


def _links(found: Service) -> list[dict[str, str]]:
    links = found.register.get("links")
    if not isinstance(links, (list, tuple)):
        return []
    return [{"label": urlsplit(str(one)).netloc.removeprefix("www.") or str(one), "href": str(one)} for one in links]


def accessibility() -> str:
    return render_template("web/accessibility.html")
