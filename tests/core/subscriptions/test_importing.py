"""A list of contacts from an office program: good rows kept, bad ones given back with their reasons."""

import pytest
from sqlalchemy import select

from core.announcements.topics import mask
from core.bootstrap import Core
from core.errors import InvalidAnswer
from core.messages.tables import Message
from core.municipalities.model import Municipality
from core.people import consent
from core.people.contact import Reached, Way
from core.subscriptions import ending, evidence, finding, importing, lists, tokens
from core.subscriptions.evidence import Said
from core.subscriptions.importing import Origin
from core.subscriptions.tables import ContactImport, Subscriber
from tests.stopped import Stopped
from tests.subscribed import MAIL, MOBILE, sent, subscribe, subscribers, told

PAPER = "Έντυπα του 2025, φάκελος 7 στο πρωτόκολλο"
GREEK = """Τρόπος;Διεύθυνση;Γλώσσα;Θέματα;Περιοχή;Σημείωση
SMS;691 234 5601;el;Νερό και αποχέτευση, 2;Κέντρο;έντυπο 3/2/2025
;eleni@example.org;αγγλικά;;;
κλήση;2431012345;;7;south;
;12345;;;;
;6912345602;;ποδήλατα;;
;6912345603;;;Ατλαντίδα;
SMS;6912345601;;;;
SMS;2431012346;;;;
;6912345604;fr;;;
;;;;;
γράμμα;6912345605;;;;
;6912345678;;;;
;6912345679;;;;
"""


def bring_in(core: Core, town: Municipality, text: str | bytes, declared: str = PAPER) -> ContactImport:
    content = text if isinstance(text, bytes) else text.encode("utf-8-sig")
    origin = Origin("http://trikala.test", "roll.csv", 7, declared)
    made = importing.bring_in(core.database, core.clock, town, lists.read(content), origin, "en")
    with core.database.reading(town) as work:
        return work.session.get_one(ContactImport, (town.id, made))


def test_good_rows_are_kept_and_bad_ones_told_apart(core: Core, town: Municipality) -> None:
    subscribe(core, town, (Way.TEXT, MOBILE))
    with core.database.work(town) as work:
        consent.record(work, Way.TEXT, "+306912345679", False, "sms", "STOP", core.clock.now())
    report = bring_in(core, town, GREEK)
    assert (report.rows, report.taken, report.known) == (12, 3, 1)
    assert [(line, reason.split()[0:3]) for line, _cells, reason in report.bad] == [
        (5, ["That", "is", "a"]),
        (6, ["We", "know", "no"]),
        (7, ["This", "town", "has"]),
        (8, ["The", "same", "contact"]),
        (9, ["This", "number", "does"]),
        (10, ["We", "do", "not"]),
        (12, ["We", "know", "no"]),
        (13, ["This", "contact", "is"]),
        (14, ["This", "number", "said"]),
    ]
    rows = {one.address: one for one in subscribers(core, town)}
    one = rows["+306912345601"]
    assert (one.state, one.way, one.topics, one.district) == ("active", "text", mask(["water", "roads"]), "centre")
    assert (rows[MAIL].language, rows["+302431012345"].way) == ("en", "call")
    with core.database.reading(town) as work:
        (event,) = evidence.of(work, one.id)
    assert (event.what, event.given, event.asked, event.words) == ("confirmed", True, PAPER, "έντυπο 3/2/2025")
    assert event.channel == "csv:roll.csv"
    assert sent(core, town) == [], "whoever agreed on paper is not asked again"


def test_without_a_declaration_each_is_asked_by_their_own_way(core: Core, town: Municipality) -> None:
    report = bring_in(core, town, "address\n6912345601\neleni@example.org\n2431012345\n", declared="")
    assert report.taken == 2
    assert [line for line, _cells, _reason in report.bad] == [4]
    assert told(core, town) == [("pending", "", "")] * 2
    (text, letter) = sent(core, town)
    assert (text[0], text[1]) == ("text", "+306912345601")
    assert "ΝΑΙ" in text[2]
    with core.database.reading(town) as work:
        way = tokens.way_of(core.codes, town, letter[2].partition("/news/confirm/")[2].split()[0])
        assert way is not None
        assert {one.priority for one in work.session.scalars(select(Message))} == {3}, "announcements do not wait for it"
    assert bring_in(core, town, "address\n6912345601\n", declared="").known == 1, "nobody is asked twice"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1253"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_it_is_read_as_office_programs_write_it(encoding: str, delimiter: str) -> None:
    text = f'Τηλέφωνο{delimiter}Περιοχή\r\n\'+306912345601{delimiter}"Πύλη και\nΜύλος"\r\n'
    found = lists.read(text.encode(encoding))
    assert found.rows[0].columns == {"address": "+306912345601", "district": "Πύλη και\nΜύλος"}


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"name;age\nx;1\n", b"PK\x03\x04\x00\x00", b"address\n" + b"1\n" * 5001, b"x" * 1_100_000]
)
def test_what_is_no_list_is_told(content: bytes) -> None:
    with pytest.raises(InvalidAnswer, match="file"):
        lists.read(content)


def test_what_is_given_back_runs_as_no_formula_and_can_be_brought_in_again() -> None:
    rows = [["=HYPERLINK(1)", "+306912345601"], ["@x", "-1"], ["plain", "1;2"]]
    written = lists.write(["note", "address"], rows)
    assert written.decode("utf-8-sig").splitlines() == [
        "note;address", "'=HYPERLINK(1);'+306912345601", "'@x;'-1", 'plain;"1;2"',
    ]  # fmt: skip
    assert lists.read(written).rows[0].columns["address"] == "+306912345601"


def test_a_batch_is_one_transaction_and_a_large_list_is_many(core: Core, town: Municipality) -> None:
    rows = "".join(f"69000{number:05d}\n" for number in range(120))
    report = bring_in(core, town, "address\n" + rows)
    assert (report.taken, report.bad) == (120, [])
    with core.database.reading(town) as work:
        assert len({one.address for one in work.session.scalars(select(Subscriber))}) == 120


def test_who_unsubscribed_is_not_subscribed_again_by_the_same_list(core: Core, town: Municipality, clock: Stopped) -> None:
    content = b"way;address\nemail;maria@example.org\ncall;2431012345\n"
    origin = Origin("https://trikala.example.org", "list.csv", 1, "Paper forms of 2024, kept in the archive")
    addresses = (Reached(Way.EMAIL, "maria@example.org"), Reached(Way.CALL, "+302431012345"))

    def living() -> list[bool]:
        with core.database.reading(town) as work:
            return [finding.living_way(work, to) is not None for to in addresses]

    importing.bring_in(core.database, clock, town, lists.read(content), origin, "en")
    assert living() == [True, True]
    with core.database.work(town) as work:
        for to in addresses:
            ending.end_address(work, to, Said("web", "List-Unsubscribe=One-Click"), clock.now())
    clock.move(days=30)
    importing.bring_in(core.database, clock, town, lists.read(content), origin, "en")
    assert living() == [False, False]
