"""Checking a document on the web: by code, by file, and in full; without signing in and without scripts."""

import pytest

from core.bootstrap import Core
from core.certificates import receiving
from core.codes import random_code
from core.municipalities.model import Municipality
from core.people.guessing import BY_SOURCE
from core.requests.receiptcode import receipt_code
from tests.assured import MARIA, NIKOS, PIN, with_pin
from tests.certified import AFM, NAME, Hall
from tests.channels.web.browser import Browser, upload
from tests.conftest import Stopped


@pytest.fixture
def hall(core: Core, town: Municipality) -> Hall:
    return Hall(core, town)


def test_a_code_is_typed_and_the_answer_tells_no_name(hall: Hall, browser: Browser) -> None:
    made = hall.issued()
    browser.open("/v")
    code = hall.code(made)
    page = browser.submit(code=f" {code[:4]} {code[4:8]}-{code[8:]} ")
    assert "Το έγγραφο ισχύει" in page.text
    assert "Γ. Π…" in page.text
    assert NAME not in page.html
    assert AFM not in page.html
    assert browser.response.headers["Cache-Control"] == "no-store"
    assert browser.response.headers["Referrer-Policy"] == "no-referrer"


def test_date_and_number_open_everything(hall: Hall, browser: Browser) -> None:
    made = hall.issued()
    row = hall.row(made)
    browser.open(f"/v/{hall.code(made)}")
    fields = {"issued-day": "16", "issued-month": "11", "issued-year": "2026"}
    wrong = browser.submit(by=("command", "held"), protocol="2026/9", **fields)
    assert browser.status == 422
    assert NAME not in wrong.html
    page = browser.submit(by=("command", "held"), protocol=row.protocol, **fields)
    assert NAME in page.text
    assert AFM in page.text


def test_no_date_is_no_traceback(hall: Hall, browser: Browser) -> None:
    made = hall.issued()
    browser.open(f"/v/{hall.code(made)}")
    browser.submit(by=("command", "held"), protocol="x", **{"issued-day": "31", "issued-month": "2", "issued-year": "999999999"})
    assert browser.status == 422


def test_the_file_is_examined(hall: Hall, browser: Browser) -> None:
    made, other = hall.issued(), hall.issued()
    whole = "Το αρχείο είναι ακριβώς αυτό"
    browser.open("/v")
    assert whole in browser.submit(by=("command", "examine"), file=upload(hall.pdf(made), "a.pdf")).text
    browser.open(f"/v/{hall.code(made)}")
    assert whole in browser.submit(by=("command", "examine"), file=upload(hall.pdf(made), "a.pdf")).text
    browser.open(f"/v/{hall.code(other)}")
    assert "είναι άλλο έγγραφο" in browser.submit(by=("command", "examine"), file=upload(hall.pdf(made), "a.pdf")).text
    changed = bytearray(hall.pdf(made))
    changed[len(changed) // 2] ^= 1
    assert "άλλαξε μετά" in browser.submit(by=("command", "examine"), file=upload(bytes(changed), "a.pdf")).text
    assert browser.submit(by=("command", "examine")).html
    assert browser.status == 422


def test_a_code_that_is_none_is_explained(browser: Browser) -> None:
    browser.open("/v")
    page = browser.submit(code="12345")
    assert browser.status == 422
    assert 'value="12345"' in page.html
    browser.open("/v/nonsense")
    assert browser.status == 404


def test_guessing_is_slowed(hall: Hall, browser: Browser) -> None:
    made = hall.issued()
    for _try in range(BY_SOURCE):
        assert "Κανένα έγγραφο" in browser.open(f"/v/{random_code(16)}").text
    browser.open(f"/v/{hall.code(made)}")
    assert browser.status == 422
    assert "ισχύει" not in browser.page.text


def test_ones_own_words_lead_to_the_answer_too(hall: Hall, browser: Browser) -> None:
    made = hall.issued()
    browser.open("/")
    page = browser.submit(words=f"ΕΠΑΛΗΘΕΥΣΗ {hall.code(made)}")
    assert "Το έγγραφο ισχύει" in page.text


def asked_by(hall: Hall, reference: str, person: int) -> None:
    with hall.core.database.work(hall.town) as work:
        hall.request(work, reference).person_id = person


def test_a_document_is_fetched_by_who_proved_to_have_asked_for_it_alone(hall: Hall, browser: Browser) -> None:
    maria = with_pin(hall.core, hall.town)
    with_pin(hall.core, hall.town, NIKOS)
    reference = hall.applied()
    asked_by(hall, reference, maria)
    made = hall.issue(reference)
    browser.open(f"/track/{reference}")
    browser.submit(receipt_code=receipt_code(hall.core.codes, hall.town.id, reference))
    refused = browser.open(f"/certificates/{reference}")
    assert (browser.status, "PIN" in refused.text) == (403, True)
    browser.open(f"/certificates/{reference}/file")
    assert browser.status == 403

    wrong = browser.submit(afm=MARIA.afm, pin="135799")
    assert (browser.status, "ΑΦΜ και το PIN δεν ταιριάζουν" in wrong.text) == (422, True)
    not_theirs = browser.submit(afm=NIKOS.afm, pin=PIN)
    assert (browser.status, NAME in not_theirs.html) == (403, False)
    page = browser.submit(afm=MARIA.afm, pin=PIN)
    assert (browser.status, "σφραγίδα" in page.text) == (200, True)
    browser.open(f"/certificates/{reference}/file")
    assert browser.status == 409

    hall.seal(made)
    browser.open(f"/certificates/{reference}/file")
    assert browser.response.data == hall.pdf(made)
    assert browser.response.headers["Cache-Control"] == "no-store"
    browser.open("/certificates/000000000")
    assert browser.status == 403
    with hall.core.database.reading(hall.town) as work:
        assert [one.what for one in receiving.steps(work, made)] == ["ready", "fetched"]


def test_a_holder_sees_when_their_document_was_checked(hall: Hall, browser: Browser) -> None:
    maria = with_pin(hall.core, hall.town)
    reference = hall.applied()
    asked_by(hall, reference, maria)
    made = hall.issue(reference)
    hall.seal(made)
    browser.open(f"/certificates/{reference}")
    assert "Δεν το έχει ελέγξει κανείς" in browser.submit(afm=MARIA.afm, pin=PIN).text
    browser.open(f"/v/{hall.code(made)}")
    assert "στον ιστότοπο του δήμου: μόνο αν ισχύει" in browser.open(f"/certificates/{reference}").text


def test_a_pin_proves_for_an_hour(hall: Hall, browser: Browser, clock: Stopped) -> None:
    reference = hall.applied()
    asked_by(hall, reference, with_pin(hall.core, hall.town))
    hall.seal(hall.issue(reference))
    browser.open(f"/certificates/{reference}")
    browser.submit(afm=MARIA.afm, pin=PIN)
    assert browser.status == 200
    clock.move(hours=1)
    browser.open(f"/certificates/{reference}")
    assert browser.status == 403


def test_a_certificates_page_offers_to_sign_in_first(browser: Browser) -> None:
    page = browser.open("/services/permanent-residence")
    assert any(link == "/login?to=/start/permanent-residence" for link in page.links)
    assert not any("/login" in link for link in browser.open("/services/street-light").links)
