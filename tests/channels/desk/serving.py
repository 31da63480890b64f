"""A clerk at the counter, as the tests play one: the whole page filled in and sent, with everything that it carries."""

from io import BytesIO
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.requests.tables import Attachment, Content, Event, Request
from tests.channels.desk.conftest import Desk
from tests.channels.web.browser import Formed, Page

LAMP, TABLES, TREE = (f"/desk/counter/{key}" for key in ("street-light", "pavement-tables", "tree"))
OUT = {"q-place": "Ασκληπιού 12", "q-fault": "out", "q-tell_by": "none"}
SHOP = {
    "q-name": "Καφέ Ληθαίος",
    "q-afm": "090000045",
    "q-place": "Ασκληπιού 12",
    "q-licence": "123/2024",
    "q-area": "20",
    "q-months": "6",
    "q-tell_by": "none",
}
PDF = b"%PDF-1.4 a plan"


def form_of(html: str) -> Formed:
    """The form with all questions of a page."""
    return Page(html).form("asked")


def send(desk: Desk, html: str, **filled: Any) -> TestResponse:
    """Fill in the whole page that is shown and send it."""
    form = form_of(html)
    return desk.post(form.action, **form.fields | filled)


def serve(desk: Desk, path: str = LAMP, filled: dict[str, Any] = OUT) -> str:
    """Start a service for the visitor and send it; gives the receipt."""
    return desk.follow(send(desk, desk.get(f"{path}?new=1").text, **filled)).text


def upload(content: bytes = PDF, name: str = "plan.pdf") -> tuple[BytesIO, str]:
    return BytesIO(content), name


def requests(core: Core, town: Municipality) -> list[Request]:
    with core.database.reading(town) as work:
        return list(work.session.scalars(select(Request).order_by(Request.id)))


def events(core: Core, town: Municipality) -> list[str]:
    with core.database.reading(town) as work:
        return list(work.session.scalars(select(Event.kind).order_by(Event.request_id, Event.seq)))


def bodies(core: Core, town: Municipality, kind: str) -> list[Any]:
    with core.database.reading(town) as work:
        return list(work.session.scalars(select(Content.body).where(Content.kind == kind).order_by(Content.id)))


def attached(core: Core, town: Municipality) -> list[tuple[str, str, str]]:
    """Kind, what it is about, and name of every file of a request."""
    row = Attachment
    with core.database.reading(town) as work:
        kept = work.execute(select(row.kind, row.question, row.name).where(row.request_id.is_not(None)).order_by(row.id))
        return [(one.kind, one.question, one.name) for one in kept]
