"""Following one's request: by its reference, and with its receipt code more."""

import re
from collections.abc import Callable

import pytest

from core.adapters.database import Database
from core.bootstrap import Core
from core.dialogue.service import Service
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.requests import actions, filing, receiptcode
from core.requests.moves import Outcome
from core.requests.tables import Attachment, Event, Request
from tests.channels.web.browser import Browser, upload
from tests.channels.web.pictures import jpeg
from tests.channels.web.talks import filed, opened
from tests.stopped import Stopped

Another = Callable[..., Browser]
CLERK = actions.Actor("desk", 1)


def service(core: Core, town: Municipality, key: str) -> Service:
    found = core.catalogue(town).get(key)
    assert found is not None
    return found


def file_one(core: Core, town: Municipality, key: str) -> tuple[str, str]:
    with core.database.work(town) as work:
        made = filing.file(work, filing.Submission(service(core, town, key), {}, "web", "el"), core.clock.now())
    return made.reference, receiptcode.receipt_code(core.codes, town.id, made.reference)


def close(core: Core, town: Municipality, reference: str, outcome: Outcome = Outcome.DONE) -> None:
    with core.database.work(town) as work:
        request = work.session.query(Request).filter_by(reference=reference).one()
        actions.claim(work, request, CLERK, core.clock.now())
        actions.close(
            work, request, CLERK, actions.Closing(outcome, "Αλλάξαμε τη λάμπα.", done="Mended."), core.clock.now(), notify=False
        )


def one(database: Database, town: Municipality, reference: str) -> Request:
    with database.reading(town) as work:
        return work.session.query(Request).filter_by(reference=reference).one()


def test_a_report_is_followed_by_its_reference_from_anywhere(browser: Browser, another: Another) -> None:
    reference, code = filed(browser)
    reader = another(language="en")
    reader.open("/track")
    reader.submit(reference=f" {reference[:3]} {reference[3:6]}-{reference[6:]} ")
    assert reader.status == 200
    assert "Street light fault" in reader.page.text
    assert "Received" in reader.page.text
    assert code not in reader.page.text
    assert "Ασκληπιού" not in reader.page.text


def test_the_page_of_a_request_is_kept_nowhere(browser: Browser) -> None:
    reference, _code = filed(browser)
    browser.open(f"/track/{reference}")
    headers = browser.response.headers
    assert headers["Cache-Control"] == "no-store"
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Referrer-Policy"] == "no-referrer"


def test_an_application_tells_a_stranger_only_how_far_it_is(core: Core, town: Municipality, another: Another) -> None:
    reference, code = file_one(core, town, "document-access")
    reader = another(language="en")
    reader.open(f"/track/{reference}")
    title = service(core, town, "document-access").title.best("en")[0]
    assert title not in reader.page.text
    assert "Received" in reader.page.text
    reader.submit(receipt_code=code)
    assert title in reader.page.text
    assert "Protocol number" in reader.page.text


def test_unknown_foreign_and_mistyped_references_are_answered_alike(browser: Browser, another: Another) -> None:
    reference, _code = filed(browser)
    foreign = another(host="corfu.localhost")
    mistyped = reference[:-1] + str((int(reference[-1]) + 1) % 10)
    pages = [
        (foreign.open(f"/track/{reference}").text, foreign.status),
        (foreign.open("/track/000000000").text, foreign.status),
        (foreign.open(f"/track/{mistyped}").text, foreign.status),
        (foreign.open("/track/ό,τι-νάναι").text, foreign.status),
    ]
    assert {status for _text, status in pages} == {404}
    assert len({text for text, _status in pages}) == 1


def test_a_reference_that_cannot_be_one_says_what_is_wrong(another: Another) -> None:
    reader = another(language="en")
    reader.open("/track")
    reader.submit(reference="12345")
    assert reader.status == 422
    assert "The code has 9 digits" in reader.page.text
    assert reader.page.form("reference").fields["reference"] == "12345"


def test_the_receipt_code_opens_the_request_for_this_browser_alone(browser: Browser, another: Another) -> None:
    reference, code = filed(browser)
    reader, stranger = another(language="en"), another(language="en")
    opened(reader, reference, code)
    assert reader.status == 200
    assert reader.page.form(("command", "withdraw"))
    stranger.open(f"/track/{reference}")
    assert not [form for form in stranger.page.forms if ("command", "withdraw") in form.buttons]


