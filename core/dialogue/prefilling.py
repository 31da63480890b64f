"""What the municipality's own register holds of whoever proved who they are: not asked again, and shown at the review.

The register is asked before a turn's transaction, for it may be far away. One that is down, or knows nothing, leaves every
question to be asked as usual.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from core.catalogue import Catalogue
from core.certificates import comparing
from core.dialogue import store
from core.dialogue.answers import Heard
from core.dialogue.held import Held
from core.dialogue.service import Assurance, Service
from core.dialogue.talk import Talk
from core.dialogue.topics import identify
from core.dialogue.turns import Turn
from core.errors import InvalidAnswer, Unavailable
from core.municipalities.model import Municipality
from core.people import persons
from core.people.proving import How
from core.ports import Registry, Work

LOG = logging.getLogger("thyrida.prefilling")
Reading = Callable[[Municipality], AbstractContextManager[Work]]


@dataclass(frozen=True)
class Registers:
    """Asks a town's register for a turn."""

    reading: Reading
    registry: Registry
    catalogue: Callable[[Municipality], Catalogue]

    def ask(self, turn: Turn, now: datetime) -> Held | None:
        """What is held of whoever speaks and was not answered yet; None where nobody is known, or nothing is. Not inside a
        transaction.
        """
        catalogue, medium = self.catalogue(turn.municipality), turn.medium
        if How.PIN not in medium.proves or (medium.shows_forms and not _certifies(catalogue.get(turn.service))):
            return None
        with self.reading(turn.municipality) as work:
            found = _of_whom(work, turn, catalogue, now)
        if found is None:
            return None
        service, person, afm = found
        assert service.certificate is not None
        try:
            known = self.registry.known(turn.municipality, service.certificate.register, afm)
        except Unavailable:
            LOG.warning("register down town=%s register=%s", turn.municipality.key, service.certificate.register)
            return None
        return Held(service.key, person, comparing.prefilled(service, known, afm)) if known else None


def fill(talk: Talk, service: Service) -> None:
    """Take what is held as answered, where nothing else was said; take it away again from who does not stand so high now."""
    state = talk.state
    if not _certifies(service) or state.filed:
        return
    who = identify.standing(talk)
    theirs = who.assurance.covers(Assurance.PIN) and not state.acts_for and state.proving != "authorisation"
    if state.prefilled and not (theirs and who.person == state.prefilled_for):
        state.forget_prefilled()
    held = talk.held
    if held is None or not theirs or (held.service, held.person) != (service.key, who.person):
        return
    for key, value in held.fields.items():
        question = service.question(key)
        if question is None or key in state.answers or key in state.skipped:
            continue
        try:
            state.answers[key] = question.kind.read(question, Heard(value), talk.situation)
        except InvalidAnswer:
            # The register says it in a way that we would not take from a citizen either: they are asked.
            continue
        state.prefilled.append(key)
        state.prefilled_for = who.person


def _certifies(service: Service | None) -> bool:
    return service is not None and service.certificate is not None


def _of_whom(work: Work, turn: Turn, catalogue: Catalogue, now: datetime) -> tuple[Service, int, str] | None:
    """Which certificate is talked about, by whom, and their proved AFM; None where there is nothing to ask a register."""
    conversation = store.look(work, turn)
    if conversation is None:
        return None
    state = conversation.state
    service = catalogue.get(turn.service or state.service)
    if service is None or service.certificate is None:
        return None
    fields = [name for name in service.certificate.fields if service.question(name) is not None]
    going_on = state.service == service.key and not turn.opening
    if not fields or (going_on and all(name in state.answers or name in state.skipped for name in fields)):
        return None
    who = identify.standing_of(work, turn, state, now)
    if not (who.person and who.assurance.covers(Assurance.PIN)):
        return None
    afm = persons.afm_of(work, who.person)
    return (service, who.person, afm) if afm else None
