"""Longer terms and broken ones: several departments, alarms, and the notice of delay."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.bootstrap import Core
from core.errors import Conflict, InvalidAnswer, NotAllowed
from core.messages.alphabet import segments
from core.messages.tables import Message
from core.municipalities.calendar import next_working_day
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.requests import actions, delaying
from core.requests import status as statuses
from core.requests.duedate import DueDate
from core.requests.verifying import verify
from core.staff import accounts
from core.staff.accounts import NewMember
from core.staff.roles import Role
from tests.stopped import Stopped
from tests.worked import MARIA, Worked, worked


@pytest.fixture
def complaint(core: Core, town: Municipality, clock: Stopped) -> Worked:
    """What the law gives fifty days for, and ten more where several services must act."""
    return worked(core, town, clock, "complaint", answers={})


@pytest.fixture
def access(core: Core, town: Municipality, clock: Stopped) -> Worked:
    return worked(core, town, clock, "document-access", answers={})


def involve(one: Worked, *departments: str) -> None:
    service = one.core.catalogue(one.town).get(one.look().request.service)
    one.do(lambda work, request: actions.involve(work, request, MARIA, departments, "Κοινή αρμοδιότητα.", one.now, service))


def notice(one: Worked, **changed: object) -> actions.Delay:
    due = one.look().request.due_on
    assert due is not None
    fields = {"reasons": ["papers"], "words": "", "employee": "Μαρία Δοκιμή", "phone": "2431000000"}
    fields["until"] = delaying.proposed(one.look().request, one.town, one.today)
    return actions.Delay(**{**fields, **changed})  # type: ignore[arg-type]


def delay(one: Worked, **changed: object) -> actions.Delay:
    what = notice(one, **changed)
    one.do(lambda work, request: actions.delay(work, request, MARIA, what, one.now))
    return what


def alarms(one: Worked) -> list[str]:
    return [event.code for event in one.look().events if event.kind == "alarm"]


def test_several_departments_give_ten_days_more_with_the_reason_in_the_sum(complaint: Worked) -> None:
    before = complaint.look().due
    assert before is not None
    involve(complaint, "roads", "cleaning")
    found = complaint.look()
    assert found.due is not None and found.due.longer is not None
    plain = before.rolled_from or before.on
    assert (found.due.rolled_from or found.due.on) == plain + timedelta(days=10)
    assert found.request.due_on == found.due.on == found.request.queue_on
    assert found.due.longer.source == "ν. 2690/1999, άρθρο 4, παράγραφος 1"
    assert len([line for line in found.due.explain() if "longer" in str(line)]) == 1
    assert len(found.messages) == 1
    assert "Τμήμα Οδοποιίας και Κυκλοφορίας" in found.messages[0].body
    assert DueDate.from_json(found.due.to_json()) == found.due


def test_a_sum_kept_by_an_earlier_release_still_reads(complaint: Worked) -> None:
    kept = dict(complaint.look().request.due or {})
    del kept["longer"]
    assert DueDate.from_json(kept) == complaint.look().due


def test_the_days_for_several_departments_are_counted_once(complaint: Worked) -> None:
    involve(complaint, "roads")
    with pytest.raises(Conflict):
        involve(complaint, "cleaning")
    assert len(complaint.messages) == 1


def test_they_are_refused_where_the_law_has_no_such_rule_or_nobody_else_is_named(access: Worked, complaint: Worked) -> None:
    with pytest.raises(NotAllowed):
        involve(access, "roads")
    for departments in ((), ("secretariat",) if complaint.look().request.department == "secretariat" else ("citizens",), ("x",)):
        own = tuple(one for one in departments if one in (complaint.look().request.department, "x"))
        with pytest.raises(InvalidAnswer):
            involve(complaint, *own)


def test_a_term_that_has_ended_is_made_no_longer(complaint: Worked) -> None:
    complaint.clock.move(days=60)
    with pytest.raises(NotAllowed) as refused:
        involve(complaint, "roads")
    assert refused.value.code == "several-late"


def test_time_that_stood_still_and_several_departments_add_up(core: Core, town: Municipality, clock: Stopped) -> None:
    tables = worked(core, town, clock, "pavement-tables", answers={})
    tables.do(lambda work, request: actions.identify(work, request, MARIA, "passport", "123", tables.now))
    involve(tables, "roads")
    tables.ask()
    clock.move(days=10)
    tables.answer()
    found = tables.look()
    assert found.due is not None and found.due.longer is not None
    assert (found.due.rolled_from or found.due.on) == found.due.started_on + timedelta(days=50 + 10 + 10)


def test_alarms_come_fifteen_and_five_days_ahead_once_each(core: Core, access: Worked) -> None:
    department = access.look().request.department
    accounts.add(core.database, access.town, NewMember("k@t.example", "K", Role.CLERK, (department,)), access.now)
    due = access.look().request.due_on
    assert due is not None
    access.a_day((due - access.today).days - 16)
    assert alarms(access) == []
    access.a_day()
    access.a_day(2)
    assert alarms(access) == ["15"]
    access.a_day((due - access.today).days - 5)
    access.a_day()
    assert alarms(access) == ["15", "5"]
    with core.database.reading(access.town) as work:
        letters = work.session.scalars(select(Message).where(Message.purpose == "staff")).all()
        assert list(verify(work)) == []
    assert {letter.to for letter in letters} == {"k@t.example"}
    assert all(letter.request_id is None for letter in letters)
    assert len(letters) == 2


def test_where_days_were_missed_only_the_nearer_alarm_comes(access: Worked) -> None:
    access.a_day(19)
    access.a_day()
    assert alarms(access) == ["5"]


def test_what_is_assigned_alarms_its_own_clerk_alone(core: Core, access: Worked) -> None:
    department = access.look().request.department
    add = accounts.add
    add(core.database, access.town, NewMember("k@t.example", "K", Role.CLERK, (department,)), access.now)
    own = add(core.database, access.town, NewMember("own@t.example", "O", Role.CLERK, (department,)), access.now)

    def assign(_work: object, request: object) -> None:
        request.assigned_to = own  # type: ignore[attr-defined]

    access.do(assign)
    access.a_day(16)
    with core.database.reading(access.town) as work:
        assert work.session.scalars(select(Message.to).where(Message.purpose == "staff")).all() == ["own@t.example"]


def test_reports_have_no_alarms(core: Core, town: Municipality, clock: Stopped) -> None:
    light = worked(core, town, clock)
    light.a_day(3)
    assert alarms(light) == []


def test_a_notice_of_delay_says_all_that_the_law_asks_for_and_keeps_the_laws_day(access: Worked) -> None:
    before = access.look().request.due_on
    what = delay(access, words="Η μελέτη είναι στο παλιό αρχείο.")
    found = access.look()
    assert (found.request.due_on, found.request.promised_on, found.request.queue_on) == (before, what.until, what.until)
    assert (found.events[-1].kind, found.events[-1].code) == ("delayed", "in-time")
    told = found.messages[-1]
    assert told.purpose == "delay"
    for words in ("Μαρία Δοκιμή", "2431000000", "παλιό αρχείο"):
        assert words in told.body


def test_in_a_text_the_reasons_are_cut_to_three_parts_and_stand_whole_on_the_page(access: Worked) -> None:
    words = "Η μελέτη είναι στο παλιό αρχείο και χρειάζεται συνεννόηση με την τεχνική υπηρεσία. " * 5
    delay(access, words=words)
    body = access.messages[-1].body
    assert segments(body).count <= 3
    assert "…" in body and "Μαρία Δοκιμή" in body and "2431000000" in body
    with access.core.database.reading(access.town) as work:
        seen = statuses.look(work, access.look().request, opened=True)
    assert words.strip() in seen.told[-1].words
    assert seen.promised_on == access.look().request.promised_on


def test_a_letter_has_the_whole_of_it(core: Core, town: Municipality, clock: Stopped) -> None:
    one = worked(core, town, clock, "document-access", answers={}, tell_by=Way.EMAIL, tell_to="a@example.org")
    words = "Λόγος. " * 60
    delay(one, words=words)
    assert words.strip() in one.messages[-1].body


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"reasons": [], "words": " "}, "reasons"),
        ({"employee": " "}, "employee"),
        ({"phone": ""}, "phone"),
        ({"until": "due"}, "until"),
        ({"until": "sunday"}, "until"),
        ({"until": "years"}, "until"),
    ],
)
def test_a_notice_without_what_the_law_asks_for_is_not_sent(access: Worked, changed: dict[str, object], code: str) -> None:
    due = access.look().request.due_on
    assert due is not None
    sunday = due + timedelta(days=13 - due.weekday())
    days = {"due": due, "sunday": sunday, "years": due + timedelta(days=400)}
    fields = {key: days.get(str(value), value) for key, value in changed.items()}
    with pytest.raises(InvalidAnswer) as refused:
        delay(access, **fields)
    assert refused.value.code == code
    assert access.messages == ()
    assert access.look().request.promised_on is None


def test_a_notice_can_be_sent_late_and_again_with_a_further_day_only(access: Worked) -> None:
    access.clock.move(days=25)
    first = delay(access)
    assert access.look().events[-1].code == "late"
    with pytest.raises(InvalidAnswer):
        delay(access, until=first.until)
    second = delay(access)
    assert second.until > first.until
    assert access.look().request.promised_on == second.until


def test_a_day_promised_months_ahead_has_its_alarms_too(access: Worked) -> None:
    access.a_day(6)
    due = access.look().request.due_on
    assert due is not None
    what = delay(access, until=next_working_day(due + timedelta(days=90), access.town))
    access.a_day((what.until - access.today).days - 16)
    assert alarms(access) == ["15"]
    access.a_day()
    access.a_day(10)
    assert alarms(access) == ["15", "15", "5"]


def test_a_promised_day_has_alarms_of_its_own(access: Worked) -> None:
    access.a_day(6)
    assert alarms(access) == ["15"]
    what = delay(access)
    access.a_day()
    assert alarms(access) == ["15"]
    access.a_day((what.until - access.today).days - 15)
    assert alarms(access) == ["15", "15"]