def test_a_wrong_receipt_code_opens_nothing_and_slows_whoever_guesses(browser: Browser, another: Another) -> None:
    reference, code = filed(browser)
    guesser = another(language="en")
    wrong = f"{(int(code) + 1) % 10000:04d}"
    for _try in range(5):
        opened(guesser, reference, wrong)
        assert guesser.status == 422
        assert "not the receipt code" in guesser.page.text
    # A new cookie jar at the same address is the same source.
    fresh = another(language="en")
    opened(fresh, reference, code)
    assert "Too many wrong codes" in fresh.page.text


def test_nothing_can_be_done_before_the_receipt_code(browser: Browser, database: Database, town: Municipality) -> None:
    reference, _code = filed(browser)
    browser.open(f"/track/{reference}")
    form = browser.page.form("receipt_code")
    fields = {name: value for name, value in form.fields.items() if name != "receipt_code"}
    for said in ({"command": "withdraw"}, {"command": "reply", "reply": "hello"}, {"solved": "no"}):
        browser.send(form.action, {**fields, **said})
        assert browser.status == 422
    assert one(database, town, reference).state == "received"


def test_a_citizen_withdraws(browser: Browser, another: Another, database: Database, town: Municipality) -> None:
    reference, code = filed(browser)
    reader = another(language="en")
    opened(reader, reference, code)
    reader.command("withdraw")
    assert "Your request is withdrawn." in reader.page.text
    request = one(database, town, reference)
    assert (request.state, request.outcome) == ("closed", "withdrawn")
    assert not [form for form in reader.page.forms if ("command", "withdraw") in form.buttons]


def test_withdrawing_twice_is_a_sentence(browser: Browser, another: Another) -> None:
    reference, code = filed(browser)
    opened(browser, reference, code)
    form = browser.page.form(("command", "withdraw"))
    sent = {**form.fields, "command": "withdraw"}
    browser.send(form.action, sent)
    browser.send(form.action, sent)
    assert browser.status == 200
    browser.send(form.action, {**sent, "turn": "a-token-of-another-page"})
    assert browser.status == 409


def test_words_and_photos_are_added_once(
    browser: Browser, another: Another, core: Core, database: Database, town: Municipality
) -> None:
    reference, code = filed(browser)
    reader = another(language="en")
    opened(reader, reference, code)
    form = reader.page.form("reply")
    said = {**form.fields, "command": "reply", "reply": "Η λάμπα έπεσε στον δρόμο."}
    for _sent in range(2):
        reader.send(form.action, {**said, "file": upload(jpeg(), "lamp.jpg")})
        assert reader.status == 200
    assert reader.page.text.count("Η λάμπα έπεσε στον δρόμο.") == 1
    with database.reading(town) as work:
        request = work.session.query(Request).filter_by(reference=reference).one()
        papers = work.session.query(Attachment).filter_by(request_id=request.id).all()
        assert [paper.name for paper in papers] == ["lamp.jpg"]
        kinds = [event.kind for event in work.session.query(Event).filter_by(request_id=request.id)]
        assert kinds == ["filed", "added"]


def test_the_same_page_with_other_words_is_a_conflict(browser: Browser) -> None:
    reference, code = filed(browser)
    opened(browser, reference, code)
    form = browser.page.form("reply")
    browser.send(form.action, {**form.fields, "command": "reply", "reply": "πρώτο"})
    browser.send(form.action, {**form.fields, "command": "reply", "reply": "δεύτερο"})
    assert browser.status == 409
    assert "πρώτο" in browser.page.text
    assert "δεύτερο" in browser.page.text


def test_an_empty_reply_is_a_sentence(browser: Browser, another: Another) -> None:
    reference, code = filed(browser)
    reader = another(language="en")
    opened(reader, reference, code)
    reader.command("reply", reply=" ")
    assert reader.status == 422
    assert "Please write a few words." in reader.page.text


def test_a_question_of_the_town_hall_is_answered(
    browser: Browser, another: Another, core: Core, database: Database, town: Municipality
) -> None:
    reference, code = filed(browser)
    with database.work(town) as work:
        request = work.session.query(Request).filter_by(reference=reference).one()
        actions.claim(work, request, CLERK, core.clock.now())
        actions.ask(work, request, CLERK, "Σε ποια πλευρά του δρόμου;", core.clock.now())
    reader = another(language="en")
    opened(reader, reference, code)
    assert "We are waiting for you" in reader.page.text
    assert "Σε ποια πλευρά" in reader.page.text
    reader.command("reply", reply="Αριστερά")
    assert one(database, town, reference).state == "in_progress"
    assert "We are waiting for you" not in reader.page.text


