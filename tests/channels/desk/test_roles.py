"""Who may open what: each page with its roles, and what becomes of everybody else."""

from collections.abc import Callable

import pytest
from flask import Flask

from channels.desk.guard import ANYBODY, ROUTES, SIGNED_IN
from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.staff.roles import WORKERS, Role
from tests.channels.desk.conftest import Opener
from tests.filed import file_one

CLERK, SUPERVISOR, EDITOR, ADMINISTRATOR = Role
BOTH = {CLERK, SUPERVISOR}

# Written by hand, apart from the table in the code: a new page needs its line here too.
EXPECTED: dict[str, set[Role]] = {
    "desk.home": set(Role),
    "desk.sign_in": set(),
    "desk.signed": set(),
    "desk.sign_out": set(),
    "desk.password": set(),
    "desk.password_chosen": set(),
    "desk.towns": set(Role),
    "desk.town_chosen": set(Role),
    "desk.account": set(Role),
    "desk.phone_kept": set(Role),
    "desk.language_chosen": set(Role),
    "desk.queue": BOTH,
    "desk.next_one": BOTH,
    "desk.view_saved": BOTH,
    "desk.view_renamed": BOTH,
    "desk.view_shifted": BOTH,
    "desk.view_deleted": BOTH,
    "desk.dossier": BOTH,
    "desk.claim": BOTH,
    "desk.release": BOTH,
    "desk.take_over": {SUPERVISOR},
    "desk.note": BOTH,
    "desk.reply": BOTH,
    "desk.ask": BOTH,
    "desk.forward": BOTH,
    "desk.take_back": BOTH,
    "desk.answered": BOTH,
    "desk.move": BOTH,
    "desk.wait_on": BOTH,
    "desk.several": BOTH,
    "desk.delay": BOTH,
    "desk.fetch_again": BOTH,
    "desk.hand_over_pdf": BOTH,
    "desk.hand_over_json": BOTH,
    "desk.wording": {EDITOR, SUPERVISOR},
    "desk.wording_added": {EDITOR, SUPERVISOR},
    "desk.wording_one": {EDITOR, SUPERVISOR},
    "desk.wording_kept": {EDITOR, SUPERVISOR},
    "desk.wording_removed": {EDITOR, SUPERVISOR},
    "desk.wording_approved": {SUPERVISOR},
    "desk.announcements": {EDITOR, SUPERVISOR},
    "desk.announcement_new": {EDITOR, SUPERVISOR},
    "desk.announcement_begun": {EDITOR, SUPERVISOR},
    "desk.announcement_edit": {EDITOR, SUPERVISOR},
    "desk.announcement_kept": {EDITOR, SUPERVISOR},
    "desk.announcement_forms": {EDITOR, SUPERVISOR},
    "desk.announcement": {EDITOR, SUPERVISOR},
    "desk.announcement_submit": {EDITOR, SUPERVISOR},
    "desk.announcement_take_back": {EDITOR, SUPERVISOR},
    "desk.announcement_approve": {SUPERVISOR},
    "desk.announcement_send_back": {SUPERVISOR},
    "desk.announcement_withdraw": {SUPERVISOR},
    "desk.announcement_correct": {EDITOR, SUPERVISOR},
    "desk.announcement_duplicate": {EDITOR, SUPERVISOR},
    "desk.announcement_discard": {EDITOR, SUPERVISOR},
    "desk.announcement_file_added": {EDITOR, SUPERVISOR},
    "desk.announcement_file": {EDITOR, SUPERVISOR},
    "desk.announcement_file_removed": {EDITOR, SUPERVISOR},
    "desk.close": BOTH,
    "desk.identify": BOTH,
    "desk.external": BOTH,
    "desk.papers": BOTH,
    "desk.solved": BOTH,
    "desk.pin_code": BOTH,
    "desk.allow": BOTH,
    "desk.unmerge": {SUPERVISOR},
    "desk.write_down": BOTH,
    "desk.told": BOTH,
    "desk.file": BOTH,
    "desk.automatic": {SUPERVISOR},
    "desk.automatic_switched": {SUPERVISOR},
    "desk.certificate": BOTH,
    "desk.certificate_acted": BOTH,
    "desk.certificate_file": BOTH,
    "desk.certificate_address": BOTH,
    "desk.by_hand": BOTH,
    "desk.counter": BOTH,
    "desk.counter_found": BOTH,
    "desk.counter_visitor": BOTH,
    "desk.counter_keys": BOTH,
    "desk.next_visitor": BOTH,
    "desk.counter_asked": BOTH,
    "desk.counter_answered": BOTH,
    "desk.protocol": BOTH,
    "desk.protocol_print": BOTH,
    "desk.protocol_csv": BOTH,
    "desk.protocol_added": BOTH,
    "desk.protocol_void": {SUPERVISOR},
    "desk.protocol_voided": {SUPERVISOR},
    "desk.draft": BOTH,
    "desk.drop_draft": BOTH,
    "desk.assign": {SUPERVISOR},
    "desk.take_on": BOTH,
    "desk.merge": BOTH,
    "desk.separate": BOTH,
    "desk.split": BOTH,
    "desk.relate": BOTH,
    "desk.unlink": BOTH,
    "desk.workload": {SUPERVISOR},
    "desk.work_moved": {SUPERVISOR},
    "desk.department_moved": {SUPERVISOR},
    "desk.absences": {CLERK, SUPERVISOR, ADMINISTRATOR},
    "desk.absence_entered": {CLERK, SUPERVISOR, ADMINISTRATOR},
    "desk.absence_struck": {CLERK, SUPERVISOR, ADMINISTRATOR},
    "desk.routing": {SUPERVISOR, ADMINISTRATOR},
    "desk.rule_added": {SUPERVISOR, ADMINISTRATOR},
    "desk.rule": {SUPERVISOR, ADMINISTRATOR},
    "desk.rule_changed": {SUPERVISOR, ADMINISTRATOR},
    "desk.rule_moved": {SUPERVISOR, ADMINISTRATOR},
    "desk.rule_switched": {SUPERVISOR, ADMINISTRATOR},
    "desk.routing_test": {SUPERVISOR, ADMINISTRATOR},
    "desk.counter_receipt": BOTH,
    "desk.subscribers": {EDITOR, SUPERVISOR, ADMINISTRATOR},
    "desk.subscribers_imported": {EDITOR, ADMINISTRATOR},
    "desk.subscribers_list": {EDITOR, ADMINISTRATOR},
    "desk.subscribers_rest": {EDITOR, ADMINISTRATOR},
    "desk.subscriber_looked": {SUPERVISOR, ADMINISTRATOR},
    "desk.subscriber_ended": {SUPERVISOR, ADMINISTRATOR},
    "desk.health": {ADMINISTRATOR},
    "desk.texts": {ADMINISTRATOR},
    "desk.texts_chosen": {ADMINISTRATOR},
    "desk.reach": {EDITOR, SUPERVISOR},
    "desk.reach_csv": {EDITOR, SUPERVISOR},
    "desk.retention": {SUPERVISOR, ADMINISTRATOR},
    "desk.retention_csv": {SUPERVISOR, ADMINISTRATOR},
    "desk.retention_held": {SUPERVISOR},
    "desk.retention_freed": {SUPERVISOR},
    "desk.emergencies": set(Role),
    "desk.emergency_new": {EDITOR, SUPERVISOR},
    "desk.emergency_written": {EDITOR, SUPERVISOR},
    "desk.emergency_taken_over": {EDITOR, SUPERVISOR, ADMINISTRATOR},
    "desk.emergency_change": {EDITOR, SUPERVISOR},
    "desk.emergency_changed": {EDITOR, SUPERVISOR},
    "desk.emergency_follow": {EDITOR, SUPERVISOR},
    "desk.emergency_followed": {EDITOR, SUPERVISOR},
    "desk.emergency": set(Role),
    "desk.emergency_document": set(Role),
    "desk.emergency_asked": {EDITOR, SUPERVISOR},
    "desk.emergency_given_back": {EDITOR, SUPERVISOR},
    "desk.emergency_dropped": {EDITOR, SUPERVISOR},
    "desk.emergency_released": {SUPERVISOR},
    "desk.emergency_replies": {CLERK, EDITOR, SUPERVISOR},
    "desk.emergency_reply_seen": {CLERK, EDITOR, SUPERVISOR},
    "desk.staff": {ADMINISTRATOR},
    "desk.staff_added": {ADMINISTRATOR},
    "desk.staff_link": {ADMINISTRATOR},
    "desk.staff_removed": {ADMINISTRATOR},
}


