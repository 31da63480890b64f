"""Turns: each is taken once, however often and at however many places at once it arrives."""

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.bootstrap import Core
from core.dialogue.steps import Ask, Done, Menu
from core.dialogue.tables import ConversationRow, TurnRow
from core.municipalities.model import Municipality
from core.requests.tables import Request
from core.settings import Settings
from tests.talking import Talker

ROOT = Path(__file__).parents[3]


def count(core: Core, table: type) -> int:
    with core.database.across("a test counts", writes=False) as work:
        return int(work.execute(select(func.count()).select_from(table)).scalar_one())


def test_a_turn_that_comes_again_gets_its_reply_and_changes_nothing(core: Core, citizen: Talker) -> None:
    citizen.say("ΛΑΜΠΑ", "first")
    before = citizen.heard
    citizen.say("Ασκληπιού 12", "second")
    citizen.say("ΛΑΜΠΑ", "first")

    assert citizen.replied is not None
    assert (citizen.heard, citizen.replied.repeated, citizen.replied.differs) == (before, True, False)
    assert count(core, TurnRow) == 2
    citizen.say("1")
    assert citizen.asked == "pole", "the talk went on where it was"


def test_the_same_id_with_other_words_gets_the_first_reply_and_is_noted(core: Core, citizen: Talker) -> None:
    citizen.say("ΛΑΜΠΑ", "first")
    before = citizen.heard
    citizen.say("ΣΚΥΛΟΣ", "first")

    assert citizen.replied is not None
    assert (citizen.heard, citizen.replied.repeated, citizen.replied.differs) == (before, True, True)
    assert citizen.replied.said_before == "ΛΑΜΠΑ"
    assert count(core, TurnRow) == 1


def test_a_receipt_that_is_asked_for_again_is_the_same_and_files_nothing(core: Core, citizen: Talker) -> None:
    for words in ("ΛΑΜΠΑ Ασκληπιού 12", "1", "-", "όχι", "4"):
        citizen.say(words)
    first = citizen.say("ΟΚ", "send")
    assert isinstance(first, Done)
    again = citizen.say("ΟΚ", "send")

    assert isinstance(again, Done)
    assert (again.reference, again.receipt_code) == (first.reference, first.receipt_code)
    assert count(core, Request) == 1


def test_ids_of_other_towns_and_channels_are_other_turns(core: Core, citizen: Talker, other_town: Municipality) -> None:
    citizen.say("ΛΑΜΠΑ", "same")
    elsewhere = Talker(core, other_town)
    elsewhere.say("ΣΚΥΛΟΣ", "same")
    otherwise = Talker(core, citizen.town, channel="other")
    otherwise.say("ΝΕΡΟ", "same")

    assert [one.replied and one.replied.repeated for one in (elsewhere, otherwise)] == [False, False]


@pytest.mark.parametrize("begun", [False, True], ids=["the very first", "in the middle"])
def test_the_same_turn_at_the_same_moment_is_taken_once(core: Core, town: Municipality, citizen: Talker, begun: bool) -> None:
    for words in ("ΛΑΜΠΑ Ασκληπιού 12", "1", "-", "όχι", "4") if begun else ():
        citizen.say(words)
    words = "ΟΚ" if begun else "ΛΑΜΠΑ"
    together = threading.Barrier(6)
    replies: list[str] = []

    def deliver() -> None:
        mine = Talker(core, town)
        together.wait()
        mine.say(words, "once")
        replies.append(mine.heard)

    threads = [threading.Thread(target=deliver) for _each in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)

    assert len(replies) == 6
    assert len(set(replies)) == 1
    assert count(core, Request) == (1 if begun else 0)
    assert count(core, ConversationRow) == 1


def test_the_same_turn_in_several_processes_is_taken_once(
    core: Core, settings: Settings, town: Municipality, citizen: Talker
) -> None:
    for words in ("ΛΑΜΠΑ Ασκληπιού 12", "1", "-", "όχι", "4"):
        citizen.say(words)
    command = [sys.executable, "-m", "tests.core.dialogue.texting_process", str(settings.data), settings.database]
    processes = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _each in range(3)
    ]
    for one in processes:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    said = [one.communicate("ΟΚ\n", timeout=120)[0] for one in processes]

    assert [one.returncode for one in processes] == [0, 0, 0]
    assert len(set(said)) == 1
    assert "Done" in said[0]
    assert count(core, Request) == 1


def test_different_texts_of_one_number_at_the_same_moment_are_taken_one_after_the_other(
    core: Core, town: Municipality, citizen: Talker
) -> None:
    citizen.say("ΛΑΜΠΑ")
    together = threading.Barrier(4)

    def text(number: int) -> None:
        mine = Talker(core, town)
        together.wait()
        mine.say(f"Οδός Ασκληπιού {number}", f"at-once-{number}")

    threads = [threading.Thread(target=text, args=(number,)) for number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)

    assert count(core, TurnRow) == 5
    assert count(core, ConversationRow) == 1


def test_a_machine_that_answers_our_answers_is_left_alone(core: Core, citizen: Talker) -> None:
    replies = []
    for number in range(40):
        citizen.say(f"Αυτόματη απάντηση {number}")
        replies.append(citizen.heard)

    answered = [one for one in replies if one]
    assert len(answered) == core.settings.replies_a_minute
    core.clock.move(minutes=2)  # type: ignore[attr-defined]
    citizen.say("ΒΟΗΘΕΙΑ")
    assert citizen.heard


def test_a_slow_machine_is_left_alone_for_the_rest_of_the_day(core: Core, citizen: Talker) -> None:
    replies = []
    for number in range(220):
        core.clock.move(seconds=6)  # type: ignore[attr-defined]
        citizen.say(f"Αυτόματη απάντηση {number}")
        replies.append(citizen.heard)
    assert len([one for one in replies if one]) == 10 * core.settings.replies_a_minute
    core.clock.move(days=1)  # type: ignore[attr-defined]
    citizen.say("ΒΟΗΘΕΙΑ")
    assert citizen.heard


def test_a_stop_is_obeyed_even_from_somebody_who_is_not_answered_any_more(core: Core, citizen: Talker) -> None:
    from core.people import consent
    from core.people.contact import Way

    for number in range(40):
        citizen.say(f"Αυτόματη απάντηση {number}")
    citizen.say("STOP")
    with core.database.reading(citizen.town) as work:
        assert not consent.allowed(work, Way.TEXT, citizen.contact)


def test_a_page_answers_the_question_that_it_showed_not_the_one_that_is_open(
    make_talker: Callable[..., Talker],
) -> None:
    """Two texts or a late page: what was meant for one question never becomes the next one's answer."""
    from tests.talking import CALLING

    caller = make_talker(medium=CALLING, session="CA1")
    caller.say("11")
    assert caller.asked == "place"
    from core.dialogue.answers import Form, Upload

    caller.say(form=Form.RECORDED, uploads=(Upload("audio/x-wav", source="http://127.0.0.1/a"),), question="place")
    assert caller.asked == "fault"
    step = caller.say("2", question="place")
    assert isinstance(step, Ask)
    assert step.question.key == "fault"
    assert step.problem is not None


def test_nothing_is_kept_of_a_turn_whose_reply_could_not_be_made(core: Core, citizen: Talker) -> None:
    class Broken(Exception):
        pass

    def fail(_spoken: object) -> str:
        raise Broken

    with pytest.raises(Broken):
        core.conversing.converse(citizen.turn("ΛΑΜΠΑ", "one"), fail)
    assert count(core, TurnRow) == count(core, ConversationRow) == 0
    assert isinstance(citizen.say("γεια", "one"), Menu)
