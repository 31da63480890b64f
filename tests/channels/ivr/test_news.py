"""News by telephone: 4 in the main menu, then one after the other."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from channels.ivr.news import STRETCH, stretches
from core.announcements.kinds import Kind, Stage
from core.announcements.tables import Announcement
from core.announcements.topics import mask
from core.bootstrap import Core
from core.dialogue.topics import news
from core.municipalities.model import Municipality
from tests.announced import announce
from tests.channels.ivr.caller import Caller
from tests.stopped import Stopped

Calls = Callable[..., Caller]


@pytest.fixture
def tell(core: Core, town: Municipality, clock: Stopped) -> Callable[..., int]:
    def publish(el: str, body: str = "Το κείμενο.", en: str = "", voice: str = "", **fields: Any) -> int:
        clock.move(minutes=1)
        texts = {"el": {"title": el, "body": body, "short": "", "voice": voice}}
        if en:
            texts["en"] = {"title": en, "body": "The text.", "short": "", "voice": ""}
        return announce(core, town, ways=(), texts=texts, **{"kind": Kind.NEWS, **fields})

    return publish


def test_titles_come_first_and_keys_lead_through_them(calls: Calls, tell: Callable[..., int]) -> None:
    tell("Συναυλία", "Στην πλατεία, στις 30/11/2026 στις 20:30. Είσοδος 5 €.")
    tell("Λαϊκή αγορά")
    call = calls()
    heard = call.press("1", "4")
    assert "Λαϊκή αγορά" in heard and "Το κείμενο" not in heard
    assert "Το κείμενο" in call.press("1")
    assert "Το κείμενο" in call.press("9")
    assert "Λαϊκή αγορά" in (again := call.press("*")) and "Το κείμενο" not in again
    assert "Συναυλία" in call.press("2")
    heard = call.press("1")
    assert "Δευτέρα 30 Νοεμβρίου 2026" in heard and "20 και 30" in heard and "5 ευρώ" in heard
    heard = call.press("2")
    assert "η τελευταία" in heard and "Λαϊκή αγορά" in heard
    assert "αναφορά προβλήματος: πατήστε 1" in call.press("*").lower()


def test_one_that_is_published_meanwhile_shifts_nobody(calls: Calls, tell: Callable[..., int]) -> None:
    for title in ("πρώτη", "δεύτερη", "τρίτη"):
        tell(title)
    call = calls()
    assert "τρίτη" in call.press("1", "4")
    tell("τέταρτη")
    tell("Φωτιά στο δάσος", kind=Kind.EMERGENCY)
    assert "δεύτερη" in call.press("2")
    assert "πρώτη" in call.press("2")
    # The emergency waits at the beginning, said to be one.
    heard = call.press("2")
    assert "Έκτακτη ανάγκη. Φωτιά στο δάσος" in heard


def test_a_topic_is_chosen_by_its_number_and_only_those_with_news_are_offered(calls: Calls, tell: Callable[..., int]) -> None:
    tell("Νέοι σωλήνες", topics=mask(["water"]))
    tell("Θέσεις εργασίας", topics=mask(["work"]))
    call = calls()
    heard = call.press("1", "4", "5")
    assert "Νερό και αποχέτευση: πατήστε 1" in heard and "Προσλήψεις και διαγωνισμοί: πατήστε 6" in heard
    assert "Καθαριότητα" not in heard
    assert "Νέοι σωλήνες" in call.press("1")
    # Its last one is followed by its first, not by another topic's.
    assert "Νέοι σωλήνες" in call.press("2")
    heard = call.press("5", "3")
    assert "Δεν υπάρχουν ανακοινώσεις για: Καθαριότητα" in heard
    assert "Θέσεις εργασίας" in call.press("5", "6")
    assert "Δεν υπάρχει επιλογή" in call.press("4") and "Θέσεις εργασίας" in call.heard


def test_what_is_written_in_greek_alone_is_read_by_a_greek_voice_and_said_to_be(calls: Calls, tell: Callable[..., int]) -> None:
    tell("Μόνο ελληνικά", voice="Λόγια για το αυτί.")
    tell("Δίγλωσση", en="Bilingual")
    call = calls()
    assert "Bilingual" in call.press("2", "4")
    assert "This is written only in Greek." not in call.heard
    call.press("2")
    assert "This is written only in Greek." in call.heard
    assert "Μόνο ελληνικά</Say>" in call.documents[-1] and 'language="el-GR"' in call.documents[-1]
    # What was written for the ear is read, not what was written for the eye.
    assert "Λόγια για το αυτί" in call.press("1") and "Το κείμενο" not in call.heard


def test_what_was_withdrawn_while_somebody_listened_says_so(
    core: Core, town: Municipality, calls: Calls, tell: Callable[..., int]
) -> None:
    told = tell("Η εκδήλωση")
    call = calls()
    call.press("1", "4")
    with core.database.work(town) as work:
        one = work.session.get_one(Announcement, (town.id, told))
        one.stage, one.ended_at = str(Stage.WITHDRAWN), core.clock.now()
    assert "Ανακλήθηκε" in call.press("1")


def test_silence_ends_the_call_with_a_word(calls: Calls, tell: Callable[..., int]) -> None:
    tell("Λαϊκή αγορά")
    call = calls()
    call.press("1", "4")
    assert "Ευχαριστούμε" in call.silent(3)
    assert "<Hangup" in call.documents[-1]


def test_a_long_text_is_said_in_stretches_and_loses_nothing() -> None:
    text = "Μία πρόταση με λέξεις. " * 60 + "λέξη " * 300
    said = stretches(text)
    assert max(map(len, said)) <= STRETCH
    assert " ".join(said).split() == text.split()


def test_when_and_where_are_said_unless_the_script_says_them(calls: Calls, tell: Callable[..., int]) -> None:
    fields: dict[str, Any] = {"begins_at": datetime(2026, 11, 18, 9, 0, tzinfo=UTC), "place": "Κεντρική πλατεία"}
    tell("Χωρίς", districts=["centre"], **fields)
    tell("Με", voice="Την Τετάρτη 18 Νοεμβρίου 2026, στην Κεντρική πλατεία.", **fields)
    call = calls()
    heard = call.press("1", "4", "1")
    assert "Τετάρτη 18 Νοεμβρίου 2026, στην Κεντρική πλατεία" in heard and "Πότε:" not in heard and "Πού:" not in heard
    heard = call.press("2", "1")
    assert [one for one in ("Τετάρτη 18 Νοεμβρίου 2026", "11", "Κεντρική πλατεία", "Κέντρο") if one not in heard] == []


def test_eight_leads_on_where_something_answers_to_it(
    calls: Calls, tell: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    tell("Λαϊκή αγορά")
    monkeypatch.setattr(news, "SUBSCRIBING", "operator")
    call = calls()
    assert "πατήστε 8" in call.press("1", "4")
    call.press("8")
    assert call.dialled


def test_when_it_is_comes_before_when_it_was_published(calls: Calls, tell: Callable[..., int]) -> None:
    tell("Διακοπή νερού", begins_at=datetime(2026, 11, 18, 9, 0, tzinfo=UTC), place="Κεντρική πλατεία", districts=["centre"])
    heard = calls().press("1", "4")
    places = [heard.index(one) for one in ("Διακοπή νερού", "18 Νοεμβρίου", "Κεντρική πλατεία", "Δημοσιεύθηκε")]
    assert places == sorted(places)


def test_danger_to_life_is_heard_before_anything_is_pressed(calls: Calls, tell: Callable[..., int], clock: Stopped) -> None:
    tell("Διακοπή νερού")
    tell("Καύσωνας", kind=Kind.EMERGENCY, danger=False)
    assert "Έκτακτη ανάγκη" not in calls().heard
    tell("Φωτιά στο δάσος", en="Forest fire", kind=Kind.EMERGENCY, valid_until=clock.now() + timedelta(hours=2))
    call = calls()
    for said in ("Έκτακτη ανάγκη. Φωτιά στο δάσος", "Emergency. Forest fire", "πατήστε 4", "press 4"):
        assert said in call.heard
    assert "Καύσωνας" not in call.heard
    assert "Φωτιά στο δάσος" in call.press("1", "4")
    clock.move(hours=3)
    assert "Έκτακτη ανάγκη" not in calls().heard