@pytest.mark.parametrize(("said", "state", "solved"), [("yes", "closed", True), ("no", "in_progress", False)])
def test_a_closed_report_is_solved_or_comes_back(
    browser: Browser, core: Core, database: Database, town: Municipality, said: str, state: str, solved: bool
) -> None:
    reference, code = filed(browser)
    close(core, town, reference)
    opened(browser, reference, code)
    assert "Αλλάξαμε τη λάμπα." in browser.page.text
    browser.submit(by=("solved", said))
    assert browser.status == 200
    request = one(database, town, reference)
    assert (request.state, request.solved) == (state, solved)
    assert not [form for form in browser.page.forms if ("solved", "no") in form.buttons]


def test_what_is_still_wrong_comes_with_the_no(
    browser: Browser, core: Core, database: Database, town: Municipality, another: Another
) -> None:
    reference, code = filed(browser)
    close(core, town, reference)
    opened(browser, reference, code)
    browser.submit(by=("solved", "no"), still_wrong="Ακόμη σκοτεινά.")
    assert one(database, town, reference).reopened == 1
    assert "Ακόμη σκοτεινά." in browser.page.text
    assert "Το ανοίξαμε ξανά" in browser.page.text


@pytest.mark.parametrize("times", [1, 2])
def test_a_page_that_is_too_old_is_told_what_became_of_it(
    browser: Browser, core: Core, database: Database, town: Municipality, clock: Stopped, times: int
) -> None:
    reference, code = filed(browser)
    close(core, town, reference)
    opened(browser, reference, code)
    if times == 1:
        clock.move(days=16)
    else:
        with database.work(town) as work:
            request = work.session.query(Request).filter_by(reference=reference).one()
            actions.answer_solved(work, request, actions.Actor("sms"), False, clock.now())
    browser.submit(by=("solved", "no"), still_wrong="Σκοτεινά ακόμη.")
    assert browser.status == (409 if times == 1 else 200)
    # What was typed is shown again, or with the request.
    assert "Σκοτεινά ακόμη." in browser.page.text
    assert ("εκ νέου" if times == 1 else "ήδη ανοίξει ξανά") in browser.page.text
    assert one(database, town, reference).reopened == times - 1


def test_what_was_written_while_it_was_closed_is_not_lost(
    browser: Browser, core: Core, database: Database, town: Municipality
) -> None:
    reference, code = filed(browser)
    opened(browser, reference, code)
    close(core, town, reference)
    browser.submit(by=("command", "reply"), reply="Είναι η δεύτερη κολόνα.")
    assert browser.status == 409
    assert "έχει κλείσει" in browser.page.text
    # It waits where it can be sent: the report is done, and "no, it is not" brings it back with these words.
    waiting = re.search(r'<textarea[^>]* name="still_wrong"[^>]*>([^<]*)</textarea>', browser.response.text)
    assert waiting is not None
    browser.submit(by=("solved", "no"), still_wrong=waiting[1])
    assert one(database, town, reference).reopened == 1
    assert "Είναι η δεύτερη κολόνα." in browser.page.text


def test_of_what_was_refused_meanwhile_the_words_stay_to_be_copied(browser: Browser, core: Core, town: Municipality) -> None:
    reference, code = file_one(core, town, "document-access")
    opened(browser, reference, code)
    close(core, town, reference, Outcome.REFUSED)
    browser.submit(by=("command", "reply"), reply="Είναι του 2025.")
    assert browser.status == 409
    assert "Είναι του 2025." in browser.page.text


def test_withdrawing_what_was_closed_meanwhile_shows_how_it_ended(browser: Browser, core: Core, town: Municipality) -> None:
    reference, code = filed(browser)
    opened(browser, reference, code)
    close(core, town, reference)
    browser.submit(by=("command", "withdraw"))
    assert browser.status == 409
    assert "Αλλάξαμε τη λάμπα." in browser.page.text


def test_after_fifteen_days_nobody_is_asked_whether_it_is_solved(
    browser: Browser, core: Core, town: Municipality, clock: Stopped
) -> None:
    reference, code = filed(browser)
    close(core, town, reference)
    clock.move(days=16)
    opened(browser, reference, code)
    assert not [form for form in browser.page.forms if ("solved", "no") in form.buttons]


def test_nothing_is_sent_to_who_will_ask(browser: Browser, database: Database, town: Municipality) -> None:
    reference, _code = filed(browser)
    assert Way(one(database, town, reference).tell_by) is Way.NONE
