"""News by text: titles by their numbers, then the short text and the address of its page."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from channels.sms.checking import news_too_long
from channels.sms.fitting import LONGEST, units
from core.announcements import publishing
from core.announcements.kinds import Kind
from core.announcements.tables import Announcement
from core.announcements.topics import mask
from core.bootstrap import Core
from core.municipalities.model import Municipality
from tests.announced import announce
from tests.channels.sms.handset import Handset
from tests.stopped import Stopped


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """What a text says is the same on every database."""
    path = tmp_path / "thyrida.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def tell(core: Core, town: Municipality, clock: Stopped) -> Callable[..., int]:
    def publish(el: str, short: str = "", **fields: Any) -> int:
        clock.move(minutes=1)
        texts = {"el": {"title": el, "body": "Το κείμενο.", "short": short, "voice": ""}}
        return announce(core, town, ways=(), texts=texts, **{"kind": Kind.NEWS, **fields})

    return publish


def test_five_titles_and_more_and_a_number_tells_one(handset: Handset, tell: Callable[..., int]) -> None:
    ids = [tell(f"Ανακοίνωση {number} με τίτλο που δεν χωράει σε μία γραμμή μηνύματος") for number in range(7)]
    first = handset.say("ΝΕΑ")
    assert first.splitlines()[1] == "1 Ανακοίνωση 6 με τίτλο που…"
    assert first.splitlines()[5].startswith("5 Ανακοίνωση 2") and first.splitlines()[6].startswith("9 ")
    # One that comes meanwhile takes no number of the list that was shown.
    tell("Νεότερη")
    told = handset.say("2")
    assert told.splitlines()[0].startswith("Δ. Τρικκαίων: Ανακοίνωση 5 με τίτλο") and f"/news/{ids[5]}" in told
    assert "Ανακοίνωση 4" in handset.say("3")
    more = handset.say("9")
    assert "1 Ανακοίνωση 1" in more and "2 Ανακοίνωση 0" in more and "9 " not in more
    assert f"/news/{ids[0]}" in handset.say("2")
    assert "Δεν υπάρχει επιλογή" in handset.say("5")
    tell("Φωτιά στο δάσος", kind=Kind.EMERGENCY)
    assert handset.say("νεα").splitlines()[1:3] == ["1 ΕΚΤΑΚΤΟ: Φωτιά στο δάσος", "2 Νεότερη"]
    assert all(units(one) <= LONGEST for one in (first, told, more))


def test_a_topic_may_follow_the_word(handset: Handset, tell: Callable[..., int]) -> None:
    tell("Νέοι σωλήνες", topics=mask(["water"]))
    tell("Θέσεις εργασίας", topics=mask(["work"]))
    for said in ("ΝΕΑ ΝΕΡΟ", "nea nero", "ΝΕΑ 1", "Νέα για την ύδρευση", "NEWS WATER"):
        reply = handset.say(said)
        assert "1 Νέοι σωλήνες" in reply and "εργασίας" not in reply, said
        assert "Θέσεις εργασίας" in handset.say("ΝΕΑ")


def test_a_new_fault_is_no_news(handset: Handset, tell: Callable[..., int]) -> None:
    tell("Νέοι σωλήνες", topics=mask(["water"]))
    assert "Νέοι σωλήνες" not in handset.say("νέα βλάβη στο νερό")


def test_the_short_text_is_sent_and_in_english_it_is_said_to_be_greek(handset: Handset, tell: Callable[..., int]) -> None:
    told = tell("Ένας τίτλος", short="Το σύντομο κείμενο.")
    assert "NEWS" not in handset.say("ENGLISH")
    assert "Reply with a number" in handset.say("NEWS")
    reply = handset.say("1")
    assert "This is written only in Greek." in reply and "Το σύντομο κείμενο." in reply
    assert reply.count(f"/news/{told}") == 1 and "Ένας τίτλος" not in reply
    # Back to the list, and out of it; another matter needs no way back.
    assert "1 Ένας τίτλος" in handset.say("BACK")
    assert "Where is the lamp?" in handset.say("street light broken")


def test_where_there_is_none_it_says_so_and_what_else_there_is(handset: Handset) -> None:
    assert "δεν υπάρχουν ανακοινώσεις" in (reply := handset.say("ΝΕΑ")) and "ΜΕΝΟΥ" in reply
    assert "Δεν υπάρχουν ανακοινώσεις για: Νερό και αποχέτευση" in (reply := handset.say("ΝΕΑ 1")) and "ΜΕΝΟΥ" in reply


def test_nothing_that_may_be_written_is_too_long_for_a_text() -> None:
    assert list(news_too_long()) == []


def test_the_hours_stand_whatever_became_of_it(
    core: Core, town: Municipality, handset: Handset, tell: Callable[..., int], clock: Stopped
) -> None:
    begins = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
    title = "Διακοπή υδροδότησης λόγω αποκατάστασης μεγάλης βλάβης στον κεντρικό αγωγό της συνοικίας"
    id_ = tell(title, begins_at=begins, ends_at=begins.replace(hour=11), place="Ασκληπιού και Κονδύλη", districts=["centre"])
    with core.database.work(town) as work:
        one = work.session.get_one(Announcement, (town.id, id_))
        publishing.publish(work, one, "staff:2", clock.now(), "corrected", "")
        one.corrected_at = clock.now()
    handset.say("ΝΕΑ")
    reply = handset.say("1")
    assert "30/11" in reply and "09:00" in reply and "13:00" in reply
    assert reply.count("Διορθώθηκε") == 1 and "Διόρθωση" not in reply and "ΣΤΟΠ" not in reply
    assert f"/news/{id_}" in reply and units(reply) <= LONGEST


def test_what_to_do_in_an_emergency_is_said_whole(handset: Handset, tell: Callable[..., int]) -> None:
    short = "Φωτιά στο δάσος του Προφήτη Ηλία. Απομακρυνθείτε προς τα νότια, κλείστε τα παράθυρα, μη χρησιμοποιείτε αυτοκίνητο."
    tell("Φωτιά", short=short, kind=Kind.EMERGENCY)
    handset.say("ΝΕΑ")
    reply = handset.say("1")
    assert "112" in reply and short in reply and "ΣΤΟΠ" not in reply and units(reply) <= LONGEST
