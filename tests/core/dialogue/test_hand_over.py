"""Going on elsewhere: eight digits carry a half-finished talk to any other channel, once, for a day."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from core.bootstrap import Core
from core.codes import valid
from core.dialogue.steps import Ask, Done, GiveCode, Menu, Notice, Review
from core.dialogue.tables import HandOverCodeRow
from core.municipalities.model import Municipality
from core.requests.tables import Request
from tests.talking import CALLING, FORMS, Talker

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def code_of(talker: Talker) -> str:
    step = talker.say("ΚΩΔΙΚΟΣ") if not talker.medium.shows_forms else talker.say("", command="code")
    assert isinstance(step, GiveCode)
    return step.code


@pytest.fixture
def begun(citizen: Talker) -> Talker:
    citizen.say("ΛΑΜΠΑ Ασκληπιού 12")
    citizen.say("1")
    return citizen


def bring(talker: Talker, code: str) -> None:
    talker.say("ΣΥΝΕΧΕΙΑ")
    talker.say(code)


def test_a_code_has_eight_digits_of_which_one_checks_the_others(begun: Talker) -> None:
    code = code_of(begun)
    assert len(code) == 8
    assert valid(code)


def test_a_talk_goes_on_by_telephone_with_every_answer(core: Core, begun: Talker, make_talker: Callable[..., Talker]) -> None:
    caller = make_talker(contact="+302431012345", medium=CALLING, channel="voice", session="CA9")
    bring(caller, code_of(begun))
    assert caller.asked == "pole"
    assert "Ασκληπιού" not in caller.heard, "what was said before is heard at the review only"
    caller.say("", command="skip")
    caller.say("3")
    review = caller.step
    assert isinstance(review, Review)
    assert [item.key for item in review.items][:2] == ["place", "fault"]
    done = caller.say("", command="send")
    assert isinstance(done, Done)
    with core.database.reading(begun.town) as work:
        assert work.execute(select(Request.channel, Request.contact)).all() == [("voice", "+302431012345")]


def test_a_bare_code_is_recognised_where_nothing_is_open(begun: Talker, make_talker: Callable[..., Talker]) -> None:
    other = make_talker(contact="+306900000077")
    other.say(code_of(begun))
    assert other.asked == "pole"


def test_a_code_works_once(begun: Talker, make_talker: Callable[..., Talker]) -> None:
    code = code_of(begun)
    bring(make_talker(contact="+306900000071"), code)
    late = make_talker(contact="+306900000072")
    bring(late, code)
    assert isinstance(late.step, Ask)
    assert late.step.problem is not None
    assert late.step.service is None


def test_a_code_lasts_a_day(core: Core, begun: Talker, make_talker: Callable[..., Talker]) -> None:
    code = code_of(begun)
    core.clock.move(hours=23, minutes=59)  # type: ignore[attr-defined]
    in_time = make_talker(contact="+306900000073")
    bring(in_time, code)
    assert in_time.asked == "pole"
    again = code_of(in_time)
    core.clock.move(hours=24)  # type: ignore[attr-defined]
    late = make_talker(contact="+306900000074")
    bring(late, again)
    assert isinstance(late.step, Ask)
    assert late.step.service is None


def test_a_new_code_replaces_the_one_before(begun: Talker, make_talker: Callable[..., Talker]) -> None:
    first, second = code_of(begun), code_of(begun)
    other = make_talker(contact="+306900000075")
    bring(other, first)
    assert isinstance(other.step, Ask)
    assert other.step.service is None
    other.say(second)
    assert other.asked == "pole"


def test_the_channel_that_was_left_is_told(core: Core, begun: Talker, make_talker: Callable[..., Talker]) -> None:
    bring(make_talker(contact="+306900000076"), code_of(begun))
    step = begun.say("γεια σας")
    assert isinstance(step, Menu)
    assert "went on elsewhere" in begun.notes
    begun.say("γεια σας")
    assert "went on elsewhere" not in begun.notes, "once is enough"


def test_a_code_of_another_town_opens_nothing(begun: Talker, core: Core, other_town: Municipality) -> None:
    stranger = Talker(core, other_town, contact="+306900000078")
    bring(stranger, code_of(begun))
    assert isinstance(stranger.step, Ask)
    assert stranger.step.service is None
    assert stranger.step.problem is not None


def test_used_expired_and_unknown_codes_answer_alike(core: Core, begun: Talker, make_talker: Callable[..., Talker]) -> None:
    used = code_of(begun)
    bring(make_talker(contact="+306900000081"), used)
    problems = set()
    for contact, code in (("+306900000082", used), ("+306900000083", wrong_codes()[0])):
        talker = make_talker(contact=contact)
        bring(talker, code)
        assert isinstance(talker.step, Ask)
        problems.add(str(talker.step.problem))
    assert len(problems) == 1


WRONG = [f"{number:07d}" for number in range(1, 40)]


def wrong_codes() -> list[str]:
    from core.codes import check_digit

    return [digits + check_digit(digits) for digits in WRONG]


def test_who_guesses_is_slowed_and_nobody_else_is(begun: Talker, make_talker: Callable[..., Talker]) -> None:
    """Whatever some sources guess, somebody who holds a right code gets through."""
    code = code_of(begun)
    wrong = iter(wrong_codes())
    for contact in ("+306900000091", "+306900000092", "+306900000093"):
        guesser = make_talker(contact=contact, medium=FORMS, session=contact)
        for _each in range(6):
            guesser.say(next(wrong), command="resume")
        guesser.say(code, command="resume")
        assert isinstance(guesser.step, Ask), "even the right code is refused to who has guessed too often"
        assert guesser.step.service is None
    honest = make_talker(contact="+306900000094")
    bring(honest, code)
    assert honest.asked == "pole"


def test_a_municipality_has_a_budget_of_wrong_codes(make_core: Callable[..., Core], begun: Talker, core: Core) -> None:
    code = code_of(begun)
    strict = make_core(codes_a_day=4)
    wrong = iter(wrong_codes())
    for number in range(4):
        talker = Talker(strict, begun.town, contact=f"+3069000001{number:02d}", medium=FORMS, session=f"s{number}")
        talker.say(next(wrong), command="resume")
    late = Talker(strict, begun.town, contact="+306900000199", medium=FORMS, session="late")
    step = late.say(code, command="resume")
    assert isinstance(step, Ask)
    assert step.service is None


def test_no_code_is_kept_in_clear(core: Core, begun: Talker) -> None:
    code = code_of(begun)
    with core.database.reading(begun.town) as work:
        kept = work.execute(select(HandOverCodeRow)).all()
    assert code not in str(kept)


def test_there_is_no_code_where_nothing_was_begun(citizen: Talker) -> None:
    step = citizen.say("ΚΩΔΙΚΟΣ")
    assert not isinstance(step, GiveCode)
    assert isinstance(step, (Menu, Notice))


def test_a_cut_call_is_offered_to_go_on_within_half_an_hour(core: Core, make_talker: Callable[..., Talker]) -> None:
    first = make_talker(medium=CALLING, channel="voice", session="CA1")
    first.say("", opening=True)
    first.say("22")
    from core.dialogue.answers import Form, Upload

    recording = Upload("audio/x-wav", source="http://127.0.0.1/r")
    first.say("", form=Form.RECORDED, uploads=(recording,))
    assert first.asked == "items"
    core.clock.move(minutes=29)  # type: ignore[attr-defined]
    second = make_talker(medium=CALLING, channel="voice", session="CA2")
    step = second.say("", opening=True)
    assert isinstance(step, Menu)
    assert [pick.value for pick in step.picks] == ["go-on", "anew"]
    second.say("1")
    assert second.asked == "items"


@pytest.mark.parametrize("how", ["late", "withheld", "another number", "filed"])
def test_other_calls_are_not_offered_to_go_on(core: Core, make_talker: Callable[..., Talker], how: str) -> None:
    first = make_talker(contact="" if how == "withheld" else "+306912345678", medium=CALLING, channel="voice", session="CA1")
    from core.dialogue.answers import Form, Upload

    first.say("", opening=True)
    first.say("11")
    first.say("", form=Form.RECORDED, uploads=(Upload("audio/x-wav", source="http://127.0.0.1/r"),))
    first.say("1")
    if how == "filed":
        first.say("", command="skip")
        first.say("3")
        assert isinstance(first.say("", command="send"), Done)
    core.clock.move(minutes=31 if how == "late" else 5)  # type: ignore[attr-defined]
    contact = {"withheld": "", "another number": "+306999999999"}.get(how, "+306912345678")
    second = make_talker(contact=contact, medium=CALLING, channel="voice", session="CA2")
    step = second.say("", opening=True)
    assert isinstance(step, Menu)
    assert "go-on" not in {pick.value for pick in step.picks}
