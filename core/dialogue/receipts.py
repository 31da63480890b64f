"""The receipt: what a citizen is told when something is filed, and again whenever they ask for it."""

from sqlalchemy import select

from core.dialogue import asked
from core.dialogue.service import Service
from core.dialogue.steps import Done
from core.dialogue.talk import Talk
from core.languages import tongue
from core.messages.outbox import Draft, post
from core.messages.tables import Message
from core.people import consent
from core.people.contact import Way, takes_texts
from core.requests.duedate import DueDate
from core.requests.filing import Filed, answers_of
from core.requests.moves import State
from core.requests.receiptcode import CODE_MARK, receipt_code
from core.requests.tables import Request
from core.text import Code, Many, Sentence, _

PURPOSE = "receipt"


def receipt(talk: Talk, service: Service) -> Done:
    """The receipt of what this conversation filed, drawn from the request: the receipt code is kept nowhere."""
    town = talk.work.municipality
    filed, request = talk.conversation.filed, None
    if filed is not None:
        reference, protocol, due = filed.reference, filed.protocol, filed.due
        received_at, waiting = talk.now, filed.waits
        way, address = asked.told(talk.state.answers, talk.turn.contact if talk.turn.medium.caller else "")
    else:
        request = talk.work.session.get_one(Request, (town.id, talk.state.filed))
        reference, protocol = request.reference, request.protocol
        due = DueDate.from_json(request.due) if request.due else None
        received_at, waiting = request.created_at, request.state == State.WAITING_IDENTITY
        way, address = Way(request.tell_by), request.tell_to
    return Done(
        notes=(*talk.notes, *_texted(talk)),
        service=service,
        reference=reference,
        receipt_code=receipt_code(talk.keys, town.id, reference),
        protocol=protocol,
        due=due,
        received_at=received_at,
        needs_proof=waiting,
        tell_by=str(way) if address else "",
        tell_to=address,
        items=_sent(talk, service, request),
    )


def _sent(talk: Talk, service: Service, request: Request | None) -> tuple[tuple[Sentence, Sentence], ...]:
    """What was sent, for a page to list. How to be told has a place of its own on it."""
    if not talk.turn.medium.shows_forms:
        return ()
    if request is not None and request.service_version != service.version:
        # The service asks something else by now, and might not know how to show what it asked then.
        return ()
    answers = talk.state.answers if request is None else answers_of(talk.work, request.id)
    return tuple((one.label, one.shown(answers[one.key])) for one in service.questions if one.key in answers)


def _texted(talk: Talk) -> tuple[Sentence, ...]:
    """That the receipt comes as a text too, where it is only heard."""
    if not talk.turn.medium.spoken or not talk.turn.contact:
        return ()
    found = talk.work.execute(
        select(Message.id).where(
            Message.request_id == talk.state.filed,
            Message.purpose == PURPOSE,
            Message.way == str(Way.TEXT),
            Message.to == talk.turn.contact,
        )
    ).first()
    return (_("We also text the receipt to your telephone."),) if found else ()


def send(talk: Talk, service: Service, filed: Filed) -> None:
    """Send the receipt to whoever wants to be told by a way that is not the one they are on, and to a mobile caller."""
    turn = talk.turn
    way, address = asked.told(talk.state.answers, turn.contact if turn.medium.caller else "")
    here = turn.medium.texts and address == turn.contact
    if way in (Way.TEXT, Way.EMAIL) and address and not here:
        _post(talk, service, filed, way, address)
    if _heard_only(talk, way, address):
        _post(talk, service, filed, Way.TEXT, turn.contact)


def _heard_only(talk: Talk, way: Way, address: str) -> bool:
    """Whether the receipt was only heard, on a telephone that could show it and said no STOP."""
    turn = talk.turn
    return (
        turn.medium.spoken
        and takes_texts(turn.contact, talk.work.municipality.countries)
        and (way, address) != (Way.TEXT, turn.contact)
        and consent.allowed(talk.work, Way.TEXT, turn.contact)
    )


def _post(talk: Talk, service: Service, filed: Filed, way: Way, address: str) -> None:
    town = talk.work.municipality
    say = tongue(talk.conversation.language, zone=town.zone)
    parts = [
        _("{town}: we received your request ({service}).", town=town.short_name, service=service.short),
        _("Number: {reference}. Receipt code: {code}.", reference=Code(filed.reference), code=CODE_MARK),
    ]
    if filed.protocol:
        # Issuer, subject, date and time, and the protocol's number (ν.4727/2020).
        parts.append(_("Protocol {number}, {moment}.", number=filed.protocol, moment=talk.now))
    if filed.due is not None:
        parts.append(_("Answer by {day}.", day=filed.due.on))
    parts.append(_('To ask about it, text "STATUS {reference}".', reference=filed.reference))
    post(
        talk.work,
        Draft(
            way=way,
            to=address,
            body=say(Many(tuple(parts))),
            language=talk.conversation.language,
            purpose=PURPOSE,
            subject=say(_("{town}: your request {reference}", town=town.name, reference=Code(filed.reference))),
            request_id=filed.id,
        ),
        talk.now,
    )


def service_of(talk: Talk) -> Service | None:
    """The service of the request that a conversation filed, as it is offered now."""
    request = talk.work.session.get(Request, (talk.work.municipality.id, talk.state.filed))
    return talk.catalogue.get(request.service) if request else None
