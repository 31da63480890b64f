"""What went, and what a supervisor holds back."""

from sqlalchemy import select

from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.requests.tables import Event, Request
from core.requests.verifying import verify
from core.retention.clearing import Clearing
from core.staff.roles import Role
from tests.channels.desk.conftest import Opener
from tests.closed import closed
from tests.filed import file_one
from tests.stopped import Stopped
from tests.templates.parsed import parse


def test_the_record_of_what_went_is_read_by_the_administrator_and_shows_nobody(
    core: Core, town: Municipality, desk: Opener, clock: Stopped
) -> None:
    closed(core, town)
    clock.move(days=740)
    assert Clearing(core.database, clock, core.directory.all).run()
    here = desk("anna", Role.ADMINISTRATOR)
    page = here.get("/desk/retention")
    drawn = parse(page.text)
    assert drawn.unbalanced == [] and len(drawn.all("h1")) == 1
    assert "Reports of problems" in page.text and "2 years" in page.text
    assert "Hold it back" not in page.text
    sheet = here.get("/desk/retention.csv").text.splitlines()
    assert len(sheet) == 2 and "Reports of problems;1;2026-11-16;2026-11-16;" in sheet[1]


def test_a_supervisor_holds_a_request_back_and_frees_it(core: Core, town: Municipality, desk: Opener) -> None:
    reference = file_one(core, town).reference
    here = desk("eleni", Role.SUPERVISOR)
    wrong = here.post("/desk/retention/hold", reference=reference, reason="")
    assert wrong.status_code == 422 and f'value="{reference}"' in wrong.text and "Say why it must be kept." in wrong.text
    unknown = here.post("/desk/retention/hold", reference="000000000", reason="a trial")
    assert unknown.status_code == 404 and 'value="a trial"' in unknown.text
    spaced = f"{reference[:3]} {reference[3:6]} {reference[6:]}"
    page = here.follow(here.post("/desk/retention/hold", reference=spaced, reason="a trial at court"))
    assert "a trial at court" in page.text
    assert here.post("/desk/retention/hold", reference=reference, reason="again").status_code == 422
    here.follow(here.post("/desk/retention/free", reference=reference))
    with core.database.reading(town) as work:
        one = work.session.scalars(select(Request)).one()
        kinds = list(work.session.scalars(select(Event.kind).where(Event.request_id == one.id).order_by(Event.seq)))
        assert kinds[-2:] == ["held", "freed"] and not list(verify(work))
    assert "Held back from being erased" in here.get(f"/desk/requests/{reference}").text
