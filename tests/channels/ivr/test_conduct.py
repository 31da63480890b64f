"""How the telephone treats whoever presses wrong keys, too many, or none; and who calls again, or wants a person."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from core.bootstrap import Core
from core.requests.tables import Attachment, Content, Request
from tests.channels.ivr.caller import Caller
from tests.stopped import Stopped

Calls = Callable[..., Caller]
TO_STREET_LIGHT = ("2", "1", "1", "1")


def test_the_language_is_chosen_first_greek_before_english_each_in_its_own_voice(calls: Calls) -> None:
    said = [(one.language, one.text) for one in calls().call.captions]
    assert [language for language, _text in said] == ["el-GR", "el-GR", "en-GB", "en-GB"]
    assert said[0][1] == "Δήμος Τρικκαίων"
    assert "English press 2" in said[3][1]


def test_who_says_no_language_twice_goes_on_in_the_towns_own(calls: Calls) -> None:
    call = calls()
    call.silent(2)
    assert {one.language for one in call.call.captions} == {"el-GR"}
    assert "πατήστε 1" in call.heard


def test_a_key_of_no_language_is_said_to_be_none(calls: Calls) -> None:
    call = calls()
    assert "That key stands for no language." in call.press("7")
    assert "What can we do for you?" in call.press("2")


def test_zero_is_a_person_before_any_language(calls: Calls) -> None:
    call = calls()
    call.press("0")
    assert call.dialled == "+302431000000"


def test_a_wrong_key_in_a_menu_is_told_and_the_menu_read_again(calls: Calls) -> None:
    heard = calls().press("2", "1", "8")
    assert "There is no choice with that number." in heard
    assert "Which of these?" in heard


def test_three_misunderstandings_lead_to_a_person(calls: Calls) -> None:
    call = calls()
    call.press("2", "1", "8", "8", "8")
    assert call.dialled == "+302431000000"


def test_too_many_digits_are_counted_aloud(calls: Calls) -> None:
    assert "The code has 9 digits; we counted 11." in calls().press("2", "3", "12345678901#")


def test_single_keys_that_a_recording_does_not_offer_are_no_answer(calls: Calls, core: Core) -> None:
    call = calls()
    assert "We received no answer." in call.press(*TO_STREET_LIGHT, "5")
    assert "Where is the lamp?" in call.heard


def test_silence_repeats_twice_and_then_calls_a_person(calls: Calls) -> None:
    call = calls()
    call.press("2")
    for _time in range(2):
        assert "We received no answer." in call.silent()
        assert "report a problem: press 1." in call.heard
    call.silent()
    assert call.dialled == "+302431000000"


def test_silence_after_the_tone_is_silence_too(calls: Calls) -> None:
    call = calls()
    call.press(*TO_STREET_LIGHT)
    for _time in range(2):
        assert "We received no answer." in call.silent(2)
    call.silent(2)
    assert call.dialled == "+302431000000"


@pytest.mark.parametrize("keys", [(), ("2",), TO_STREET_LIGHT, ("2", "3"), ("2", "#"), ("2", "7"), ("2", "#", "43"), ("1", "0")])
@pytest.mark.parametrize("hour", [9.5, 22])
def test_an_abandoned_line_ends_after_a_few_silences(calls: Calls, clock: Stopped, keys: tuple[str, ...], hour: float) -> None:
    clock.move(hours=hour - 9.5)
    call = calls()
    call.press(*keys)
    for _time in range(16):
        if call.call.ended:
            break
        call.silent()
    assert call.call.ended == "hangup"


def test_star_repeats_leads_back_and_to_a_person_while_a_number_is_keyed(calls: Calls) -> None:
    call = calls()
    assert "Which is the number of your request?" in call.press("2", "3", "*9#")
    assert "What can we do for you?" in call.press("48**#")
    call.press("3", "48*0#")
    assert call.dialled == "+302431000000"


def test_a_question_that_may_be_left_out_is_left_out_with_hash_alone(calls: Calls) -> None:
    call = calls()
    call.press(*TO_STREET_LIGHT)
    call.speak()
    assert "How shall we tell you about it?" in call.press("1", "#")


def test_a_message_that_may_be_left_out_is_left_out_before_the_tone(calls: Calls, core: Core) -> None:
    call = calls()
    call.press("2", "#", "12")
    call.speak()
    for _question in range(8):
        if "To leave it out, press 8." in call.heard:
            break
        call.press("1")
    assert "To leave it out, press 8." in call.heard
    assert "We received no answer" not in call.press("8")


def test_zero_ends_a_recording_with_a_person_and_star_goes_back(calls: Calls, core: Core) -> None:
    call = calls()
    call.press(*TO_STREET_LIGHT)
    assert "Thank you" not in call.speak(3, "*")
    assert "What can we do for you?" in call.heard
    call = calls()
    call.press(*TO_STREET_LIGHT)
    call.speak(3, "0")
    assert call.dialled == "+302431000000"
    with core.database.reading(core.directory.by_key("trikala")) as work:
        assert [one.request_id for one in work.session.scalars(select(Attachment))] == [None, None]


def test_a_person_who_does_not_answer_is_offered_to_call_back(calls: Calls, core: Core) -> None:
    call = calls()
    call.press(*TO_STREET_LIGHT)
    call.press("0")
    call.call.answer("busy")
    assert "To be called back, press 1." in call.heard
    assert "Where is the lamp?" in call.press("*")


def test_who_has_spoken_with_a_person_is_done(calls: Calls) -> None:
    call = calls()
    call.press("2", "0")
    call.call.answer("completed", 60)
    assert call.call.ended == "hangup"


def test_outside_office_hours_a_call_back_is_asked_for_with_the_callers_own_number(
    calls: Calls, core: Core, clock: Stopped
) -> None:
    clock.move(hours=12)
    call = calls()
    heard = call.press("2", "0")
    assert "A person answers Monday to Friday, from 7:30 to 15:00." in heard
    assert "To be called back, press 1." in call.press("9")
    assert "what it is about" in call.press("1")
    assert "your voice message" in call.speak()
    assert "Your request was received" in call.press("#")
    with core.database.reading(core.directory.by_key("trikala")) as work:
        request = work.session.scalars(select(Request)).one()
        answers = work.session.scalars(select(Content).where(Content.kind == "answers")).one()
        assert request.service == "call-back"
        assert answers.body["phone"]["value"] == "+306912345678"


def test_a_call_that_was_cut_goes_on_with_the_open_question(calls: Calls, clock: Stopped) -> None:
    call = calls()
    call.press(*TO_STREET_LIGHT)
    call.speak()
    call.call.hang_up()
    clock.move(minutes=29)
    again = calls()
    assert "Your call was cut while we spoke about: Street light fault." in again.press("2")
    assert "What exactly is wrong?" in again.press("1")
    assert "voice message" not in again.heard


def test_what_was_being_recorded_when_the_call_was_cut_is_kept(calls: Calls) -> None:
    call = calls()
    call.press(*TO_STREET_LIGHT)
    call.silent()
    call.call.hang_up(spoken_seconds=5)
    assert "What exactly is wrong?" in calls().press("2", "1")


def test_a_cut_call_is_not_offered_to_others_or_later(calls: Calls, clock: Stopped) -> None:
    for number in ("+306912345678", "anonymous", "+302431000000"):
        call = calls(number)
        call.press(*TO_STREET_LIGHT)
        call.speak()
        call.call.hang_up()
    assert "cut" not in calls("+306900000099").press("2")
    assert "cut" not in calls("anonymous").press("2")
    assert "cut" not in calls("+302431000000").press("2")
    clock.move(minutes=31)
    assert "cut" not in calls().press("2")


def test_who_was_cut_may_begin_anew(calls: Calls) -> None:
    call = calls()
    call.press(*TO_STREET_LIGHT)
    call.speak()
    call.call.hang_up()
    assert "What can we do for you?" in calls().press("2", "2")


def test_a_code_carries_the_conversation_to_another_call_and_is_said_again_unchanged(calls: Calls) -> None:
    call = calls()
    call.press(*TO_STREET_LIGHT)
    call.speak()
    first = re.findall(r"\d \d \d, \d \d \d, \d \d", call.press("7"))
    assert len(first) == 2
    assert re.findall(r"\d \d \d, \d \d \d, \d \d", call.press("9")) == first
    assert "What exactly is wrong?" in call.press("*")
    other = calls("+302431012345")
    code = re.sub(r"\D", "", first[0])
    assert "Give the eight digits" in other.press("2", "7")
    heard = other.press(code + "#")
    assert "We go on with: Street light fault." in heard
    assert "What exactly is wrong?" in heard


def test_a_code_is_asked_for_with_star_while_a_number_is_keyed(calls: Calls) -> None:
    call = calls()
    call.press(*TO_STREET_LIGHT)
    call.speak()
    assert re.search(r"\d \d \d, \d \d \d, \d \d", call.press("1", "*7#"))


def test_news_says_that_there_is_none_and_what_else_there_is(calls: Calls) -> None:
    call = calls()
    heard = call.press("2", "4")
    assert "There is no news at this moment. To be told of news, press 8. To hear it again press 9." in heard
    assert "For something else press star." in heard
    assert "What can we do for you?" in call.press("*")
