"""What administrators see of how the installation runs."""

from core.bootstrap import Core
from core.operations import marks
from core.operations.tables import WHY, Alarm
from core.staff.roles import Role
from tests.channels.desk.conftest import Opener


def raise_alarm(core: Core, kind: str, subject: str, figure: int) -> None:
    with core.database.across(WHY) as work:
        now = core.clock.now()
        row = Alarm(kind=kind, subject=subject, figure=figure, raised_at=now, over_at=None, mailed_at=None, texted_at=None)
        work.session.add(row)


def test_what_fails_is_shown_with_what_to_do(core: Core, desk: Opener) -> None:
    anna = desk("anna", Role.ADMINISTRATOR)
    assert "Nothing fails at this moment." in anna.get("/desk/health").text
    raise_alarm(core, "backup", "", 30)
    marks.note(core.database, marks.BACKUP, core.clock.now())
    page = anna.get("/desk/health").text
    assert "The last back-up is 30 hours old." in page
    assert "See whether the timer of the back-up runs" in page
    assert "November 16, 2026, 11:30" in page


def test_another_town_s_troubles_are_not_shown(core: Core, desk: Opener) -> None:
    raise_alarm(core, "texts", "corfu", 2000)
    raise_alarm(core, "daily", "trikala", 3)
    page = desk("anna", Role.ADMINISTRATOR).get("/desk/health").text
    assert "corfu" not in page
    assert "trikala: the day&#39;s work was not done for 3 days." in page
