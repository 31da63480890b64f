"""Persons: found by a number that was proved to be theirs, made at their first proof, merged on proof alone, and unmerged."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from core.codes import CodeKey
from core.errors import Conflict, NotAllowed
from core.model import new_id
from core.people.known import Person, PersonContact, PersonEvent, PersonIdentifier, PersonPin, Proof
from core.ports import Known, Work
from core.text import _

AFM = "afm"
# The scheme of an identifier by the kind of the question that asks for it.
SCHEMES: Mapping[str, str] = {"afm": AFM, "amka": "amka", "identity_card": "adt"}


def _digest(work: Work, keys: CodeKey, scheme: str, value: str) -> str:
    return keys.digest(f"{scheme}/{work.municipality.id}", value)


def final(work: Work, person_id: int) -> Person:
    """The person of an id, or the one into whom their record was merged."""
    person = work.session.get_one(Person, (work.municipality.id, person_id))
    while person.merged_into is not None:
        person = work.session.get_one(Person, (work.municipality.id, person.merged_into))
    return person


def by_identifier(work: Work, keys: CodeKey, scheme: str, value: str) -> Person | None:
    """Whose number this is, by proof. What somebody only said of themselves finds nobody."""
    found = _holders(work, keys, scheme, value)
    return found[0] if found else None


def _holders(work: Work, keys: CodeKey, scheme: str, value: str) -> list[Person]:
    """The unmerged persons of whom a number was proved, the first one first."""
    ids = work.execute(
        select(PersonIdentifier.person_id)
        .where(PersonIdentifier.digest == _digest(work, keys, scheme, value), PersonIdentifier.proved_at.is_not(None))
        .order_by(PersonIdentifier.person_id)
    ).scalars()
    people = {person.id: person for person in (final(work, one) for one in ids)}
    return list(people.values())


def make(work: Work, names: Known | None, actor: str, channel: str, now: datetime) -> Person:
    """A new person. Without names, they are known by a document that was seen and by what they asked for."""
    person = Person(
        id=new_id(),
        last_name=names.last_name if names else "",
        first_name=names.first_name if names else "",
        father_name=names.father_name if names else "",
        mother_name=names.mother_name if names else "",
        birth_year=names.birth_year if names else None,
        merged_into=None,
        created_at=now,
    )
    work.session.add(person)
    work.session.flush()
    note(work, person.id, "made", actor, channel, now)
    return person


def known_by_login(work: Work, keys: CodeKey, known: Known, channel: str, now: datetime) -> Person:
    """The person whom the national login knows: found by their AFM or made, with the names that the register has now."""
    person = by_identifier(work, keys, AFM, known.afm)
    if person is None:
        person = make(work, known, "citizen", channel, now)
    person.last_name, person.first_name = known.last_name, known.first_name
    person.father_name, person.mother_name = known.father_name, known.mother_name
    person.birth_year = known.birth_year
    identifies(work, keys, person, AFM, known.afm, now)
    return person


def identifies(
    work: Work, keys: CodeKey, person: Person, scheme: str, value: str, now: datetime, proved: bool = True
) -> PersonIdentifier:
    """Note a number of somebody's, proved or only said. One that was proved is not taken back by being said again."""
    digest = _digest(work, keys, scheme, value)
    mine = (
        PersonIdentifier.person_id == person.id,
        PersonIdentifier.scheme == scheme,
        PersonIdentifier.digest == digest,
    )
    row = work.session.scalars(select(PersonIdentifier).where(*mine)).first()
    if row is None:
        row = PersonIdentifier(
            id=new_id(), person_id=person.id, scheme=scheme, value=value, digest=digest, proved_at=now if proved else None
        )
        work.session.add(row)
    elif proved and row.proved_at is None:
        row.proved_at = now
    work.session.flush()
    return row


