"""A report from the start page to the receipt, without scripts, in both languages, with all the turns people take."""

import re
from collections.abc import Callable

import pytest

from core.adapters.database import Database
from core.municipalities.model import Municipality
from core.requests.tables import Content, Request
from tests.channels.web.browser import Browser
from tests.channels.web.talks import filed, numbers, to_review
from tests.stopped import Stopped


@pytest.mark.parametrize(
    ("language", "title", "question", "done"),
    [
        ("el", "Βλάβη οδοφωτισμού", "Πού βρίσκεται η λάμπα;", "12"),
        ("en", "Street light fault", "Where is the lamp?", "We have received your request"),
    ],
)
def test_a_report_goes_from_the_start_page_to_the_receipt(
    another: Callable[..., Browser], database: Database, town: Municipality, language: str, title: str, question: str, done: str
) -> None:
    browser = another(language=language)
    assert "/services/street-light" in browser.open("/").links
    assert title in browser.open("/services/street-light").text
    assert "/start/street-light?new=1" in browser.page.links
    browser.open("/start/street-light?new=1")
    assert question in browser.page.text
    assert f'<html lang="{language}"' in browser.page.html
    to_review(browser)
    assert "Ασκληπιού 12" in browser.page.text
    browser.command("send")
    assert done in browser.page.text
    reference, code = numbers(browser)
    assert re.fullmatch(r"\d{9}", reference)
    assert re.fullmatch(r"\d{4}", code)
    with database.reading(town) as work:
        request = work.session.query(Request).filter_by(reference=reference).one()
        assert (request.service, request.channel, request.language, request.place) == (
            "street-light",
            "web",
            language,
            "Ασκληπιού 12",
        )


def test_looking_at_a_page_writes_nothing(browser: Browser, database: Database, town: Municipality) -> None:
    from core.dialogue.tables import ConversationRow

    for path in ("/", "/services", "/services/tree", "/start/tree", "/start/tree?new=1", "/start", "/track", "/resume"):
        browser.open(path)
        assert browser.status == 200
    with database.reading(town) as work:
        assert work.session.query(ConversationRow).count() == 0


def test_an_answer_is_corrected_from_the_review(browser: Browser) -> None:
    to_review(browser)
    assert "/start/street-light?change=fault" in browser.page.links
    browser.open("/start/street-light?change=fault")
    assert browser.page.form("answer").fields["answer"] == "out"
    browser.submit(answer="many")
    assert browser.page.form(("command", "send"))
    assert "?change=fault" in browser.page.html
    assert "σβηστός όλος ο δρόμος" in browser.page.text


def test_a_correction_that_cannot_be_read_leaves_what_was_there(browser: Browser) -> None:
    to_review(browser, pole="12")
    browser.open("/start/street-light?change=pole")
    browser.submit(answer="δώδεκα και κάτι")
    assert browser.status == 422
    assert browser.page.form("answer").fields["answer"] == "δώδεκα και κάτι"
    assert "/start/street-light" in browser.page.links
    browser.open("/start/street-light")
    assert browser.page.form(("command", "send"))


def test_going_back_shows_the_earlier_answer_and_keeps_the_later_ones(browser: Browser) -> None:
    browser.open("/start/street-light")
    assert "/services/street-light" in browser.page.links
    browser.submit(answer="Ασκληπιού 12")
    browser.submit(answer="out")
    browser.open("/start/street-light?at=fault")
    assert "/start/street-light?at=place" in browser.page.links
    browser.open("/start/street-light?at=place")
    assert browser.page.form("answer").fields["answer"] == "Ασκληπιού 12"
    browser.submit(answer="Βύρωνος 3")
    assert browser.page.form("question").fields["question"] == "pole"


def test_an_unreadable_answer_is_shown_with_what_is_wrong_and_an_example(another: Callable[..., Browser]) -> None:
    browser = another(language="en")
    browser.open("/start/street-light")
    browser.submit(answer="Ασκληπιού 12")
    browser.submit(answer="out")
    browser.submit(answer="pole <b>seven</b>")
    assert browser.status == 422
    assert browser.page.html.count("We cannot read one number there.") == 2
    assert "For example" in browser.page.text
    assert "Error:" in browser.page.html
    assert browser.page.form("answer").fields["answer"] == "pole <b>seven</b>"
    assert "<b>seven" not in browser.page.html


