"""PINs: chosen well, kept as nobody can read them, and after five wrong ones in a row not enough alone."""

from datetime import date

import pytest
from sqlalchemy import select

from core.bootstrap import Core
from core.errors import InvalidAnswer
from core.municipalities.model import Municipality
from core.people import choosing, onetime, persons, pins
from core.people.known import Person, PersonEvent, PersonPin
from tests.assured import MARIA, MOBILE, NIKOS, PIN, guard, signed_in, with_pin
from tests.stopped import Stopped

TODAY = date(2026, 11, 16)


@pytest.mark.parametrize("pin", ["482913", "730158", " 482 913 "])
def test_six_digits_that_say_nothing_are_a_pin(pin: str) -> None:
    assert pins.read_new(pin, pin.replace(" ", ""), 1958, TODAY) == "".join(pin.split())


@pytest.mark.parametrize(
    ("pin", "why"),
    [
        ("111111", "pin-repeats"), ("121212", "pin-repeats"), ("112211", "pin-repeats"), ("482482", "pin-repeats"),
        ("123456", "pin-run"), ("987654", "pin-run"), ("890123", "pin-run"), ("321098", "pin-run"),
        ("170358", "pin-date"), ("580317", "pin-date"), ("310199", "pin-date"), ("031958", "pin-date"), ("195803", "pin-date"),
        ("719584", "pin-date"), ("290204", "pin-date"),
        ("48291", "code-length"), ("4829135", "code-length"), ("48291a", "code-characters"), ("", "code-length"),
    ],
)  # fmt: skip
def test_what_is_guessed_first_is_no_pin(pin: str, why: str) -> None:
    with pytest.raises(InvalidAnswer) as refused:
        pins.read_new(pin, pin, 1958, TODAY)
    assert refused.value.code == (why if pin else "code-characters")


def test_it_is_typed_twice() -> None:
    with pytest.raises(InvalidAnswer) as refused:
        pins.read_new("482913", "482914", None, TODAY)
    assert refused.value.code == "pin-differs"


def tried(core: Core, town: Municipality, afm: str, pin: str, source: str = "somebody") -> str:
    """Whose PIN it is ("ok"), or the code of what is wrong. Tries are kept."""
    checked = core.pins.look(town, afm, pin)
    with core.database.work(town) as work:
        try:
            pins.judge(work, guard(core, source), checked, "test", core.clock.now())
        except InvalidAnswer as error:
            return error.code
        return "ok"


def test_afm_and_pin_belong_together(core: Core, town: Municipality, other_town: Municipality) -> None:
    with_pin(core, town)
    with_pin(core, town, NIKOS, "730158")
    assert tried(core, town, MARIA.afm, PIN) == "ok"
    assert tried(core, town, NIKOS.afm, PIN, "a") == "pin"
    assert tried(core, town, "090000045", PIN, "b") == "pin", "nobody has one with that AFM: the answer is the same"
    assert tried(core, other_town, MARIA.afm, PIN, "c") == "pin"


def test_it_is_kept_as_nobody_can_read_it(core: Core, town: Municipality) -> None:
    with_pin(core, town)
    with core.database.reading(town) as work:
        kept = work.session.scalars(select(PersonPin)).one().hash
    assert kept.startswith("$argon2id$")
    assert not core.passwords.right(kept, PIN), "without the server's key the million PINs cannot be tried"


def blocked(core: Core, town: Municipality, person: int) -> bool:
    with core.database.reading(town) as work:
        return pins.needs_code(work, person)


def test_five_wrong_in_a_row_and_the_pin_needs_a_code_as_well(core: Core, town: Municipality) -> None:
    person = with_pin(core, town)
    for number in range(4):
        assert tried(core, town, MARIA.afm, "730158", f"s{number}") == "pin"
    assert tried(core, town, MARIA.afm, PIN) == "ok"
    for number in range(5):
        assert not blocked(core, town, person), "the right one between begins the row anew"
        assert tried(core, town, MARIA.afm, "730158", f"t{number}") == "pin"
    assert blocked(core, town, person)
    assert tried(core, town, MARIA.afm, PIN) == "ok", "it is still right, only not enough"
    assert blocked(core, town, person)


