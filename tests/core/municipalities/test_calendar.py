from datetime import date
from itertools import islice

from core.municipalities.calendar import holiday_name, is_working, national_holidays, next_working_day, working_days
from core.municipalities.model import Feast, Municipality
from core.text import Wording

SPYRIDON = Wording({"el": "Άγιος Σπυρίδων", "en": "Saint Spyridon"})
CORFU = Municipality(
    1,
    "corfu",
    Wording({"el": "Δήμος Κέρκυρας"}),
    Wording({"el": "Κέρκυρα"}),
    (),
    (),
    True,
    feasts=(Feast(12, 12, SPYRIDON),),
)
ELSEWHERE = Municipality(2, "x", Wording({"el": "Χ"}), Wording({"el": "Χ"}), (), (), True)


def test_the_holidays_around_the_orthodox_easter_of_2026_are_known_by_name() -> None:
    assert holiday_name(date(2026, 4, 10), CORFU) == Wording({"el": "Μεγάλη Παρασκευή", "en": "Good Friday"})
    easter_monday = holiday_name(date(2026, 4, 13), CORFU)
    assert easter_monday is not None and easter_monday.languages["el"] == "Δευτέρα του Πάσχα"
    assert date(2026, 4, 6) not in national_holidays(2026), "the western Easter Monday is a working day"
    assert is_working(date(2026, 4, 6), CORFU)


def test_easter_moves_in_other_years() -> None:
    for easter_monday in (date(2024, 5, 6), date(2025, 4, 21), date(2027, 5, 3)):
        assert not is_working(easter_monday, CORFU)


def test_every_holiday_has_a_greek_and_an_english_name() -> None:
    for name in national_holidays(2026).values():
        assert name.languages["el"] and name.languages["en"].isascii()


def test_a_local_feast_closes_its_own_town_only() -> None:
    day = date(2028, 12, 12)
    assert holiday_name(day, CORFU) == SPYRIDON
    assert not is_working(day, CORFU)
    assert holiday_name(day, ELSEWHERE) is None
    assert is_working(day, ELSEWHERE)


def test_weekends_are_free_and_have_no_name() -> None:
    for day in (date(2026, 11, 21), date(2026, 11, 22)):
        assert not is_working(day, CORFU)
        assert holiday_name(day, CORFU) is None


def test_working_days_go_on_over_the_turn_of_the_year() -> None:
    days = list(islice(working_days(CORFU, date(2026, 12, 24)), 4))
    assert days == [date(2026, 12, 28), date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31)]
    assert next_working_day(date(2027, 1, 1), CORFU) == date(2027, 1, 4)
    assert next_working_day(date(2027, 1, 4), CORFU) == date(2027, 1, 4)