def test_a_required_question_left_blank_says_so(browser: Browser) -> None:
    browser.open("/start/street-light")
    browser.submit(answer="   ")
    assert browser.status == 422
    assert browser.page.form("question").fields["question"] == "place"


def test_the_language_can_be_changed_in_the_middle(browser: Browser, database: Database, town: Municipality) -> None:
    browser.open("/start/street-light")
    browser.submit(answer="Ασκληπιού 12")
    browser.open("/start/street-light?lang=en")
    assert "What exactly is wrong?" in browser.page.text
    for answer in ("out", "", None, "none"):
        browser.submit(answer=answer) if answer is not None else browser.command("skip")
    assert "Ασκληπιού 12" in browser.page.text
    assert "It is out" in browser.page.text
    browser.command("send")
    with database.reading(town) as work:
        assert work.session.query(Request).one().language == "en"


def test_a_page_sent_twice_is_heard_once(browser: Browser, database: Database, town: Municipality) -> None:
    to_review(browser)
    form = browser.page.form(("command", "send"))
    sent = {**form.fields, "command": "send"}
    first = browser.send(form.action, sent).text
    again = browser.send(form.action, sent).text
    assert first == again
    with database.reading(town) as work:
        assert work.session.query(Request).count() == 1


def test_the_same_page_with_another_answer_is_a_conflict_that_shows_both(another: Callable[..., Browser]) -> None:
    browser = another(language="en")
    browser.open("/start/street-light")
    browser.submit(answer="Ασκληπιού 12")
    form = browser.page.form("answer")
    browser.send(form.action, {**form.fields, "answer": "out"})
    browser.send(form.action, {**form.fields, "answer": "many"})
    assert browser.status == 409
    assert "It is out" in browser.page.text
    assert "The whole street is dark" in browser.page.text
    browser.open("/start/street-light?change=fault")
    assert browser.page.form("answer").fields["answer"] == "out"


def test_a_late_page_is_never_taken_for_the_next_question(browser: Browser) -> None:
    browser.open("/start/street-light")
    stale = browser.page.form("answer")
    browser.submit(answer="Ασκληπιού 12")
    browser.command("restart")
    late = {**stale.fields, "question": "fault", "turn": "a-token-of-a-page-gone", "answer": "out"}
    browser.send(stale.action, late)
    assert browser.status == 422
    assert browser.page.form("question").fields["question"] == "place"
    assert browser.page.form("answer").fields["answer"] == ""


def test_two_services_in_two_tabs_do_not_mix(browser: Browser) -> None:
    browser.open("/start/street-light")
    browser.submit(answer="Ασκληπιού 12")
    browser.open("/start/tree")
    browser.submit(answer="Βύρωνος 3")
    browser.open("/start/street-light?at=place")
    assert browser.page.form("answer").fields["answer"] == "Ασκληπιού 12"


def test_starting_again_forgets_the_answers(browser: Browser) -> None:
    browser.open("/start/street-light")
    browser.submit(answer="Ασκληπιού 12")
    browser.command("restart")
    assert browser.page.form("question").fields["question"] == "place"
    assert browser.page.form("answer").fields["answer"] == ""


def test_a_person_can_be_asked_for_and_what_was_said_is_kept(another: Callable[..., Browser]) -> None:
    browser = another(language="en")
    browser.open("/start/street-light")
    browser.submit(answer="Ασκληπιού 12")
    browser.command("operator")
    assert "tel:+302431000000" in browser.page.links
    assert "/start/call-back?new=1" in browser.page.links
    browser.open("/start/street-light")
    assert browser.page.form("question").fields["question"] == "fault"