def test_every_page_of_the_desk_has_its_roles(app: Flask) -> None:
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("desk.")}
    assert pages == set(EXPECTED)
    assert {page: set(roles) for page, roles in ROUTES.items()} == EXPECTED


@pytest.mark.parametrize("role", Role)
def test_a_page_for_other_roles_is_refused(role: Role, app: Flask, desk: Opener) -> None:
    here = desk(role=role)
    for rule in app.url_map.iter_rules():
        allowed = ROUTES.get(rule.endpoint)
        if allowed is None or role in allowed or allowed == ANYBODY:
            continue
        path = rule.build(dict.fromkeys(rule.arguments, 1), append_unknown=False)
        assert path is not None
        send: Callable[[str], object] = here.get if "GET" in (rule.methods or ()) else here.post
        assert send(path[1]).status_code == 403, rule.endpoint  # type: ignore[attr-defined]


def test_nobody_who_is_not_signed_in_gets_further_than_the_sign_in(app: Flask, browser: Opener) -> None:
    here = browser()
    for rule in app.url_map.iter_rules():
        allowed = ROUTES.get(rule.endpoint)
        if not allowed:
            continue
        path = rule.build(dict.fromkeys(rule.arguments, 1), append_unknown=False)
        assert path is not None
        if "GET" in (rule.methods or ()):
            answer = here.get(path[1])
            assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/desk/sign-in")
        else:
            assert here.post(path[1]).status_code == 403


def test_neither_administrator_nor_editor_sees_a_request(core: Core, town: Municipality, desk: Opener) -> None:
    one = file_one(core, town)
    for role in (ADMINISTRATOR, EDITOR):
        here = desk(str(role), role)
        for path in ("/desk/requests", f"/desk/requests/{one.reference}", "/desk/by-hand", "/desk/counter"):
            answer = here.get(path)
            assert answer.status_code == 403
            assert "Ασκληπιού 12" not in answer.text
            assert one.reference not in answer.text.replace(path, "")


def test_each_role_comes_to_where_it_works(desk: Opener) -> None:
    found = {role: desk(str(role), role).get("/desk/").headers["Location"] for role in Role}
    assert found == {
        CLERK: "/desk/requests",
        SUPERVISOR: "/desk/requests",
        EDITOR: "/desk/announcements",
        ADMINISTRATOR: "/desk/staff",
    }
    assert frozenset(BOTH) == WORKERS
    assert frozenset(Role) == SIGNED_IN
