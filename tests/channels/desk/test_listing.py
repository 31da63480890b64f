"""The queue as a page."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, update

from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.requests.filing import Filed
from core.requests.tables import Request
from core.staff.roles import Role
from tests.channels.desk.conftest import Desk, Opener, between
from tests.filed import file_one
from tests.stopped import Stopped


def spaced(reference: str) -> str:
    return f"{reference[:3]}\u00a0{reference[3:6]}\u00a0{reference[6:]}"


def test_a_clerk_sees_their_departments_only_and_a_supervisor_all(core: Core, town: Municipality, desk: Opener) -> None:
    light, waste = file_one(core, town), file_one(core, town, "waste")
    clerk, supervisor = desk().get("/desk/requests").text, desk("eleni", Role.SUPERVISOR).get("/desk/requests").text
    assert (spaced(light.reference) in clerk, spaced(waste.reference) in clerk) == (True, False)
    assert spaced(light.reference) in supervisor
    assert spaced(waste.reference) in supervisor


def test_a_clerk_of_another_town_sees_none_of_it(core: Core, town: Municipality, other_town: Municipality, desk: Opener) -> None:
    one = file_one(core, town)
    there = desk("spyros", Role.SUPERVISOR, at=other_town)
    assert "There is nothing here." in there.get("/desk/requests").text
    assert there.get(f"/desk/requests/{one.reference}").status_code == 404
    for action in ("claim", "release", "take-over", "note", "reply", "ask", "forward", "take-back", "close", "told"):
        assert there.post(f"/desk/requests/{one.reference}/{action}", words="x", seen="1").status_code == 404
    assert "Nothing was found among the requests of your departments." in there.get(f"/desk/requests?q={one.reference}").text


def test_what_is_overdue_or_due_soon_is_said_in_words(core: Core, town: Municipality, desk: Opener, clock: Stopped) -> None:
    today = town.today(clock.now())
    for days in (-2, 0, 1, 3, 4):
        one = file_one(core, town)
        on = today + timedelta(days=days)
        with core.database.work(town) as work:
            work.execute(update(Request).where(Request.id == one.id).values(due_on=on, queue_on=on))
    text = desk().get("/desk/requests").text
    said = [words for words in ("2 days overdue", "due today", "due in 1 day", "due in 3 days") if words in text]
    assert len(said) == 4
    assert "due in 4 days" not in text
    assert text.index("2 days overdue") < text.index("due today") < text.index("due in 1 day")


def test_a_hundred_and_twenty_requests_are_read_page_by_page(core: Core, town: Municipality, desk: Opener) -> None:
    for _each in range(120):
        file_one(core, town)
    here, path, seen = desk(), "/desk/requests", []
    for rows in (50, 50, 20):
        text = here.get(path).text
        found = [line.partition('"')[0] for line in text.split('href="/desk/requests/')[1:]]
        assert len(found) == rows
        seen += found
        path = between(text, 'rel="next" href="', '"').replace("&amp;", "&")
    assert len(set(seen)) == 120
    assert path == ""
    assert '<span class="dk-tabs__count">120</span>' in here.get("/desk/requests").text
    second = between(here.get("/desk/requests").text, 'rel="next" href="', '"').replace("&amp;", "&")
    back = between(here.get(second).text, 'rel="prev" href="', '"').replace("&amp;", "&")
    assert seen[:50] == [line.partition('"')[0] for line in here.get(back).text.split('href="/desk/requests/')[1:]]


def test_the_views_and_departments_filter(core: Core, town: Municipality, desk: Opener) -> None:
    light, waste = file_one(core, town), file_one(core, town, "waste")
    here = desk("eleni", Role.SUPERVISOR)
    here.post(f"/desk/requests/{waste.reference}/claim")
    mine = here.get("/desk/requests?view=mine").text
    assert (spaced(light.reference) in mine, spaced(waste.reference) in mine) == (False, True)
    cleaning = core.catalogue(town).services["waste"].department
    filtered = here.get(f"/desk/requests?department={cleaning}").text
    assert (spaced(light.reference) in filtered, spaced(waste.reference) in filtered) == (False, True)
    assert here.get("/desk/requests?view=nonsense&department=none&after=rubbish").status_code == 200


NONSENSE = [
    "after=0001-01-01.9223372036854775807", "after=9999-12-31.1", "before=.5", "after=2026-11-30.99999999999999999999",
    "view=%00", "service=%00&district=%00", "service=" + "x" * 100_000, "since=0000-00-00&until=9999-12-31", "saved=-1",
    "saved=999999999999999999999", "assignee=abc", "state=closed", "q=%F0%9F%98%80%25_", "q=" + "α" * 30_000, "q=α&before=x",
    "q=α&before=-5&open=maybe", "until=2026-02-30", "language=%ED%A0%80", "after=%E2%82%AC.%D9%A3",
]  # fmt: skip


def test_what_nobody_can_mean_asks_for_nothing(core: Core, town: Municipality, desk: Opener) -> None:
    file_one(core, town)
    here = desk()
    for query in NONSENSE:
        for view in ("", "&view=closed", "&view=mine"):
            assert here.get(f"/desk/requests?{query}{view}").status_code in (200, 303), query


def test_filters_live_in_the_address_and_go_on_to_the_next_page(core: Core, town: Municipality, desk: Opener) -> None:
    for _each in range(52):
        file_one(core, town)
    here = desk("eleni", Role.SUPERVISOR)
    path = "/desk/requests?view=received&service=street-light&channel=sms&since=2026-01-01"
    text = here.get(path).text
    assert '<option value="street-light" selected>' in text
    assert "3 filters are on" in text
    further = between(text, 'rel="next" href="', '"').replace("&amp;", "&")
    assert "service=street-light" in further
    text = here.get(further).text
    assert text.count('href="/desk/requests/') == 2
    assert "There is nothing here." in here.get("/desk/requests?service=street-light&channel=ivr").text


def test_a_view_is_kept_under_a_name_and_found_on_another_computer(core: Core, town: Municipality, desk: Opener) -> None:
    file_one(core, town)
    here = desk("maria")
    saved = here.post("/desk/views", name="  Τα  φώτα ", view="received", service="street-light", since="2026-01-01")
    address = saved.headers["Location"]
    assert "service=street-light" in address
    assert "The view is kept." in here.get(address).text
    elsewhere = Desk(here.client.application.test_client(), here.host)
    elsewhere.sign_in("maria@trikala.example")
    text = elsewhere.get("/desk/requests").text
    assert ">Τα φώτα</a>" in text
    shown = elsewhere.get(address).text
    assert 'aria-current="page">Τα φώτα</a>' in shown
    assert '<option value="street-light" selected>' in shown
    # Another name, and an end to it.
    number = between(address, "saved=", "&") or address.rpartition("saved=")[2]
    elsewhere.post(f"/desk/views/{number}/rename", name="Λάμπες")
    assert ">Λάμπες</a>" in here.get("/desk/requests").text
    here.post(f"/desk/views/{number}/delete")
    here.post(f"/desk/views/{number}/delete")
    assert "Λάμπες" not in here.get("/desk/requests").text
    assert here.post(f"/desk/views/{number}/rename", name="x").status_code == 404


def test_a_view_needs_a_name_and_there_are_not_more_than_twelve(core: Core, town: Municipality, desk: Opener) -> None:
    here = desk()
    for name, said in ((" \x00", "Give the view a name."), ("x" * 60, "Write at most 40 characters.")):
        answer = here.post("/desk/views", name=name, view="overdue", channel="sms")
        assert (answer.status_code, said in answer.text) == (422, True)
        # Nothing that was chosen is lost.
        assert '<option value="sms" selected>' in answer.text
    for number in range(12):
        assert here.post("/desk/views", name=f"view {number}").status_code == 303
    assert here.post("/desk/views", name="view 3", view="closed").status_code == 303
    answer = here.post("/desk/views", name="one more")
    assert (answer.status_code, "You have 12 saved views already." in answer.text) == (409, True)


def test_only_a_supervisor_shares_a_view_and_only_its_owner_changes_it(
    core: Core, town: Municipality, other_town: Municipality, desk: Opener
) -> None:
    eleni, maria = desk("eleni", Role.SUPERVISOR), desk("maria")
    address = eleni.post("/desk/views", name="Κέντρο", district="center", shared="yes").headers["Location"]
    maria.post("/desk/views", name="Δικά μου", shared="yes")
    assert ">Κέντρο</a>" in maria.get("/desk/requests").text
    assert "Δικά μου" not in eleni.get("/desk/requests").text
    number = address.rpartition("saved=")[2]
    assert maria.post(f"/desk/views/{number}/rename", name="x").status_code == 404
    maria.post(f"/desk/views/{number}/delete")
    assert f"/desk/views/{number}/rename" not in maria.get(address).text
    assert ">Κέντρο</a>" in eleni.get("/desk/requests").text
    assert "Κέντρο" not in desk("spyros", Role.SUPERVISOR, at=other_town).get("/desk/requests").text


def test_the_next_request_is_opened_and_in_my_hands(core: Core, town: Municipality, desk: Opener) -> None:
    first, second = file_one(core, town), file_one(core, town)
    maria, nikos = desk("maria"), desk("nikos")
    opened = [one.post("/desk/requests/-/next", view="open").headers["Location"] for one in (maria, nikos)]
    assert opened == [f"/desk/requests/{first.reference}", f"/desk/requests/{second.reference}"]
    assert "The request is in your hands" in maria.get(opened[0]).text
    answer = maria.post("/desk/requests/-/next", view="open", channel="sms")
    assert "Nothing here waits for somebody" in maria.follow(answer).text
    assert "channel=sms" in answer.headers["Location"]


def test_what_presses_is_marked_in_words(core: Core, town: Municipality, desk: Opener, clock: Stopped) -> None:
    formal, again = file_one(core, town, "pavement-tables"), file_one(core, town)
    here, today = desk("eleni", Role.SUPERVISOR), town.today(clock.now())
    with core.database.work(town) as work:
        on = today + timedelta(days=9)
        theirs = {"due_on": on, "queue_on": on, "assigned_to": here.account}
        work.execute(update(Request).where(Request.id == formal.id).values(theirs))
        work.execute(update(Request).where(Request.id == again.id).values(reopened=1, queue_on=date.min))
    text = here.get("/desk/requests").text
    assert text.index(spaced(again.reference)) < text.index(spaced(formal.reference))
    for words in ("opened again 1 time", "delay not told", "your matter"):
        assert words in text, words
    assert spaced(formal.reference) in here.get("/desk/requests?view=pressing").text
    assert spaced(formal.reference) in here.get("/desk/requests?view=mine").text


def change(core: Core, town: Municipality, one: Filed, **values: object) -> None:
    with core.database.work(town) as work:
        work.execute(update(Request).where(Request.id == one.id).values(**values))


def line_of(text: str, one: Filed) -> str:
    """One row of the table."""
    return between(text, f'<a class="govgr-link" href="/desk/requests/{one.reference}"', "</tr>")


def test_a_promised_day_is_said_and_presses_instead_of_the_laws(
    core: Core, town: Municipality, desk: Opener, clock: Stopped
) -> None:
    one, today = file_one(core, town, "pavement-tables"), town.today(clock.now())
    promised = today + timedelta(days=2)
    change(core, town, one, due_on=today - timedelta(days=5), promised_on=promised, queue_on=promised)
    line = line_of(desk("eleni", Role.SUPERVISOR).get("/desk/requests").text, one)
    assert f"promised for {promised.day}/{promised.month}/{promised.year}" in line
    assert "due in 2 days" in line
    assert "overdue" not in line
    assert "delay not told" not in line


def test_a_row_says_whose_answer_did_not_come(core: Core, town: Municipality, desk: Opener, clock: Stopped) -> None:
    today = town.today(clock.now())
    day, before = timedelta(days=1), today - timedelta(days=1)
    until, again, silent = (
        f"until {today.day}/{today.month}/{today.year}",
        "ask the other authority again",
        "no answer from the citizen",
    )
    cases: list[tuple[dict[str, object], set[str]]] = [
        ({"state": "waiting_citizen", "asked_until": today}, {until}),
        ({"state": "in_progress", "asked_until": today}, set()),
        ({"state": "in_progress", "asked_until": before}, {silent}),
        ({"state": "received", "asked_until": before}, set()),
        ({"state": "forwarded", "watch_on": today}, {again}),
        ({"state": "forwarded", "watch_on": today + day}, set()),
        ({"state": "in_progress", "watch_on": before}, set()),
    ]
    made = [(file_one(core, town), values, words) for values, words in cases]
    for one, values, _words in made:
        change(core, town, one, **values)
    text = desk().get("/desk/requests").text
    for one, values, expected in made:
        line = line_of(text, one)
        assert {words for words in (until, again, silent) if words in line} == expected, values


def test_a_town_with_districts_is_filtered_by_them(core: Core, town: Municipality, desk: Opener) -> None:
    here, there = file_one(core, town), file_one(core, town)
    for one, district in zip((here, there), town.districts, strict=False):
        change(core, town, one, district=district.key)
    maria, key = desk(), town.districts[0].key
    assert f'<option value="{key}">' in maria.get("/desk/requests").text
    text = maria.get(f"/desk/requests?district={key}").text
    assert f'<option value="{key}" selected>' in text
    assert (spaced(here.reference) in text, spaced(there.reference) in text) == (True, False)


def test_tabs_change_places(core: Core, town: Municipality, desk: Opener) -> None:
    maria, nikos = desk("maria"), desk("nikos")
    addresses = [maria.post("/desk/views", name=name).headers["Location"] for name in ("One", "Two", "Three")]
    numbers = [one.rpartition("saved=")[2] for one in addresses]

    def order() -> list[str]:
        text = maria.get("/desk/requests").text
        return sorted(("One", "Two", "Three"), key=lambda name: text.index(f">{name}</a>"))

    first, last = maria.get(addresses[0]).text, maria.get(addresses[2]).text
    assert ('value="earlier"' in first, 'value="later"' in first) == (False, True)
    assert ('value="earlier"' in last, 'value="later"' in last) == (True, False)
    answer = maria.post(f"/desk/views/{numbers[2]}/shift", to="earlier", view="open", saved=numbers[2])
    assert f"saved={numbers[2]}" in answer.headers["Location"]
    assert order() == ["One", "Three", "Two"]
    maria.post(f"/desk/views/{numbers[0]}/shift", to="later")
    assert order() == ["Three", "One", "Two"]
    # At an end it stays, and a colleague moves nothing.
    maria.post(f"/desk/views/{numbers[2]}/shift", to="earlier")
    assert nikos.post(f"/desk/views/{numbers[0]}/shift", to="later").status_code == 404
    assert order() == ["Three", "One", "Two"]


def test_a_page_of_many_rows_asks_no_more_than_one_of_few(core: Core, town: Municipality, desk: Opener) -> None:
    here, asked = desk(), []
    event.listen(core.database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    numbers = []
    for _each in range(2):
        for _one in range(8):
            file_one(core, town)
        asked.clear()
        assert here.get("/desk/requests").status_code == 200
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]


def test_a_search_is_read_page_by_page(core: Core, town: Municipality, desk: Opener) -> None:
    made = [file_one(core, town) for _each in range(60)]
    here = desk()
    text = here.get("/desk/requests?q=ασκληπιού").text
    assert text.count('href="/desk/requests/') == 50
    rest = here.get(between(text, 'rel="next" href="', '"').replace("&amp;", "&")).text
    assert rest.count('href="/desk/requests/') == 10
    assert spaced(made[0].reference) in rest


def test_a_filter_opens_no_other_department(core: Core, town: Municipality, desk: Opener) -> None:
    waste = file_one(core, town, "waste")
    cleaning = core.catalogue(town).services["waste"].department
    assert spaced(waste.reference) not in desk().get(f"/desk/requests?department={cleaning}").text


def test_who_has_a_request_in_hand_is_seen_by_others(core: Core, town: Municipality, desk: Opener) -> None:
    one = file_one(core, town)
    maria, nikos = desk("maria"), desk("nikos")
    maria.post(f"/desk/requests/{one.reference}/claim")
    assert "Maria" in nikos.get("/desk/requests").text
    assert "yours" in maria.get("/desk/requests").text


def test_a_search_for_one_number_opens_its_request(core: Core, town: Municipality, desk: Opener) -> None:
    one = file_one(core, town)
    here = desk()
    for asked in (one.reference, f" {spaced(one.reference)} ", "691 234 5678"):
        assert here.get(f"/desk/requests?q={asked}").headers["Location"] == f"/desk/requests/{one.reference}"
    file_one(core, town)
    assert here.get("/desk/requests?q=6912345678").status_code == 200


@pytest.mark.parametrize("asked", ["ΑΣΚΛΗΠΙΟΥ", "12 ασκληπιού", "ασκληπ"])
def test_a_search_for_words_of_a_place_finds_them_in_any_spelling(
    core: Core, town: Municipality, desk: Opener, asked: str
) -> None:
    one = file_one(core, town)
    file_one(core, town, "waste")
    assert desk().get(f"/desk/requests?q={asked}").headers["Location"] == f"/desk/requests/{one.reference}"


def test_a_search_for_words_that_no_place_has_finds_nothing(core: Core, town: Municipality, desk: Opener) -> None:
    file_one(core, town)
    here = desk()
    for asked in ("Κοραή", "ασκληπιού 13", "a%25b", "ασκληπιού a_b"):
        assert "Nothing was found" in here.get(f"/desk/requests?q={asked}").text


@pytest.mark.parametrize("asked", ["12", "%00", "😀" * 200])
def test_a_search_for_what_is_neither_number_nor_words_says_what_can_be_searched(desk: Opener, asked: str) -> None:
    answer = desk().get(f"/desk/requests?q={asked}")
    assert answer.status_code == 200
    assert "Search for a reference of nine digits" in answer.text


def test_a_search_finds_nothing_of_another_department(core: Core, town: Municipality, desk: Opener) -> None:
    waste = file_one(core, town, "waste")
    answer = desk().get(f"/desk/requests?q={waste.reference}")
    assert "Nothing was found among the requests of your departments." in answer.text
