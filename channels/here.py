"""What a view asks of its request: the core, the town, the language, and where it came from."""

import ipaddress
from typing import cast

from flask import current_app, g, request, session

from core.bootstrap import Core
from core.errors import Unavailable
from core.languages import WITHOUT_TOWN, tongue
from core.municipalities.model import Municipality
from core.text import Tongue


def core() -> Core:
    return cast(Core, current_app.extensions["thyrida"])


def host() -> str:
    """The host name that was asked for, without its port."""
    return request.host.rsplit(":", 1)[0].strip("[]").lower()


def town_or_none() -> Municipality | None:
    """The town of this request's host; an installation with a single town serves it under any name that reaches us."""
    if "town" not in g:
        # Asked for once: where the answer is that nobody can tell now, the apology is drawn without a town.
        g.town = None
        directory = core().directory
        found = directory.by_host(host())
        if found is None and len(directory.all()) == 1:
            found = directory.all()[0]
        g.town = found
    return cast("Municipality | None", g.town)


def town() -> Municipality:
    found = town_or_none()
    if found is None:
        raise LookupError("this page needs a town, and site.py lets none through without")
    return found


def language() -> str:
    """`?lang=` if it is one of the town's, else what this browser chose before, else what it prefers."""
    if "language" not in g:
        here = town_or_none()
        spoken = here.languages if here else WITHOUT_TOWN
        wanted = request.args.get("lang", "")
        if wanted in spoken:
            session["lang"] = wanted
        remembered = session.get("lang")
        if remembered not in spoken:
            remembered = request.accept_languages.best_match(spoken) or spoken[0]
        g.language = remembered
    return cast(str, g.language)


def say() -> Tongue:
    here = town_or_none()
    return tongue(language(), zone=here.zone if here else "Europe/Athens")


def secure() -> bool:
    """Whether this site is for https alone: it is asked for so now, or its public address is such a one."""
    if request.is_secure or core().settings.base_url.startswith("https://"):
        return True
    try:
        here = town_or_none()
    except Unavailable:
        return False
    return here is not None and here.public_url.startswith("https://")


def source() -> str:
    """Where a guess comes from: the network address, of which IPv6 gives each household a whole range."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return request.remote_addr or ""
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