def reached(work: Work, person_id: int, way: str, address: str, now: datetime) -> None:
    """Note that a person read a code of ours at an address."""
    mine = (PersonContact.person_id == person_id, PersonContact.way == way, PersonContact.address == address)
    row = work.session.scalars(select(PersonContact).where(*mine)).first()
    if row is None:
        work.session.add(PersonContact(id=new_id(), person_id=person_id, way=way, address=address, proved_at=now))
    else:
        row.proved_at = now


def note(work: Work, person_id: int, kind: str, actor: str, channel: str, now: datetime, other_id: int | None = None) -> None:
    """Add one line to what happened to a person's record."""
    work.session.add(
        PersonEvent(id=new_id(), person_id=person_id, kind=kind, other_id=other_id, actor=actor, channel=channel, at=now)
    )


def merge(work: Work, one: int, into: int, actor: str, channel: str, now: datetime) -> None:
    """Hold two records to be the same person: `one` from now on leads to `into`. Nothing of either is changed or lost.

    Raises:
        NotAllowed: they do not have one AFM in common that was proved of both, each with a proof of identity.
        Conflict: one of them was merged already.
    """
    gone, stays = (
        work.session.get_one(Person, (work.municipality.id, each), with_for_update=True) for each in sorted((one, into))
    )
    if gone.id != one:
        gone, stays = stays, gone
    if gone.merged_into is not None or stays.merged_into is not None or one == into:
        raise Conflict("merged", _("One of these two records was merged already."))
    if not (_proved_afms(work, one) & _proved_afms(work, into) and _identified(work, one) and _identified(work, into)):
        raise NotAllowed("merge", _("Two records are merged only when the same AFM was proved of both."))
    gone.merged_into = into
    for each, other in ((one, into), (into, one)):
        note(work, each, "merged", actor, channel, now, other)


def unmerge(work: Work, one: int, actor: str, channel: str, now: datetime) -> None:
    """Undo a merge: both records are again what they were.

    Raises:
        Conflict: it is not merged.
    """
    gone = work.session.get_one(Person, (work.municipality.id, one), with_for_update=True)
    if gone.merged_into is None:
        raise Conflict("not-merged", _("This record is not merged with another one."))
    stayed, gone.merged_into = gone.merged_into, None
    for each, other in ((one, stayed), (stayed, one)):
        note(work, each, "unmerged", actor, channel, now, other)


def _proved_afms(work: Work, person_id: int) -> set[str]:
    mine = (PersonIdentifier.person_id == person_id, PersonIdentifier.scheme == AFM, PersonIdentifier.proved_at.is_not(None))
    return set(work.execute(select(PersonIdentifier.digest).where(*mine)).scalars())


def _identified(work: Work, person_id: int) -> bool:
    return (
        work.execute(select(Proof.id).where(Proof.person_id == person_id, Proof.assurance == "identity").limit(1)).first()
        is not None
    )


def merge_same(work: Work, keys: CodeKey, afm: str, actor: str, channel: str, now: datetime) -> None:
    """Merge every record of whom this AFM was proved into the first one: two first logins at once, or a document that was
    seen before its holder's first login.
    """
    first, *others = _holders(work, keys, AFM, afm)
    for other in others:
        merge(work, other.id, first.id, actor, channel, now)


def afm_of(work: Work, person_id: int) -> str:
    """The proved AFM of a person, "" where there is none."""
    mine = (PersonIdentifier.person_id == person_id, PersonIdentifier.scheme == AFM, PersonIdentifier.proved_at.is_not(None))
    return work.execute(select(PersonIdentifier.value).where(*mine).limit(1)).scalar() or ""


def pin_of(work: Work, person_id: int, alone: bool = False) -> PersonPin | None:
    """A person's PIN, `alone` to count a try at it."""
    return work.session.get(PersonPin, (work.municipality.id, person_id), with_for_update=alone)


def merged_with(work: Work, person_id: int) -> list[int]:
    """The records that lead to this person."""
    return list(work.execute(select(Person.id).where(Person.merged_into == person_id).order_by(Person.id)).scalars())
