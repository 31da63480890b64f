"""Who asked, after a clerk saw their identity document: their record, and the proof."""

from dataclasses import dataclass
from datetime import datetime

from core.codes import CodeKey
from core.dialogue.service import Assurance, Service
from core.people import authorising, persons, pins, proving
from core.people.known import Authorisation, Person
from core.people.proving import How
from core.ports import Work
from core.requests.acting import Actor
from core.requests.filing import answers_of
from core.requests.tables import Request


@dataclass(frozen=True, slots=True)
class Seen:
    """What a clerk saw: the kind of document, its last three characters, and whether the AFM was shown on a paper too."""

    document: str
    last_three: str
    afm: bool = False


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked, as far as it is known. `afms` are those that the request names; `merged` are records held to be theirs."""

    person: Person | None
    assurance: Assurance
    afm: str
    afms: tuple[str, ...]
    merged: tuple[int, ...] = ()
    authorisation: Authorisation | None = None
    for_person: Person | None = None

    @property
    def other_afm(self) -> bool:
        """Whether the request names an AFM that is not the one that was proved."""
        return bool(self.afm and self.afms and self.afm not in self.afms)


def know(work: Work, keys: CodeKey, request: Request, actor: Actor, what: Seen, service: Service | None, now: datetime) -> None:
    """Record the proof that a clerk took, with the person whom it proves.

    A document shows a name and a face, not an AFM: an AFM that was only answered is noted as said, and finds nobody. Where
    the clerk saw it on a paper too, it is proved; records of whom it was proved before are then the same person.
    """
    afm = next(iter(afms_of(work, request, service)), "")
    person = _person(work, keys, request, actor, afm if what.afm else "", now) if afm or request.person_id else None
    details = {"document": what.document, "last_three": "".join(what.last_three.split()).upper(), "account": actor.account_id}
    if person is not None and afm:
        persons.identifies(work, keys, person, persons.AFM, afm, now, proved=what.afm)
    proved = proving.record(work, person.id if person else None, How.COUNTER, actor.channel, "", now, details)
    if person is not None:
        if afm and what.afm:
            persons.merge_same(work, keys, afm, actor.name, actor.channel, now)
        person = persons.final(work, person.id)
        pins.lift(work, person.id, actor.channel, now)
    request.person_id = person.id if person else None
    request.assurance = str(proved.assurance)


def _person(work: Work, keys: CodeKey, request: Request, actor: Actor, seen_afm: str, now: datetime) -> Person:
    if request.person_id is not None:
        return persons.final(work, request.person_id)
    known = persons.by_identifier(work, keys, persons.AFM, seen_afm) if seen_afm else None
    return known or persons.make(work, None, actor.name, actor.channel, now)


def afms_of(work: Work, request: Request, service: Service | None) -> tuple[str, ...]:
    """The AFMs that a request names, in the order of its questions."""
    if service is None:
        return ()
    asked = [one.key for one in service.questions if one.kind.name == "afm"]
    answers = answers_of(work, request.id) if asked else {}
    return tuple(str(answers[key].value) for key in asked if key in answers and answers[key].value)


def asker(work: Work, request: Request, service: Service | None) -> Asker | None:
    """Who asked; None where the service does not need to know and nobody told."""
    allowed = authorising.of_request(work, request.id) if request.assurance != Assurance.NONE or _matters(service) else None
    if request.person_id is None and allowed is None and request.assurance == Assurance.NONE:
        return None
    person = persons.final(work, request.person_id) if request.person_id is not None else None
    return Asker(
        person=person,
        assurance=Assurance(request.assurance),
        afm=persons.afm_of(work, person.id) if person else "",
        afms=afms_of(work, request, service),
        merged=tuple(persons.merged_with(work, person.id)) if person else (),
        authorisation=allowed,
        for_person=persons.final(work, allowed.person_id) if allowed else None,
    )


def _matters(service: Service | None) -> bool:
    return service is not None and service.assurance is not Assurance.NONE
