"""The feed and the calendar: sound by their standards, and cheap to ask again."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import icalendar
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from core.announcements import publishing
from core.announcements.kinds import Kind, Stage
from core.announcements.tables import Announcement, AnnouncementFile
from core.announcements.topics import mask
from core.bootstrap import Core
from core.municipalities.model import Municipality
from tests.announced import announce
from tests.channels.web.atom import Feed
from tests.stopped import Stopped


@pytest.fixture
def ask(app: Flask) -> Callable[..., TestResponse]:
    def fetch(path: str, method: str = "GET", **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return app.test_client().open(path, method=method, base_url="http://trikala.localhost", headers=named)

    return fetch


@pytest.fixture
def tell(core: Core, town: Municipality, clock: Stopped) -> Callable[..., int]:
    def publish(el: str, en: str = "", **fields: Any) -> int:
        clock.move(minutes=1)
        texts = {"el": {"title": el, "body": "Πρώτη & <b>.\n\nΔεύτερη\x0b.", "short": "", "voice": ""}}
        if en:
            texts["en"] = {"title": en, "body": "The text; it says, all.", "short": "", "voice": ""}
        return announce(core, town, ways=(), texts=texts, **{"kind": Kind.NEWS, **fields})

    return publish


def test_the_feed_is_sound_atom_in_the_language_of_its_address(
    core: Core, town: Municipality, ask: Callable[..., TestResponse], tell: Callable[..., int], clock: Stopped
) -> None:
    greek = tell("Μόνο <ελληνικά> & άλλα", districts=["centre"], topics=mask(["water", "roads"]))
    tell("Δίγλωσση", "Bilingual", districts=["west"], topics=mask(["work"]))
    with core.database.work(town) as work:
        file = AnnouncementFile(
            id=7,
            announcement_id=greek,
            name="α β.pdf",
            alt="",
            media_type="application/pdf",
            size=9,
            storage_key="k",
            at=clock.now(),
        )
        work.session.add(file)
    answer = ask("/news.atom?lang=en")
    assert answer.mimetype == "application/atom+xml"
    feed = Feed(answer.data)
    assert feed.language == "en" and feed.titles == ["Bilingual", "Μόνο <ελληνικά> & άλλα"]
    first, second = feed.entries
    assert (first.language, second.language) == ("en", "el")
    assert "This is written only in Greek." in second.content and "Πρώτη &amp; &lt;b&gt;." in second.content
    assert second.categories == ["water", "roads", "news"]
    assert second.links["enclosure"].endswith(f"/news/{greek}/files/7/%CE%B1%20%CE%B2.pdf")
    # One announcement is the same entry in every feed, language and version.
    in_greek = Feed(ask("/news.atom").data)
    assert [one.id for one in in_greek.entries] == [one.id for one in feed.entries]
    assert in_greek.language == "el" and in_greek.titles[0] == "Δίγλωσση" and in_greek.id != feed.id
    assert Feed(ask("/news.atom?topic=water").data).titles == ["Μόνο <ελληνικά> & άλλα"]
    assert Feed(ask("/news.atom?district=west&lang=xx").data).titles == ["Δίγλωσση"]
    assert Feed(ask("/news.atom?topic=safety").data).titles == []


def test_what_was_corrected_or_withdrawn_comes_up_again_under_its_id(
    core: Core, town: Municipality, ask: Callable[..., TestResponse], tell: Callable[..., int], clock: Stopped
) -> None:
    told = tell("Η εκδήλωση")
    tell("Άλλη")
    (_other, before) = Feed(ask("/news.atom").data).entries
    clock.move(days=1)
    with core.database.work(town) as work:
        one = work.session.get_one(Announcement, (town.id, told))
        one.stage, one.ended_at = str(Stage.WITHDRAWN), clock.now()
    feed = Feed(ask("/news.atom").data)
    assert feed.titles == ["Ανακλήθηκε: Η εκδήλωση", "Άλλη"]
    assert feed.entries[0].id == before.id and feed.entries[0].updated > before.updated
    assert feed.updated == feed.entries[0].updated == clock.now()


@pytest.mark.parametrize("path", ["/news.atom?lang=en", "/news.ics"])
def test_who_asks_again_is_told_that_nothing_changed(
    ask: Callable[..., TestResponse], tell: Callable[..., int], clock: Stopped, path: str
) -> None:
    tell("Πρώτη", kind=Kind.EVENT, begins_at=clock.now() + timedelta(days=2), valid_until=clock.now() + timedelta(hours=5))
    clock.move(minutes=10)
    first = ask(path)
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in first.headers and "Cookie" not in first.headers.get("Vary", "")
    for asked in ({"If_None_Match": etag}, {"If_None_Match": f'"x", W/{etag}'}, {"If_Modified_Since": modified}):
        again = ask(path, **asked)
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    head = ask(path, "HEAD")
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", etag)
    assert head.headers["Content-Length"] == str(len(first.data))
    assert ask(path, "HEAD", If_None_Match=etag).status_code == 304
    # The tag counts where both are sent, and what nobody can read is not looked at.
    assert ask(path, If_None_Match='"other"', If_Modified_Since=modified).status_code == 200
    assert ask(path, If_Modified_Since="rubbish").status_code == 200
    tell("Δεύτερη", kind=Kind.EVENT, begins_at=clock.now() + timedelta(days=2))
    # What changed in this very second may change in it again, which whole seconds could not tell.
    assert "Last-Modified" not in (fresh := ask(path, If_None_Match=etag, If_Modified_Since=modified)).headers
    assert fresh.status_code == 200 and fresh.headers["ETag"] != etag
    assert ask(path, If_Modified_Since=modified).status_code == 200


def test_what_became_over_is_a_change_for_who_knows_only_the_time(
    ask: Callable[..., TestResponse], tell: Callable[..., int], clock: Stopped
) -> None:
    tell("Ως το μεσημέρι", valid_until=clock.now() + timedelta(hours=2))
    clock.move(hours=1)
    modified = ask("/news.atom").headers["Last-Modified"]
    clock.move(hours=2)
    answer = ask("/news.atom", If_Modified_Since=modified)
    assert answer.status_code == 200 and Feed(answer.data).titles == []
    assert ask("/news.atom", If_Modified_Since=format_datetime(clock.now(), usegmt=True)).status_code == 304


def test_the_calendar_holds_what_has_a_time_and_cancels_what_was_withdrawn(
    core: Core, town: Municipality, ask: Callable[..., TestResponse], tell: Callable[..., int], clock: Stopped
) -> None:
    # In the night in which summer time ends half past three comes twice: in UTC it does not.
    begins, ends = datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    told = tell("Συναυλία, με «άλλα»; και\\", "Concert", kind=Kind.EVENT, place="Πλατεία", begins_at=begins, ends_at=ends)
    cut = tell("Διακοπή", kind=Kind.INTERRUPTION, districts=["centre"], begins_at=begins + timedelta(days=1))
    tell("Χωρίς ώρα", kind=Kind.EVENT)
    tell("Παλιά", kind=Kind.EVENT, begins_at=clock.now() - timedelta(days=100))
    first, second = dates(ask("/news.ics"))
    assert str(first["summary"]) == "Συναυλία, με «άλλα»; και\\" and first["summary"].params["LANGUAGE"] == "el"
    assert (first["dtstart"].dt, first["dtend"].dt) == (begins, ends)
    assert (first["sequence"], str(first["status"]), str(first["location"])) == (1, "CONFIRMED", "Πλατεία, όλος ο δήμος")
    assert str(first["url"]).endswith(f"/news/{told}") and "dtend" not in second
    assert "Δεύτερη." in str(first["description"])
    with core.database.work(town) as work:
        one = work.session.get_one(Announcement, (town.id, told))
        publishing.publish(work, one, "staff:2", clock.move(hours=1), "withdrawn")
        one.stage, one.ended_at = str(Stage.WITHDRAWN), clock.now()
    after, _other = dates(ask("/news.ics?lang=en"))
    assert (str(after["uid"]), after["sequence"], str(after["status"])) == (str(first["uid"]), 2, "CANCELLED")
    assert str(after["summary"]) == "Concert" and after["dtstamp"].dt == clock.now()
    assert [str(one["summary"]) for one in dates(ask("/news.ics?district=centre&topic=water"))][-1:] == ["Διακοπή"]
    # One by itself, for one's own calendar.
    alone = ask(f"/news/{cut}.ics")
    assert [str(one["uid"]) for one in dates(alone)] == [str(second["uid"])] and alone.headers["ETag"]
    assert ask(f"/news/{cut + 1}.ics").status_code == 404


def dates(answer: TestResponse) -> list[icalendar.Event]:
    """The events of a calendar, each with everything that the standard wants (RFC 5545, section 3.6.1)."""
    assert answer.mimetype == "text/calendar" and answer.status_code == 200
    lines = answer.data.split(b"\r\n")
    assert max(map(len, lines)) <= 75 and not re.search(rb"(?<!\r)\n", answer.data)
    made = icalendar.Calendar.from_ical(answer.data)
    assert (str(made["version"]), bool(made["prodid"]), "method" in made) == ("2.0", True, False)
    found = list(made.walk("VEVENT"))
    assert all({"UID", "DTSTAMP", "DTSTART", "SEQUENCE"} <= set(one) for one in found)
    assert all(one["dtstart"].dt.tzinfo is not None for one in found) and not any(one.errors for one in found)
    assert len({str(one["uid"]) for one in found}) == len(found)
    return found
