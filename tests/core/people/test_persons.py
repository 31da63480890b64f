"""Persons are found by what was proved, merged on proof alone, and taken apart again."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from core.bootstrap import Core
from core.errors import Conflict, NotAllowed
from core.model import table_of
from core.municipalities.model import Municipality
from core.people import persons, proving
from core.people.known import Person, PersonEvent, Proof
from core.people.proving import How
from tests.assured import MARIA, NIKOS, signed_in
from tests.stopped import Stopped


def test_who_signs_in_twice_is_one_person_with_two_proofs(core: Core, town: Municipality) -> None:
    first, second = signed_in(core, town), signed_in(core, town)
    assert first[0] == second[0]
    with core.database.reading(town) as work:
        [maria] = work.session.scalars(select(Person))
        assert (maria.last_name, maria.first_name, maria.birth_year) == ("ΥΠΟΔΕΙΓΜΑ", "ΜΑΡΙΑ", 1958)
        assert work.execute(select(Proof.how, Proof.assurance)).all() == [("login", "identity")] * 2


def test_each_town_knows_its_own(core: Core, town: Municipality, other_town: Municipality) -> None:
    signed_in(core, town)
    with core.database.reading(other_town) as work:
        assert persons.by_identifier(work, core.codes, persons.AFM, MARIA.afm) is None
        assert work.session.scalars(select(Person)).all() == []


def test_an_afm_that_was_only_said_finds_nobody(core: Core, town: Municipality) -> None:
    now = core.clock.now()
    with core.database.work(town) as work:
        person = persons.make(work, None, "staff:1", "desk", now)
        persons.identifies(work, core.codes, person, persons.AFM, MARIA.afm, now, proved=False)
        assert persons.by_identifier(work, core.codes, persons.AFM, MARIA.afm) is None
        persons.identifies(work, core.codes, person, persons.AFM, MARIA.afm, now)
        persons.identifies(work, core.codes, person, persons.AFM, MARIA.afm, now, proved=False)
        found = persons.by_identifier(work, core.codes, persons.AFM, MARIA.afm)
        assert found is not None
        assert found.id == person.id


def two(core: Core, town: Municipality, *, proved: bool = True, identified: bool = True) -> tuple[int, int]:
    """Maria from the login, and somebody of whom a clerk noted the same AFM."""
    maria, _proof = signed_in(core, town)
    now = core.clock.now()
    with core.database.work(town) as work:
        other = persons.make(work, None, "staff:1", "desk", now)
        persons.identifies(work, core.codes, other, persons.AFM, MARIA.afm, now, proved=proved)
        if identified:
            proving.record(work, other.id, How.COUNTER, "desk", "", now)
        else:
            proving.record(work, other.id, How.PIN, "ivr", "", now)
        return maria, other.id


def test_a_merge_leads_from_one_to_the_other_and_can_be_undone(core: Core, town: Municipality) -> None:
    maria, other = two(core, town)
    now = core.clock.now()
    with core.database.work(town) as work:
        persons.merge(work, other, maria, "staff:1", "desk", now)
        assert persons.final(work, other).id == maria
        assert persons.merged_with(work, maria) == [other]
    with core.database.work(town) as work:
        persons.unmerge(work, other, "staff:2", "desk", now)
        assert persons.final(work, other).id == other
        assert persons.merged_with(work, maria) == []
    with core.database.reading(town) as work:
        mine = select(PersonEvent.kind, PersonEvent.other_id, PersonEvent.actor).where(PersonEvent.person_id == other)
        assert work.execute(mine.order_by(PersonEvent.id)).all() == [
            ("made", None, "staff:1"), ("merged", maria, "staff:1"), ("unmerged", maria, "staff:2"),
        ]  # fmt: skip


@pytest.mark.parametrize("how", [{"proved": False}, {"identified": False}])
def test_without_proof_of_both_nobody_is_merged(core: Core, town: Municipality, how: dict[str, bool]) -> None:
    maria, other = two(core, town, **how)
    with core.database.work(town) as work, pytest.raises(NotAllowed):
        persons.merge(work, other, maria, "staff:1", "desk", core.clock.now())


def test_two_people_are_not_merged_for_sharing_a_telephone(core: Core, town: Municipality) -> None:
    maria, _one = signed_in(core, town)
    nikos, _two = signed_in(core, town, NIKOS)
    now = core.clock.now()
    with core.database.work(town) as work:
        for each in (maria, nikos):
            persons.reached(work, each, "text", "+306912345678", now)
        with pytest.raises(NotAllowed):
            persons.merge(work, nikos, maria, "staff:1", "desk", now)


def test_what_is_merged_is_not_merged_again(core: Core, town: Municipality) -> None:
    maria, other = two(core, town)
    now = core.clock.now()
    with core.database.work(town) as work:
        persons.merge(work, other, maria, "staff:1", "desk", now)
        with pytest.raises(Conflict):
            persons.merge(work, other, maria, "staff:1", "desk", now)
        with pytest.raises(Conflict):
            persons.merge(work, maria, other, "staff:1", "desk", now)
        with pytest.raises(Conflict):
            persons.unmerge(work, maria, "staff:1", "desk", now)


def test_the_next_login_makes_one_of_two_records_of_one_proved_afm(core: Core, town: Municipality) -> None:
    maria, other = two(core, town)
    again, _proof = signed_in(core, town)
    assert again == min(maria, other)
    with core.database.reading(town) as work:
        assert persons.final(work, max(maria, other)).id == again


def test_a_proof_is_worth_nothing_after_an_hour_and_nothing_elsewhere(
    core: Core, town: Municipality, other_town: Municipality, clock: Stopped
) -> None:
    person, proof = signed_in(core, town)
    with core.database.reading(town) as work:
        assert proving.standing(work, proof, clock.now()).person == person
        assert proving.standing(work, 0, clock.now()) == proving.NOBODY
        assert proving.standing(work, 12345, clock.now()) == proving.NOBODY
    with core.database.reading(other_town) as work:
        assert proving.standing(work, proof, clock.now()) == proving.NOBODY
    clock.move(hours=1)
    with core.database.reading(town) as work:
        assert proving.standing(work, proof, clock.now()) == proving.NOBODY


@pytest.mark.parametrize("table", [Proof, PersonEvent])
def test_what_was_proved_is_never_changed(core: Core, town: Municipality, table: type[Proof] | type[PersonEvent]) -> None:
    signed_in(core, town)
    rows = table_of(table)
    with pytest.raises(DBAPIError, match="only added to"), core.database.work(town) as work:
        work.execute(update(rows).values(channel="forged"))
