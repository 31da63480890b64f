"""Reserved words, commands, mistakes: what a talk does with words that are no answers."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from core.bootstrap import Core
from core.dialogue.steps import Ask, GiveCode, HandOver, Help, Menu, Notice, Review, Step
from core.people.tables import ConsentRow
from tests.talking import CALLING, FORMS, Talker

OPEN = ["at the menu", "at a question", "at words", "at a review", "after filing", "at the status"]


def stand(citizen: Talker, where: str) -> None:
    """Bring a talk to one of the places where words may come."""
    script = {
        "at the menu": (),
        "at a question": ("ΛΑΜΠΑ",),
        "at words": ("ΠΑΡΑΠΟΝΟ", "1"),
        "at a review": ("ΛΑΜΠΑ Ασκληπιού 12", "1", "-", "όχι", "4"),
        "after filing": ("ΛΑΜΠΑ Ασκληπιού 12", "1", "-", "όχι", "4", "ΟΚ"),
        "at the status": ("ΚΑΤΑΣΤΑΣΗ",),
    }[where]
    for words in script:
        citizen.say(words)


STOPS = ("STOP", "ΣΤΟΠ", "στοπ.", "Stop!", "stop", "ΔΙΑΓΡΑΦΗ", "unsubscribe", "ＳＴＯＰ", "STΟΡ")
OTHERS: dict[str, type[Step]] = {
    "ΒΟΗΘΕΙΑ": Help, "help": Help, "voithia": Help,
    "ΥΠΑΛΛΗΛΟΣ": HandOver, "ipallilos": HandOver, "agent": HandOver,
    "ΜΕΝΟΥ": Menu, "menu": Menu, "ΜΕΝOY": Menu, "από την αρχή": Menu,
}  # fmt: skip


@pytest.mark.parametrize("where", OPEN)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_stop_is_obeyed_everywhere_in_every_alphabet(core: Core, make_talker: Callable[..., Talker], where: str) -> None:
    said = {f"+3069000004{number:02d}": word for number, word in enumerate(STOPS)}
    for contact, word in said.items():
        citizen = make_talker(contact=contact)
        stand(citizen, where)
        step = citizen.say(word)
        assert isinstance(step, Notice), word
        assert step.consent, word

    with core.database.reading(citizen.town) as work:
        rows = work.execute(select(ConsentRow.address, ConsentRow.words, ConsentRow.given)).all()
    assert {tuple(one) for one in rows} == {(contact, word, False) for contact, word in said.items()}


@pytest.mark.parametrize("where", OPEN)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_reserved_words_are_obeyed_before_whatever_is_open(make_talker: Callable[..., Talker], where: str) -> None:
    for number, (word, kind) in enumerate(OTHERS.items()):
        citizen = make_talker(contact=f"+3069000005{number:02d}")
        stand(citizen, where)
        assert isinstance(citizen.say(word), kind), word


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_help_and_a_person_leave_the_question_open(citizen: Talker) -> None:
    citizen.say("ΛΑΜΠΑ")
    citizen.say("ΒΟΗΘΕΙΑ")
    citizen.say("ΥΠΑΛΛΗΛΟΣ")
    citizen.say("Ασκληπιού 12")
    assert citizen.asked == "fault"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_sentence_with_a_reserved_word_in_it_is_an_answer(citizen: Talker) -> None:
    citizen.say("ΠΑΡΑΠΟΝΟ")
    citizen.say("1")
    citizen.say("Σταματήστε τα φορτηγά στην οδό μας, χρειαζόμαστε βοήθεια")
    assert citizen.asked == "named"


@pytest.mark.parametrize("words", ["Μην μου στέλνετε άλλα μηνύματα", "stop sending me messages please", "δεν θέλω άλλα sms"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_reads_as_an_opt_out_inside_a_question_is_told_how(core: Core, citizen: Talker, words: str) -> None:
    citizen.say("ΠΑΡΑΠΟΝΟ")
    citizen.say("1")
    step = citizen.say(words)

    assert isinstance(step, Notice)
    assert not step.consent
    with core.database.reading(citizen.town) as work:
        assert work.execute(select(ConsentRow.id)).all() == []
    citizen.say("Ο δρόμος είναι γεμάτος σκουπίδια")
    assert citizen.asked == "named"


@pytest.mark.parametrize("words", ["Μην μου στέλνετε άλλα μηνύματα", "θέλω να διαγραφώ από τη λίστα"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_phrases_that_mean_stop_are_understood_where_no_question_is_open(citizen: Talker, words: str) -> None:
    step = citizen.say(words)
    assert isinstance(step, Notice)
    assert step.consent


def test_stop_and_start_are_events_and_the_last_one_counts(core: Core, citizen: Talker) -> None:
    from core.people import consent
    from core.people.contact import Way

    allowed = []
    for words in ("STOP", "STOP", "ΕΝΑΡΞΗ", "ΣΤΟΠ", "START"):
        citizen.say(words)
        with core.database.reading(citizen.town) as work:
            allowed.append(consent.allowed(work, Way.TEXT, citizen.contact))
            assert consent.allowed(work, Way.CALL, citizen.contact)
            assert consent.allowed(work, Way.TEXT, "+306900000099")
    assert allowed == [False, False, True, False, True]
    with core.database.reading(citizen.town) as work:
        kept = work.execute(select(ConsentRow.words, ConsentRow.at, ConsentRow.channel).order_by(ConsentRow.id)).all()
    assert [one.words for one in kept] == ["STOP", "STOP", "ΕΝΑΡΞΗ", "ΣΤΟΠ", "START"]
    assert {(one.at, one.channel) for one in kept} == {(core.clock.now(), "test")}


def test_a_stop_holds_in_the_town_it_was_said_to(core: Core, citizen: Talker, other_town: object) -> None:
    from core.people import consent
    from core.people.contact import Way

    citizen.say("STOP")
    with core.database.reading(other_town) as work:  # type: ignore[arg-type]
        assert consent.allowed(work, Way.TEXT, citizen.contact)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_texted_after_a_stop_is_answered_and_is_no_start(core: Core, citizen: Talker) -> None:
    from core.people import consent
    from core.people.contact import Way

    citizen.say("STOP")
    assert isinstance(citizen.say("ΛΑΜΠΑ"), Ask)
    with core.database.reading(citizen.town) as work:
        assert not consent.allowed(work, Way.TEXT, citizen.contact)


@pytest.mark.parametrize("medium", [CALLING, FORMS], ids=["a call", "a page"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_stop_means_nothing_where_nobody_is_texted(core: Core, make_talker: Callable[..., Talker], medium: object) -> None:
    talker = make_talker(medium=medium)
    talker.say("", command="stop")
    with core.database.reading(talker.town) as work:
        assert work.execute(select(ConsentRow.id)).all() == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_third_time_that_nothing_is_understood_a_person_is_offered(citizen: Talker) -> None:
    citizen.say("ΛΑΜΠΑ Ασκληπιού 12")
    first, second = citizen.say("μπλα"), citizen.say("μπλα μπλα")
    assert isinstance(first, Ask)
    assert isinstance(second, Ask)
    assert first.problem is not None
    third = citizen.say("μπλα μπλα μπλα")
    assert isinstance(third, HandOver)
    assert third.number == citizen.town.desk_number
    citizen.say("1")
    assert citizen.asked == "pole", "nothing that was said is lost"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_wrong_is_said_with_an_example(citizen: Talker) -> None:
    citizen.say("ΛΑΜΠΑ Ασκληπιού 12")
    citizen.say("1")
    step = citizen.say("πολλά")
    assert isinstance(step, Ask)
    assert (step.question.key, step.problem is not None, step.example is not None) == ("pole", True, True)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_person_answers_in_opening_hours_only(core: Core, citizen: Talker) -> None:
    from datetime import UTC, datetime

    hours = {
        datetime(2026, 11, 16, 9, 30, tzinfo=UTC): True,
        datetime(2026, 11, 16, 20, 0, tzinfo=UTC): False,
        # A Saturday, and the feast of Saint Nicholas is none here; the national holiday is.
        datetime(2026, 11, 21, 9, 30, tzinfo=UTC): False,
        datetime(2026, 10, 28, 9, 30, tzinfo=UTC): False,
    }
    for now, open_now in hours.items():
        core.clock.set(now)  # type: ignore[attr-defined]
        step = citizen.say("ΥΠΑΛΛΗΛΟΣ")
        assert isinstance(step, HandOver)
        assert step.open_now is open_now, now


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_back_asks_the_question_before_and_keeps_the_other_answers(citizen: Talker) -> None:
    for words in ("ΛΑΜΠΑ Ασκληπιού 12", "1", "-"):
        citizen.say(words)
    assert citizen.asked == "photo"
    citizen.say("ΠΙΣΩ")
    assert citizen.asked == "pole"
    citizen.say("πίσω")
    assert citizen.asked == "fault"
    citizen.say("2")
    assert citizen.asked == "photo", "what was answered is not asked again"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_back_from_the_first_question_is_the_menu(citizen: Talker) -> None:
    citizen.say("ΛΑΜΠΑ")
    assert isinstance(citizen.say("ΠΙΣΩ"), Menu)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_answer_is_corrected_at_the_review_by_its_number(core: Core, citizen: Talker) -> None:
    for words in ("ΛΑΜΠΑ Ασκληπιού 12", "1", "-", "όχι", "4"):
        citizen.say(words)
    citizen.say("2")
    assert citizen.asked == "fault"
    step = citizen.say("2")
    assert isinstance(step, Review)
    done = citizen.say("ΟΚ")
    from core.requests.tables import Content

    assert done is not None
    with core.database.reading(citizen.town) as work:
        body = work.session.scalars(select(Content)).one().body
    assert body is not None
    assert body["fault"]["value"] == "flickering"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_changing_an_answer_on_which_others_depend_asks_and_sends_only_what_applies(core: Core, citizen: Talker) -> None:
    from core.requests.tables import Content

    for words in ("ΣΚΟΥΠΙΔΙΑ", "Ασκληπιού 12", "1", "2", "-", "όχι", "4"):
        citizen.say(words)
    assert isinstance(citizen.step, Review)
    citizen.say("2")
    assert citizen.asked == "problem"
    citizen.say("3")
    assert isinstance(citizen.step, Review)
    assert "bin" not in {item.key for item in citizen.step.items}
    citizen.say("ΟΚ")
    with core.database.reading(citizen.town) as work:
        body = work.session.scalars(select(Content)).one().body
    assert body is not None
    assert set(body) == {"place", "problem", "tell_by"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_question_may_be_left_out_only_if_it_may(citizen: Talker) -> None:
    citizen.say("ΛΑΜΠΑ Ασκληπιού 12")
    step = citizen.say("-")
    assert isinstance(step, Ask)
    assert (step.question.key, step.problem is not None) == ("fault", True)
    citizen.say("1")
    citizen.say("-")
    assert citizen.asked == "photo"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_language_changes_in_the_middle_and_every_answer_stays(citizen: Talker) -> None:
    citizen.say("ΛΑΜΠΑ Ασκληπιού 12")
    citizen.say("ENGLISH")
    assert citizen.spoken is not None
    assert citizen.spoken.language == "en"
    assert citizen.asked == "fault"
    assert "What exactly is wrong?" in citizen.heard
    citizen.say("it is out")
    assert citizen.asked == "pole"
    citizen.say("ΕΛΛΗΝΙΚΑ")
    assert citizen.spoken is not None
    assert citizen.spoken.language == "el"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_restart_forgets_what_was_begun(citizen: Talker) -> None:
    citizen.say("ΛΑΜΠΑ Ασκληπιού 12")
    step = citizen.say("ΑΚΥΡΟ")
    assert isinstance(step, Menu)
    citizen.say("ΛΑΜΠΑ")
    assert citizen.asked == "place"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_long_lists_are_turned_a_page_at_a_time(citizen: Talker) -> None:
    citizen.say("ΜΕΝΟΥ")
    citizen.say("1")
    step = citizen.step
    assert isinstance(step, Menu)
    assert 1 <= len(step.picks) <= 5


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_service_is_found_by_its_two_digits_and_an_address_after_its_name_is_kept(citizen: Talker) -> None:
    citizen.say("11")
    assert citizen.asked == "place"
    citizen.say("ΜΕΝΟΥ")
    citizen.say("LAMPA ASKLHPIOY 12")
    assert citizen.asked == "fault"
    assert "12" in citizen.notes


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_in_doubt_it_is_asked_which_was_meant(citizen: Talker) -> None:
    step = citizen.say("λάμπα και σκουπίδια")
    assert isinstance(step, Menu)
    assert [pick.value for pick in step.picks] == ["service:street-light", "service:waste", "none"]
    citizen.say("2")
    assert isinstance(citizen.step, Ask)
    assert citizen.step.service is not None
    assert citizen.step.service.key == "waste"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_code_is_given_in_the_middle_and_the_question_stays_open(citizen: Talker) -> None:
    citizen.say("ΛΑΜΠΑ Ασκληπιού 12")
    assert isinstance(citizen.say("ΚΩΔΙΚΟΣ"), GiveCode)
    citizen.say("1")
    assert citizen.asked == "pole"
