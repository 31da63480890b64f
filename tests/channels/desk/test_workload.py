"""The supervisor's workload, moving work, departments that are no more, and the absences page."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from markupsafe import escape
from sqlalchemy import event

from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.requests import actions, dossier
from core.requests.actions import Actor
from core.staff.roles import Role
from tests.channels.desk.conftest import Desk, Opener
from tests.filed import file_one
from tests.stopped import Stopped
from tests.templates.parsed import parse

HERE = "/desk/workload"


def whose(core: Core, town: Municipality, reference: str) -> tuple[str, int | None]:
    with core.database.reading(town) as work:
        found = dossier.one(work, reference)
        return found.department, found.assigned_to


def table(here: Desk) -> dict[str, list[str]]:
    """Each row's numbers by its first word."""
    text = here.get(HERE).text
    assert parse(text).unbalanced == []
    rows = [parse(row) for row in text.split("<tr>")[1:]]
    return {row.all("th")[0].text.split()[0]: [cell.text for cell in row.all("td")] for row in rows}


def counted(core: Core, ask: Callable[[], object]) -> int:
    seen: list[str] = []
    event.listen(core.database.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    ask()
    return len(seen)


def test_work_is_seen_and_moved(core: Core, town: Municipality, desk: Opener, clock: Stopped) -> None:
    maria, nikos, eleni = desk("maria"), desk("nikos"), desk("eleni", Role.SUPERVISOR)
    mine = [file_one(core, town).reference for _each in range(3)]
    for one in mine:
        maria.act(f"/desk/requests/{one}", "take-on")
    assert table(eleni)["Maria"] == ["3", "0", "0", "0", "0", "0"]
    fields = {"source": str(maria.account), "target": str(nikos.account)}
    assert "0 requests were moved." in eleni.follow(eleni.post(f"{HERE}/move", span="5", **fields)).text
    assert "3 requests were moved." in eleni.follow(eleni.post(f"{HERE}/move", span="all", **fields)).text
    assert {whose(core, town, one)[1] for one in mine} == {nikos.account}
    clock.move(days=60)
    # They were signed out meanwhile.
    eleni.sign_in("eleni@trikala.example")
    assert table(eleni)["Nikos"] == ["3", "0", "3", "0", "0", "0"]


def test_each_number_leads_to_its_requests(core: Core, town: Municipality, desk: Opener) -> None:
    maria, eleni = desk("maria"), desk("eleni", Role.SUPERVISOR)
    hers, waste = file_one(core, town).reference, file_one(core, town, "waste").reference
    nobodys = file_one(core, town).reference
    maria.act(f"/desk/requests/{hers}", "take-on")
    text = eleni.get(HERE).text
    cleaning = core.catalogue(town).services["waste"].department
    links = {
        "Maria": {hers},
        "Nobody's yet": {waste, nobodys},
        str(town.department_name(cleaning).best("en")[0]): {waste},
    }
    for label, expected in links.items():
        address = text.partition(f">{escape(label)}</a>")[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
        shown = eleni.get(address).text
        assert {one for one in (hers, waste, nobodys) if f'href="/desk/requests/{one}"' in shown} == expected, address


def test_work_is_moved_to_nobody_who_is_not_there(core: Core, town: Municipality, desk: Opener) -> None:
    maria, eleni = desk("maria"), desk("eleni", Role.SUPERVISOR)
    for wrong in (
        {"target": "12345", "span": "all"},
        {"target": str(maria.account), "span": "never"},
        {"target": "", "span": "all"},
    ):
        answer = eleni.post(f"{HERE}/move", source="pool", **wrong)
        assert answer.status_code == 422
        assert parse(answer.text).unbalanced == []


def test_a_department_that_was_dropped_keeps_its_requests_and_gives_them_away(
    core: Core, town: Municipality, desk: Opener, clock: Stopped
) -> None:
    one = file_one(core, town).reference
    maria, eleni = desk("maria"), desk("eleni", Role.SUPERVISOR)
    core.directory.add(replace(town, departments=tuple(d for d in town.departments if d.key != "lighting")), clock.now())
    page = eleni.get(f"/desk/requests/{one}").text
    assert "Its department no longer exists." in page
    assert "Street Lighting (department no longer exists)" in page
    assert one in eleni.get("/desk/requests").text.replace("\u00a0", "")
    refused = eleni.post(f"{HERE}/department", former="lighting", department="nowhere")
    assert refused.status_code == 422
    assert "1 open request" in refused.text
    moved = eleni.follow(eleni.post(f"{HERE}/department", former="lighting", department="roads"))
    assert "1 request was moved." in moved.text
    assert whose(core, town, one) == ("roads", None)
    assert "Street Lighting → Roads" in eleni.get(f"/desk/requests/{one}").text
    assert maria


def test_the_page_asks_no_more_for_more_work(core: Core, town: Municipality, desk: Opener, clock: Stopped) -> None:
    eleni, maria = desk("eleni", Role.SUPERVISOR), desk("maria")
    file_one(core, town)
    few = counted(core, lambda: eleni.get(HERE))
    for service in ("street-light", "waste", "street-light", "tree"):
        one = file_one(core, town, service, answers={}).reference
        with core.database.work(town) as work:
            actions.assign(work, dossier.one(work, one), Actor("desk", 1), eleni.account, clock.now())
    desk("nikos")
    assert maria
    assert counted(core, lambda: eleni.get(HERE)) == few


def test_a_clerk_enters_their_own_days_and_strikes_only_those(core: Core, town: Municipality, desk: Opener) -> None:
    maria, nikos, boss = desk("maria"), desk("nikos"), desk("boss", Role.ADMINISTRATOR)
    days = {"since": "2026-11-16", "until": "20/11/2026"}
    entered = maria.follow(maria.post("/desk/absences", person=str(nikos.account), substitute=str(nikos.account), **days))
    assert "The absence is entered." in entered.text
    assert "Stands in: Nikos" in entered.text
    assert parse(entered.text).unbalanced == []
    absence = entered.text.partition('name="absence" value="')[2].partition('"')[0]
    assert nikos.post("/desk/absences/strike", absence=absence).status_code == 403
    warned = boss.follow(boss.post("/desk/absences", person=str(nikos.account), substitute=str(maria.account), **days))
    assert "nobody is left to stand in for both" in warned.text
    assert boss.post("/desk/absences/strike", absence=absence).status_code == 303
    assert "Stands in: Nikos" not in maria.get("/desk/absences").text


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"since": "tomorrow", "until": "2026-11-20"}, "since"),
        ({"since": "2026-11-20", "until": "2026-11-16"}, "until"),
        ({"since": "2026-11-16", "until": "2026-11-20", "substitute": "123"}, "substitute"),
    ],
)
def test_wrong_days_are_said_at_their_field_with_what_was_typed(desk: Opener, fields: dict[str, str], field: str) -> None:
    answer = desk().post("/desk/absences", note="in Pelion", **fields)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "in Pelion" in answer.text


def test_an_administrator_hears_what_a_leaving_changed(core: Core, town: Municipality, desk: Opener) -> None:
    maria, boss = desk("maria"), desk("boss", Role.ADMINISTRATOR)
    one = file_one(core, town).reference
    maria.post(f"/desk/requests/{one}/claim")
    boss.post("/desk/routing", service="street-light", person=str(maria.account), note="Lamps to Maria")
    told = boss.follow(boss.post(f"/desk/staff/{maria.account}/remove")).text
    assert "1 request is back in its pool." in told
    assert "Lamps to Maria" in told
    assert whose(core, town, one) == ("lighting", None)
