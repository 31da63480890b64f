"""Where the counter's pages are, and what a turn is that a clerk types for a visitor."""

from urllib.parse import quote

from flask import request

from channels.desk import visitor
from channels.desk.medium import MEDIUM
from channels.desk.session import member
from channels.here import core
from channels.pages.frame import Frame
from channels.pages.reading import text
from core.dialogue.answers import Heard
from core.dialogue.service import Service
from core.dialogue.turns import Turn

HERE = "/desk/counter"


def talk(service: str) -> str:
    return f"{HERE}/{service}"


def track(reference: str) -> str:
    """A request opens for those who may see it, and is searched for in vain by the others."""
    return f"/desk/requests?q={quote(reference)}"


def menu(value: str) -> str:
    known = core().catalogue(member().town).get(value)
    return f"{talk(value)}?new=1" if known else HERE


FRAME = Frame(channel="desk", medium=MEDIUM, templates="desk", talk=talk, track=track, menu=menu)


def turn_of(
    session: str,
    name: str,
    said: Heard,
    service: Service | None = None,
    *,
    question: str = "",
    command: str = "",
    opening: bool = False,
) -> Turn:
    """One turn of the present visitor's talk. Their number goes with what is about a service, for it is a contact of theirs."""
    present = visitor.visitor()
    return Turn(
        id=name,
        municipality=member().town,
        channel=FRAME.channel,
        session=session,
        medium=FRAME.medium,
        heard=said,
        contact=present["phone"] if service else "",
        language=present["language"],
        question=question,
        command=command,
        service=service.key if service else "",
        opening=opening,
        actor=member().actor,
        source=member().actor,
    )


def posted_text(name: str, longest: int = 0) -> str:
    """A field of the form that was posted, as every database can keep it."""
    return text(request.form, name, longest) if longest else text(request.form, name)
