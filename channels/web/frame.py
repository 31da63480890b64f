"""The addresses of the citizen's pages."""

from channels.pages.frame import Frame
from channels.web.medium import MEDIUM

# What the main menu's entries are on the web: pages of their own.
PAGES = {
    "report": "/services#report",
    "papers": "/services#papers",
    "status": "/track",
    "announcements": "/news",
    "verify": "/v",
    "none": "/start",
    "new": "/start",
}


def talk(service: str) -> str:
    return f"/start/{service}"


def track(reference: str) -> str:
    return f"/track/{reference}"


def menu(value: str) -> str:
    """Where what was picked leads: a page of its own, a group's services, or the service itself, begun anew."""
    if value.startswith("group:"):
        return "/services"
    return PAGES.get(value) or f"{talk(value)}?new=1"


LOGIN = "/login"

FRAME = Frame(channel="web", medium=MEDIUM, templates="web", talk=talk, track=track, menu=menu, login=LOGIN, news="/news")