def test_another_request_can_be_made_after_the_receipt(browser: Browser, database: Database, town: Municipality) -> None:
    first, _code = filed(browser)
    browser.open("/start/street-light")
    assert numbers(browser)[0] == first
    assert "/start/street-light?new=1" in browser.page.links
    assert filed(browser, place="Βύρωνος 3")[0] != first
    with database.reading(town) as work:
        assert work.session.query(Request).count() == 2


def test_the_receipt_is_not_shown_to_whoever_uses_the_browser_later(browser: Browser, clock: Stopped) -> None:
    filed(browser)
    clock.move(minutes=31)
    browser.open("/start/street-light")
    assert browser.page.form("question").fields["question"] == "place"
    browser.submit(answer="Βύρωνος 3")
    assert browser.page.form("question").fields["question"] == "fault"


def test_own_words_begin_the_service_with_its_place(another: Callable[..., Browser]) -> None:
    browser = another(language="en")
    browser.open("/")
    browser.submit(words="ΚΑΜΕΝΗ ΛΑΜΠΑ ΑΣΚΛΗΠΙΟΥ 12")
    assert browser.page.form("question").fields["question"] == "fault"
    assert "ΑΣΚΛΗΠΙΟΥ 12" in browser.page.text
    browser.open("/start/street-light?at=place")
    assert browser.page.form("answer").fields["answer"] == "ΑΣΚΛΗΠΙΟΥ 12"


def test_words_that_say_nothing_are_kept_in_the_box(another: Callable[..., Browser]) -> None:
    browser = another(language="en")
    browser.open("/")
    browser.submit(words="qwrtz plkjh")
    assert browser.status == 422
    assert "We did not understand that." in browser.page.text
    assert browser.page.form("words").fields["words"] == "qwrtz plkjh"


def test_an_information_service_explains_and_files_nothing(browser: Browser) -> None:
    browser.open("/services/family-status")
    assert "gov.gr" in browser.page.text
    assert not [one for one in browser.page.links if one.startswith("/start/")]
    browser.open("/start/family-status")
    assert browser.status == 200


def test_how_to_be_told_is_on_the_receipt(another: Callable[..., Browser]) -> None:
    browser = another(language="en")
    browser.open("/start/street-light")
    for answer in ("Ασκληπιού 12", "out", "", None, "email", "maria@example.org"):
        browser.submit(answer=answer) if answer is not None else browser.command("skip")
    browser.command("send")
    assert "by e-mail to maria@example.org" in browser.page.text


def test_the_receipt_lists_what_was_sent_and_nothing_that_was_left_out(another: Callable[..., Browser]) -> None:
    browser = another(language="en")
    to_review(browser)
    labels = browser.page.classed["govgr-summary-list__key"]
    browser.command("send")
    what = browser.page.text.partition("What you sent")[2].partition("To ask how far it is")[0]
    assert "Ασκληπιού 12" in what
    assert sum(label in what for label in labels) == 2
    assert "tell" not in what


def test_a_formal_application_gets_a_protocol_number(
    another: Callable[..., Browser], database: Database, town: Municipality
) -> None:
    browser = another(language="en")
    browser.open("/start/document-access")
    answers = {"afm": "123456783", "phone": "6912345678"}
    for _turn in range(20):
        page = browser.page
        if any(("command", "send") in form.buttons for form in page.forms):
            break
        form = page.form("question")
        if "file" in form.names:
            browser.submit(later="yes")
        elif "day" in form.names:
            browser.submit(day="1", month="10", year="2026")
        elif ("command", "skip") in form.buttons:
            browser.command("skip")
        else:
            radios = re.findall(r'type="radio"[^>]*value="([^"]+)"', page.html)
            typed = answers.get(form.fields["question"], "Μαρία Παπαδοπούλου, αντίγραφο απόφασης")
            browser.submit(answer="none" if "none" in radios else next(iter(radios), typed))
        assert browser.status == 200, browser.page.text
    assert "you declare" in browser.page.text
    browser.command("send")
    with database.reading(town) as work:
        request = work.session.query(Request).one()
        assert request.protocol
        assert request.protocol in browser.page.text
        assert work.session.query(Content).count() >= 1
