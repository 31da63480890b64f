"""The pages of news: the list with its search, one announcement, and the start page."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from core.adapters.database import Database
from core.announcements import publishing
from core.announcements.kinds import Kind, Stage
from core.announcements.tables import Announcement, AnnouncementFile
from core.announcements.topics import mask
from core.bootstrap import Core
from core.errors import Unavailable
from core.model import new_id
from core.municipalities.model import Municipality
from core.text import _
from tests.announced import announce
from tests.channels.web.browser import Browser
from tests.stopped import Stopped

Tell = Callable[..., int]


@pytest.fixture
def tell(core: Core, town: Municipality, clock: Stopped) -> Tell:
    def publish(el: str, body: str = "Το κείμενο.", en: str = "", **fields: Any) -> int:
        clock.move(minutes=1)
        texts = {"el": {"title": el, "body": body, "short": "", "voice": ""}}
        if en:
            texts["en"] = {"title": en, "body": "The text.", "short": "", "voice": ""}
        return announce(core, town, ways=(), texts=texts, **{"kind": Kind.NEWS, **fields})

    return publish


def test_the_list_is_searched_filtered_and_turned_without_scripts(browser: Browser, tell: Tell) -> None:
    for number in range(12):
        tell(f"Ανακοίνωση {number:02}", topics=mask(["work"]))
    water = tell("Διακοπή νερού", districts=["centre"], topics=mask(["water"]))
    page = browser.open("/news")
    assert page.classed["th-news__title"][0] == "Διακοπή νερού" and "Κέντρο" in page.text
    assert len(page.classed["th-news__title"]) == 10
    (older,) = [link for link in page.links if "after=" in link]
    page = browser.open(older)
    assert page.classed["th-news__title"] == ["Ανακοίνωση 02", "Ανακοίνωση 01", "Ανακοίνωση 00"]
    assert not [link for link in page.links if "after=" in link] and "/news" in page.links
    page = browser.open("/news?q=diakoph&topic=water&district=centre")
    assert [link for link in page.links if link.startswith("/news/") and link[6:].isdigit()] == [f"/news/{water}"]
    # The other language keeps what was asked for, and so do feed and calendar, as far as they can.
    assert any(link.startswith("/news?q=diakoph&topic=water&district=centre&lang=") for link in page.links)
    assert "/news.atom?topic=water&district=centre&lang=el" in page.links
    page = browser.open("/news?q=diakoph&district=west")
    assert "th-news__title" not in page.classed
    assert "Δεν βρέθηκε τίποτα" in page.text
    for rubbish in ("after=x&topic=none&kind=none&district=none", "after=99999999999999999999", "after=5&q=%00%25_"):
        assert browser.open(f"/news?{rubbish}").html and browser.status == 200


def test_one_announcement_says_everything_that_is_known_of_it(
    core: Core, town: Municipality, browser: Browser, tell: Tell
) -> None:
    begins = core.clock.now() + timedelta(days=2)
    told = tell(
        "Συναυλία <b>",
        "Πρώτη παράγραφος.\nΔεύτερη γραμμή <script>.\n\nΔείτε https://example.org/a?b=1.",
        kind=Kind.EVENT,
        districts=["centre"],
        place="Κεντρική πλατεία",
        begins_at=begins,
        ends_at=begins + timedelta(hours=2),
    )
    with core.database.work(town) as work:
        work.session.add(
            AnnouncementFile(
                id=77,
                announcement_id=told,
                name="αφίσα.png",
                alt="Η αφίσα της συναυλίας",
                media_type="image/png",
                size=1500,
                storage_key="k",
                at=core.clock.now(),
            )
        )
    page = browser.open(f"/news/{told}")
    for said in ("Συναυλία <b>", "Κέντρο", "Κεντρική πλατεία", "18 Νοεμβρίου 2026, 11:30 έως 13:30", "Δεύτερη γραμμή <script>."):
        assert said in page.text
    assert "<script>." not in page.html and 'href="https://example.org/a?b=1"' in page.html
    assert f"/news/{told}/files/77/{quote('αφίσα.png')}" in page.links and 'alt="Η αφίσα της συναυλίας"' in page.html
    assert page.html.count("th-sketch__area") == 1 and f"/news/{told}.ics?lang=el" in page.links
    # Nobody's session is needed to read.
    assert "Set-Cookie" not in browser.response.headers


def test_what_was_not_written_in_the_pages_language_is_shown_and_said(browser: Browser, tell: Tell) -> None:
    greek, both = tell("Μόνο ελληνικά"), tell("Δίγλωσση", en="Bilingual")
    page = browser.open(f"/news/{both}?lang=en")
    assert "Bilingual" in page.text and "written only" not in page.text
    page = browser.open(f"/news/{greek}?lang=en")
    assert "This is written only in Greek." in page.text
    assert '<span lang="el">Μόνο ελληνικά</span>' in page.html and '<div class="th-text" lang="el">' in page.html


def test_a_correction_is_marked_and_what_it_said_before_can_be_read(
    core: Core, town: Municipality, browser: Browser, tell: Tell
) -> None:
    told = tell("Στις 09:00")
    with core.database.work(town) as work:
        one = work.session.get_one(Announcement, (town.id, told))
        one.texts, one.corrected_at = {"el": {"title": "Στις 10:00", "body": "Νέο κείμενο."}}, core.clock.now()
        publishing.publish(work, one, "staff:2", core.clock.now(), "corrected", "Άλλαξε η ώρα.")
    page = browser.open(f"/news/{told}")
    assert "Στις 10:00" in page.text and "Διορθώθηκε: 16 Νοεμβρίου 2026" in page.text and "09:00" not in page.text
    page = browser.open(f"/news/{told}/versions/1")
    assert "Στις 09:00" in page.text and "προηγούμενη έκδοση" in page.text
    assert browser.response.headers["X-Robots-Tag"] == "noindex" and f"/news/{told}" in page.links
    browser.open(f"/news/{told}/versions/9")
    assert browser.status == 404


def test_what_was_withdrawn_keeps_its_page_and_what_was_never_told_has_none(
    core: Core, town: Municipality, browser: Browser, tell: Tell
) -> None:
    told, drill, draft = tell("Η εκδήλωση"), tell("Άσκηση", drill=True), tell("Πρόχειρο")
    with core.database.work(town) as work:
        one = work.session.get_one(Announcement, (town.id, told))
        one.stage, one.ended_at = str(Stage.WITHDRAWN), core.clock.now()
        work.session.get_one(Announcement, (town.id, draft)).stage = str(Stage.DRAFT)
    assert "Ανακλήθηκε: 16 Νοεμβρίου 2026" in browser.open(f"/news/{told}").text
    assert "Η εκδήλωση" in browser.open("/news?over=1").text
    for unread in (drill, draft, new_id(), 2**63 - 1, "9" * 30):
        browser.open(f"/news/{unread}")
        assert browser.status == 404
    # A town's news are no other town's.
    assert Browser(browser.client.application, "corfu.localhost").open(f"/news/{told}") and browser.status == 404


def test_the_start_page_stands_without_a_database_and_claims_nothing(
    browser: Browser, tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell("Ανακοίνωση")
    assert browser.open("/").classed["th-news__title"] == ["Ανακοίνωση"]

    def away(self: Database, town: Municipality) -> AbstractContextManager[object]:
        raise Unavailable("database", _("The service is not available at this moment. Please try again."))

    monkeypatch.setattr(Database, "reading", away)
    page = browser.open("/")
    assert browser.status == 200 and "Πώς μπορούμε να σας βοηθήσουμε;" in page.text
    assert "Ανακοίνωση" not in page.text and "δεν υπάρχουν ανακοινώσεις" not in page.text
    browser.open("/news")
    assert browser.status == 503


def test_who_asks_for_news_in_their_own_words_is_led_to_them(browser: Browser, tell: Tell) -> None:
    tell("Νέοι σωλήνες", topics=mask(["water"]))
    tell("Συναυλία", topics=mask(["culture"]))
    browser.open("/")
    assert browser.submit(words="τι νέα υπάρχουν;").classed["th-news__title"] == ["Συναυλία", "Νέοι σωλήνες"]
    browser.open("/")
    assert browser.submit(words="nea gia to nero").classed["th-news__title"] == ["Νέοι σωλήνες"]


def test_the_start_page_shows_every_emergency_and_the_newest_three(browser: Browser, tell: Tell) -> None:
    page = browser.open("/")
    assert "Αυτή τη στιγμή δεν υπάρχουν ανακοινώσεις." in page.text and "/news" in page.links
    for number in range(5):
        tell(f"Ανακοίνωση {number}")
    tell("Φωτιά στο δάσος", kind=Kind.EMERGENCY)
    tell("Τελευταία")
    page = browser.open("/")
    assert page.classed["th-news__title"] == ["Φωτιά στο δάσος", "Τελευταία", "Ανακοίνωση 4", "Ανακοίνωση 3"]
    assert "Φωτιά" in page.classed["th-emergencies"][0]


def test_lists_label_their_dates_and_lead_on(core: Core, town: Municipality, browser: Browser) -> None:
    id_ = announce(core, town, begins_at=core.clock.now() + timedelta(days=1))
    for path in ("/", f"/news/{id_}"):
        assert {"/news", "/news/subscribe"} <= set(browser.open(path).links), path
    for path in ("/", "/news"):
        browser.open(path)
        assert any(one.startswith("Πότε:") for one in browser.page.classed["th-news__when"])
        assert any("Δημοσιεύθηκε:" in one for one in browser.page.classed["th-news__facts"])
        assert "govgr-visually-hidden" not in browser.page.html.partition("th-news__when")[2].partition("</p>")[0]
