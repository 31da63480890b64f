"""Which rule fits: the first one, in any spelling of its words, and never to somebody who is not there."""

from datetime import date

import pytest

from core.bootstrap import Core
from core.dialogue.answers import Answer, Form
from core.municipalities import files
from core.municipalities.model import Municipality
from core.requests import dossier
from core.requests.filing import file
from core.routing import store
from core.routing.matching import Case, Why, decide
from core.routing.rules import Route, Rule, Rules
from core.staff.absences import Absence, enter
from core.staff.colleagues import Colleague
from core.staff.roles import Role
from tests.filed import submission
from tests.staffed import hire
from tests.stopped import Stopped

TOWN = next(town for town in files.demonstration() if town.key == "trikala")
MARIA = Colleague(1, "Maria", Role.CLERK, frozenset({"lighting"}))
NIKOS = Colleague(2, "Nikos", Role.CLERK, frozenset({"cleaning"}))
ELENI = Colleague(3, "Eleni", Role.SUPERVISOR, frozenset())
STAFF = {one.account_id: one for one in (MARIA, NIKOS, ELENI)}
DAY = date(2026, 11, 16)


def case(said: str = "", service: str = "street-light", district: str = "centre") -> Case:
    return Case(service, "lighting", district, lambda: said)


def rule(id_: int = 1, **fields: object) -> Rule:
    return Rule(id_, id_, **({"department": "roads"} | fields))  # type: ignore[arg-type]


def away(*pairs: tuple[int, int | None]) -> dict[int, Absence]:
    return {one: Absence(one, one, DAY, DAY, substitute, "") for one, substitute in pairs}


def test_the_first_rule_that_fits_wins_and_the_others_say_why_not() -> None:
    rules = (
        rule(1, service="waste"),
        rule(2, district="south"),
        rule(3, words="κάδος"),
        rule(4, service="street-light", active=False),
        rule(5, service="street-light", department="closed-one"),
        rule(6, service="street-light", district="centre", department="traffic"),
        rule(7, service="street-light"),
    )
    found = decide(TOWN, Rules(rules), case("Έσπασε η λάμπα"))
    assert (found.route, found.rule) == (Route("traffic", None, 6), rules[5])
    assert [why for _rule, why in found.tried] == [
        Why.SERVICE,
        Why.DISTRICT,
        Why.WORDS,
        Why.OFF,
        Why.NO_DEPARTMENT,
        Why.FITS,
    ]


def test_without_a_rule_that_fits_it_is_the_services_own_department() -> None:
    found = decide(TOWN, Rules((rule(service="waste"),)), case())
    assert (found.route, found.rule) == (Route("lighting"), None)


@pytest.mark.parametrize(
    ("words", "said", "fits"),
    [
        ("κάδος", "ο ΚΑΔΟΣ ξεχειλίζει", True),
        ("κάδος", "o kados ksexilizei", True),
        ("κάδος", "οι κάδοι ξεχειλίζουν", False),
        ("καδ*", "οι κάδοι ξεχειλίζουν", True),
        ("καδ*", "oi kadoi", True),
        ("στύλος, κολώνα", "έπεσε η κολόνα", True),
        ("στύλος πεσμένος", "πεσμένος είναι ο στύλος", True),
        ("στύλος πεσμένος", "ο στύλος γέρνει", False),
        ("κάδος", "", False),
        (",,", "ό,τι κι αν ειπωθεί", False),
    ],
)
def test_words_are_heard_in_any_spelling(words: str, said: str, fits: bool) -> None:
    found = decide(TOWN, Rules((rule(words=words),)), case(said))
    assert (found.rule is not None) is fits


def test_words_are_only_gathered_where_a_rule_asks_for_them() -> None:
    def never() -> str:
        raise AssertionError("nobody asked")

    decide(
        TOWN, Rules((rule(service="waste", words="κάδος"), rule(2, district="centre"))), Case("x", "lighting", "centre", never)
    )


@pytest.mark.parametrize(
    ("department", "person", "absent", "goes_to"),
    [
        ("", 1, {}, 1),
        ("", 1, away((1, 3)), 3),
        # Whoever stands in does not work in this department.
        ("", 1, away((1, 2)), None),
        ("", 1, away((1, None)), None),
        ("", 1, away((1, 3), (3, 1)), None),
        ("", 99, {}, None),
        ("cleaning", 1, {}, None),
    ],
)
def test_a_person_who_is_not_there_gives_way(
    department: str, person: int, absent: dict[int, Absence], goes_to: int | None
) -> None:
    rules = Rules((rule(service="street-light", department=department, person=person),), STAFF, absent)
    found = decide(TOWN, rules, case())
    assert found.route == Route(department or "lighting", goes_to, 1)
    assert found.instead_of == (None if goes_to == person else person)


def test_filing_obeys_the_rules_and_says_which(core: Core, town: Municipality, clock: Stopped) -> None:
    maria = hire(core, town, "maria")
    with core.database.work(town) as work:
        kept = store.add(work, Rule(0, 0, district="centre", words="φαρμακείο", person=maria, note="By the pharmacy"))
    for place, goes_to in (("Asklipiou 3, dipla sto farmakeio", maria), ("Ασκληπιού 3", None)):
        answers = {
            "place": Answer({"text": place, "lat": None, "lon": None, "source": "typed"}),
            "fault": Answer("out", Form.PICKED),
        }
        what = submission(core, town, answers=answers)
        with core.database.work(town) as work:
            filed = file(work, what, clock.now(), route=core.rulebook.route(work, what, clock.now()))
        with core.database.reading(town) as work:
            request = dossier.one(work, filed.reference)
        assert (request.assigned_to, request.routed_by) == (goes_to, kept.id if goes_to else None)
        assert (request.department, request.district) == ("lighting", "centre")


def test_rules_are_read_once_and_anew_when_they_are_forgotten_or_the_day_is_over(
    core: Core, town: Municipality, other_town: Municipality, clock: Stopped
) -> None:
    maria, nikos = hire(core, town, "maria"), hire(core, town, "nikos")
    what = submission(core, town)

    def goes_to() -> int | None:
        with core.database.reading(town) as work:
            route = core.rulebook.route(work, what, clock.now())
            return route.person if route else None

    assert goes_to() is None
    with core.database.work(town) as work:
        store.add(work, Rule(0, 0, service="street-light", person=maria))
    assert goes_to() is None
    core.rulebook.forget(town.id)
    assert goes_to() == maria
    with core.database.work(town) as work:
        tomorrow = town.today(clock.now()).replace(day=17)
        enter(work, maria, tomorrow, tomorrow, nikos, "")
    assert goes_to() == maria
    clock.move(days=1)
    assert goes_to() == nikos
    with core.database.reading(other_town) as work:
        assert core.rulebook.route(work, what, clock.now()) is None
