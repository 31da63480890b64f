"""With the last of their requests a person is forgotten, unless they still use what they keep here."""

from sqlalchemy import select

from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.people.known import Person, PersonContact, PersonIdentifier
from core.requests import actions
from core.requests.erasing import erase
from core.requests.moves import Outcome
from core.requests.tables import Request
from core.requests.verifying import verify
from tests.assured import MARIA, signed_in, with_pin
from tests.filed import file_one

CLERK = actions.Actor("desk", 7)


def asked_by(core: Core, town: Municipality, person: int) -> int:
    filed = file_one(core, town)
    with core.database.work(town) as work:
        request = work.session.get_one(Request, (town.id, filed.id))
        request.person_id = person
        actions.claim(work, request, CLERK, core.clock.now())
        actions.close(work, request, CLERK, actions.Closing(Outcome.DONE, "Έγινε.", done="Έγινε."), core.clock.now())
    return filed.id


def erase_it(core: Core, town: Municipality, id_: int) -> None:
    with core.database.work(town) as work:
        erase(work, work.session.get_one(Request, (town.id, id_)), "retention: reports", CLERK, core.clock.now())


def known(core: Core, town: Municipality, person: int) -> tuple[str, int]:
    with core.database.reading(town) as work:
        row = work.session.get_one(Person, (town.id, person))
        kept = work.session.scalars(select(PersonIdentifier).where(PersonIdentifier.person_id == person)).all()
        reached = work.session.scalars(select(PersonContact).where(PersonContact.person_id == person)).all()
        assert all(one.harmless for one in verify(work))
        return row.last_name, len(kept) + len(reached)


def test_a_person_is_forgotten_with_the_last_request_and_not_before(core: Core, town: Municipality) -> None:
    person, _proof = signed_in(core, town)
    first, last = asked_by(core, town, person), asked_by(core, town, person)
    erase_it(core, town, first)
    assert known(core, town, person) == (MARIA.last_name, 1)
    erase_it(core, town, last)
    assert known(core, town, person) == ("", 0)
    with core.database.reading(town) as work:
        assert work.session.get_one(Request, (town.id, last)).person_id is None
    # Who comes back is known anew.
    again, _proof = signed_in(core, town)
    assert again != person


def test_who_chose_a_pin_goes_on_using_it(core: Core, town: Municipality) -> None:
    person = with_pin(core, town)
    erase_it(core, town, asked_by(core, town, person))
    assert known(core, town, person) == (MARIA.last_name, 1)
