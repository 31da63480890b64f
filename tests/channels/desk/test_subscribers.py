"""Subscribers at the desk: counted, brought in from a list, and one looked up. What it shows is the same on every database."""

import csv
import io
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.staff.roles import Role
from core.subscriptions import evidence
from core.subscriptions.tables import SubscriptionLook
from tests.channels.desk.conftest import Opener
from tests.subscribed import MAIL, MOBILE, subscribe, told

LIST = "address;topics\n6912345601;water\n+306912345\n=1+1;water\n"
PAPER = {"paper": "yes", "declared": "Forms of 2025, folder 7"}


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "thyrida.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


def file(text: str = LIST) -> tuple[io.BytesIO, str]:
    return io.BytesIO(text.encode()), "roll.csv"


def test_a_list_is_brought_in_and_the_rest_given_back(core: Core, town: Municipality, desk: Opener) -> None:
    editor = desk("eva", Role.EDITOR)
    page = editor.follow(editor.post("/desk/subscribers", list=file(), **PAPER))
    assert "Not kept" in page.text
    assert told(core, town) == [("active", "text", "+306912345601")]
    address = page.text.partition('href="/desk/subscribers/lists/')[2].partition('"')[0]
    rest = editor.get(f"/desk/subscribers/lists/{address}")
    rows = list(csv.reader(io.StringIO(rest.data.decode("utf-8-sig")), delimiter=";"))
    assert [row[:2] for row in rows] == [["address", "topics"], ["'+306912345", ""], ["'=1+1", "water"]]
    assert all(len(row) == 3 and row[2] for row in rows)
    assert desk("anna", Role.ADMINISTRATOR).get(f"/desk/subscribers/lists/{address}").status_code == 200


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Choose the file"),
        ({"list": file("")}, "Choose the file"),
        ({"list": file("name\nx\n")}, "is missing"),
        ({"list": file(), "paper": "yes"}, "Say which paper forms"),
        ({"list": file(), "paper": "yes", "declared": "paper"}, "Say which paper forms"),
    ],
)
def test_what_is_no_list_or_no_declaration_is_told(
    core: Core, town: Municipality, desk: Opener, fields: dict[str, object], said: str
) -> None:
    answer = desk("eva", Role.EDITOR).post("/desk/subscribers", **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert told(core, town) == []


def test_the_page_counts_and_lists_nobody(core: Core, town: Municipality, desk: Opener) -> None:
    subscribe(core, town, (Way.TEXT, MOBILE), (Way.EMAIL, MAIL))
    for role in (Role.EDITOR, Role.SUPERVISOR, Role.ADMINISTRATOR):
        page = desk(str(role), role).get("/desk/subscribers").text
        assert "by text message" in page
        assert "the whole town" in page
        assert MOBILE[3:] not in page
        assert MAIL not in page


def test_who_has_not_confirmed_yet_is_said_to_wait_and_where_that_came_from(desk: Opener) -> None:
    editor = desk("eva", Role.EDITOR)
    page = editor.follow(editor.post("/desk/subscribers", list=file("address;topics\n6912345601;1 3\n")))
    assert "We know no topic" not in page.text and "1 row kept" in editor.get("/desk/subscribers").text
    supervisor = desk("sofia", Role.SUPERVISOR)
    found = supervisor.post("/desk/subscribers/look", address="6912345601", reason="She asks what we keep").text
    assert "Waits for confirmation since November 16, 2026. It came from: the list roll.csv." in found
    assert "Not subscribed." not in found


def test_one_is_looked_up_with_a_reason_that_is_kept(core: Core, town: Municipality, desk: Opener) -> None:
    mine = subscribe(core, town, (Way.TEXT, MOBILE))
    supervisor = desk("sofia", Role.SUPERVISOR)
    assert supervisor.post("/desk/subscribers/look", address="6912345678", reason="").status_code == 422
    page = supervisor.post("/desk/subscribers/look", address="691 234 5678", reason="She asks what we keep").text
    assert "a test" in page
    with core.database.reading(town) as work:
        (look,) = work.session.scalars(select(SubscriptionLook))
        assert (look.account_id, look.subscriber_id, look.reason) == (supervisor.account, mine, "She asks what we keep")
        assert MOBILE not in look.address
    assert "She asks what we keep" in supervisor.get("/desk/subscribers").text
    assert supervisor.post(f"/desk/subscribers/{mine}/end", reason="").status_code == 422
    supervisor.follow(supervisor.post(f"/desk/subscribers/{mine}/end", reason="By telephone, she herself"))
    assert told(core, town) == [("ended", "", "")]
    with core.database.reading(town) as work:
        last = evidence.of(work, mine)[-1]
        assert (last.what, last.channel, last.words) == (
            "ended",
            "desk",
            f"staff:{supervisor.account}: By telephone, she herself",
        )