def test_one_source_is_slowed_and_no_other_is_shut_out(core: Core, town: Municipality) -> None:
    with_pin(core, town)
    for _time in range(5):
        assert tried(core, town, NIKOS.afm, "730158", "guesser") == "pin"
    assert tried(core, town, MARIA.afm, PIN, "guesser") == "source-slowed"
    assert tried(core, town, MARIA.afm, PIN, "maria") == "ok"


def test_a_towns_budget_of_wrong_pins(core: Core, town: Municipality) -> None:
    with_pin(core, town)
    from core.people.onetime import Guard

    checked = core.pins.look(town, MARIA.afm, "730158")
    with core.database.work(town) as work:
        for number in range(3):
            with pytest.raises(InvalidAnswer):
                pins.judge(work, Guard(core.codes, f"s{number}", 3), checked, "test", core.clock.now())
        with pytest.raises(InvalidAnswer) as refused:
            pins.judge(work, Guard(core.codes, "new", 3), checked, "test", core.clock.now())
    assert refused.value.code == "budget-spent"


def test_the_national_login_lifts_it(core: Core, town: Municipality) -> None:
    person = with_pin(core, town)
    for number in range(5):
        tried(core, town, MARIA.afm, "730158", f"s{number}")
    assert blocked(core, town, person)
    signed_in(core, town)
    assert not blocked(core, town, person)
    with core.database.reading(town) as work:
        kinds = work.execute(select(PersonEvent.kind).order_by(PersonEvent.id)).scalars().all()
    assert kinds == ["made", "pin-set", "pin-blocked", "pin-lifted"]


def test_a_verdict_on_a_pin_that_was_changed_meanwhile_counts_for_nothing(core: Core, town: Municipality) -> None:
    person = with_pin(core, town)
    checked = core.pins.look(town, MARIA.afm, PIN)
    fresh = core.pins.hash(town, person, "730158")
    with core.database.work(town) as work:
        pins.keep(work, person, fresh, "citizen", "web", core.clock.now())
        with pytest.raises(InvalidAnswer):
            pins.judge(work, guard(core), checked, "test", core.clock.now())


def choose(core: Core, town: Municipality, afm: str, code: str, pin: str = PIN, source: str = "somebody") -> str:
    try:
        handed = choosing.Handed(afm, code)
        choosing.by_code(core.database, core.pins, town, handed, guard(core, source), pin, pin, "web", core.clock.now())
    except InvalidAnswer as error:
        return error.code
    return "kept"


def test_a_code_from_the_counter_chooses_a_pin_once(core: Core, town: Municipality, clock: Stopped) -> None:
    person, _proof = signed_in(core, town)
    with core.database.work(town) as work:
        code = onetime.hand_over(work, core.codes, person, core.clock.now())
    assert choose(core, town, MARIA.afm, code, "123456") == "pin-run", "a PIN that is refused costs nobody their code"
    assert choose(core, town, NIKOS.afm, code, source="b") == "handed-over"
    assert choose(core, town, MARIA.afm, code) == "kept"
    assert choose(core, town, MARIA.afm, code, "730158") == "handed-over"
    assert tried(core, town, MARIA.afm, PIN) == "ok"
    with core.database.work(town) as work:
        late = onetime.hand_over(work, core.codes, person, core.clock.now())
    clock.move(minutes=10)
    assert choose(core, town, MARIA.afm, late, "730158") == "handed-over"


def test_a_code_goes_to_the_telephone_that_was_proved_last(core: Core, town: Municipality, clock: Stopped) -> None:
    person = with_pin(core, town, contact=MOBILE)
    with core.database.work(town) as work:
        clock.move(minutes=1)
        persons.reached(work, person, "call", "+302431012345", clock.now())
    with core.database.reading(town) as work:
        everywhere, not_by_call = pins.code_goes_to(work, person), pins.code_goes_to(work, person, by_call=False)
        assert work.session.get_one(Person, (town.id, person)).last_name == MARIA.last_name
    assert (everywhere.address if everywhere else "", not_by_call.address if not_by_call else "") == ("+302431012345", MOBILE)
