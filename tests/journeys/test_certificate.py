"""A certificate from the telephone to the bank: asked for, proved at the counter, issued, sealed, fetched and checked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from core.certificates.codes import verification_code
from core.certificates.tables import Certificate
from core.requests.tables import ProtocolEntry, Request
from tests.assured import MARIA, NIKOS
from tests.journeys.citizens import ENGLISH, Receipt, open_on_web, say_after_tone, spoken_receipt, text
from tests.journeys.clerks import Clerk
from tests.journeys.clocked import Clocked, clocked

LANDLINE, BANK = "+302431012377", "+306900000888"
NAME, ADDRESS = "Μαρία Υποδείγματος", "Ασκληπιού 12, Τρίκαλα"
PAPER = "Ένα από: Ε1 ή εκκαθαριστικό, λογαριασμός κοινής ωφέλειας, μισθωτήριο"


@pytest.fixture
def hall(database_url: str, tmp_path: Path) -> Iterator[Clocked]:
    with clocked(database_url, tmp_path / "var") as server:
        yield server


def ask_by_telephone(hall: Clocked) -> Receipt:
    """With the keys, and the name and the address spoken after the tone; who it is will be shown at the town hall."""
    call = hall.calling("trikala", LANDLINE)
    call.start()
    for keys in (ENGLISH, "2", "2", "1", f"{MARIA.afm}#"):
        call.press(keys)
    say_after_tone(call)
    say_after_tone(call)
    for keys in ("2", "2", "3", "8"):
        call.press(keys)
    assert "This is what we will send" in call.heard
    call.press("#")
    receipt = spoken_receipt(call.heard)
    call.hang_up()
    return receipt


def serve(hall: Clocked, clerk: Clerk, receipt: Receipt) -> None:
    """She comes with her papers: the clerk sees her identity card and her AFM, and ticks what she brought."""
    page = clerk.do(receipt.reference, "identify", document="identity-card", last_three="12A", afm_seen="yes")
    assert "can be worked on" in page.text
    clerk.do(receipt.reference, "papers", paper=PAPER)
    hall.pass_time(seconds=1)


def issue(clerk: Clerk, receipt: Receipt) -> None:
    clerk.do(receipt.reference, "claim")
    page = clerk.browser.open(f"/desk/requests/{receipt.reference}/certificate")
    fields = {"field-name": NAME, "field-afm": MARIA.afm, "field-address": ADDRESS, "field-since": "2010"}
    page = clerk.browser.send(page.form("field-name"), receive="web", **fields)
    assert page.status == 200, page.text
    assert "not sealed yet" in page.text or "2026/000002" in page.text


def document_of(hall: Clocked, receipt: Receipt) -> Certificate:
    assert hall.core is not None
    with hall.core.database.reading(hall.core.directory.by_key("trikala")) as work:
        mine = select(Certificate).join(Request, Request.id == Certificate.request_id)
        return work.session.scalars(mine.where(Request.reference == receipt.reference)).one()


def fetch_as(hall: Clocked, receipt: Receipt, afm: str) -> tuple[int, str]:
    """Open the document's page, sign in there, and come back to it. Gives what it shows then, and its status."""
    browser = hall.browser("trikala")
    page = browser.open(f"/certificates/{receipt.reference}")
    assert page.status == 403
    page = browser.follow("/login?to=")
    page = browser.open(next(link for _words, link in page.links if f"as={afm}" in link))
    assert page.url.endswith(f"/certificates/{receipt.reference}")
    if page.status == 200 and any(link.endswith("/file") for _words, link in page.links):
        browser.follow(f"/certificates/{receipt.reference}/file")
        assert browser.page.headers["content-type"] == "application/pdf"
        assert browser.page.html.startswith("%PDF-")
    return page.status, page.text


def test_a_certificate_from_the_telephone_to_the_bank(hall: Clocked) -> None:
    assert hall.core is not None
    town, clerk = hall.core.directory.by_key("trikala"), Clerk(hall, "trikala")
    receipt = ask_by_telephone(hall)
    serve(hall, clerk, receipt)
    issue(clerk, receipt)
    hall.pass_time(seconds=1)
    made = document_of(hall, receipt)
    assert (made.state, made.protocol, made.holder) == ("sealed", "2026/000002", NAME)
    with hall.core.database.reading(town) as work:
        book = work.session.scalars(select(ProtocolEntry).order_by(ProtocolEntry.seq)).all()
        assert [(one.direction, one.answers_seq) for one in book] == [("in", None), ("out", 1)]
        assert work.session.get_one(Request, (town.id, made.request_id)).outcome == "done"

    # The receipt code tells that it is ready, and opens no document; nor does the login of somebody else.
    browser = hall.browser("trikala")
    assert "Your document is ready" in open_on_web(browser, receipt).text
    assert browser.follow(f"/certificates/{receipt.reference}").status == 403
    status, shown = fetch_as(hall, receipt, NIKOS.afm)
    assert (status, NAME in shown) == (403, False)
    status, shown = fetch_as(hall, receipt, MARIA.afm)
    assert (status, "Nobody has checked it yet" in shown) == (200, True)

    # Somebody at a bank texts the code, and looks at the file that she sent them.
    code = verification_code(hall.core.codes, town.id, made.id)
    told = text(hall.texting("trikala", BANK), f"ΕΠΑΛΗΘΕΥΣΗ {code}")
    assert "ισχύει" in told
    assert NAME not in told
    browser = hall.browser("trikala")
    page = browser.open(f"/v/{code}")
    pdf = hall.core.storage.get(made.storage_key)
    page = browser.send(page.form("file"), button="examine", files={"file": ("document.pdf", "application/pdf", pdf)})
    assert "exactly the one that the municipality sealed" in page.text, page.text
    broken = pdf.replace(b"%PDF-1.7", b"%PDF-1.6", 1) if b"%PDF-1.7" in pdf else pdf[:200] + b"x" + pdf[201:]
    page = browser.send(page.form("file"), button="examine", files={"file": ("document.pdf", "application/pdf", broken)})
    assert "exactly the one that the municipality sealed" not in page.text

    _status, shown = fetch_as(hall, receipt, MARIA.afm)
    assert "by text message: only whether it is valid" in shown
    assert hall.findings() == []
