"""What is happening? Asked by reference, or picked from one's own open requests where the channel may list them."""

from datetime import timedelta

from sqlalchemy import select

from core.codes import CodeLength, read_code
from core.dialogue import asked
from core.dialogue.service import ServiceForm
from core.dialogue.steps import Ask, Pick, ShowStatus, Step
from core.dialogue.talk import Elsewhere, Talk
from core.dialogue.topics import identify
from core.errors import Conflict, InvalidAnswer, NotFound
from core.requests import actions, opening, solving
from core.requests import status as requests_status
from core.requests.moves import State
from core.requests.tables import Request
from core.text import Many, Sentence, _

OWN_SINCE = timedelta(days=90)
OWN_AT_MOST = 9
# What is answered to "is it really solved?", with what comes of it.
IS_SOLVED = "solved"
SOLVED_OR_NOT: list[tuple[str, Sentence]] = [
    (IS_SOLVED, _("It is solved")),
    ("not-solved", _("It is not solved, and we shall open it again")),
]


def own(talk: Talk) -> list[Request]:
    """The open reports that came from this number: what may be listed to a text (rules: Who is speaking)."""
    if not talk.turn.medium.texts or not talk.turn.contact:
        return []
    request = Request
    return list(
        talk.work.session.scalars(
            select(request)
            .where(
                request.contact == talk.turn.contact,
                request.state != State.CLOSED,
                request.form.in_((ServiceForm.REPORT, ServiceForm.COMPLAINT)),
                request.created_at >= talk.now - OWN_SINCE,
            )
            .order_by(request.id.desc())
            .limit(OWN_AT_MOST)
        )
    )


def named(talk: Talk, request: Request) -> Sentence:
    """A request in a list: its service and its day, nothing else."""
    service = talk.catalogue.get(request.service)
    day = talk.work.municipality.today(request.created_at)
    return Many((service.short if service else _("request"), f"{day.day}/{day.month}"))


def find(talk: Talk, reference: str) -> None:
    """Show a request by its reference.

    Raises:
        InvalidAnswer: no request answers to it.
    """
    try:
        found = requests_status.find(talk.work, reference, talk.now)
    except NotFound as error:
        raise InvalidAnswer(error.code, error.sentence) from error
    talk.state.seen, talk.state.opened = found.id, False


def show(talk: Talk, request: Request) -> ShowStatus:
    status = requests_status.look(talk.work, request, talk.state.opened)
    return ShowStatus(
        notes=tuple(talk.notes),
        status=status,
        service=talk.catalogue.get(status.service) if status.service else None,
        can_open=not status.opened,
        asks_solved=asks_solved(talk, request),
        picks=_solved_picks(talk, request),
        can_prove=can_prove(talk, request),
    )


def asks_solved(talk: Talk, request: Request) -> bool:
    """Whether a request that was opened with its receipt code is asked about: is it really solved?"""
    return talk.state.opened and solving.may_answer_solved(request, talk.work.municipality, talk.now)


def _solved_picks(talk: Talk, request: Request) -> tuple[Pick, ...]:
    """The two answers where they are keyed. In a text they are words, for digits pick from menus."""
    if not talk.turn.medium.spoken or not asks_solved(talk, request):
        return ()
    return talk.picks(SOLVED_OR_NOT)[0]


def can_prove(talk: Talk, request: Request) -> bool:
    """Whether an opened request waits for a proof of who asked that can be given here."""
    service = talk.catalogue.get(request.service)
    if service is None or not talk.state.opened or request.state != State.WAITING_IDENTITY:
        return False
    return bool(identify.ways(talk, service.assurance))


class StatusTopic:
    """First the reference; once a request is seen, its receipt code opens it, and then words are added to it."""

    def hear(self, talk: Talk) -> None:
        if talk.state.seen:
            _hear_seen(talk)
            return
        mine = {str(one.id): one for one in own(talk)}
        picked = talk.picked([(key, named(talk, one)) for key, one in mine.items()])
        if picked:
            talk.state.seen = mine[picked].id
            return
        try:
            reference = read_code(talk.words, CodeLength.REFERENCE)
        except InvalidAnswer:
            if not any(sign.isdigit() for sign in talk.words) and talk.words:
                raise Elsewhere from None
            raise
        find(talk, reference)

    def step(self, talk: Talk) -> Step:
        if talk.state.seen:
            request = talk.work.session.get_one(Request, (talk.work.municipality.id, talk.state.seen))
            return _ask_again(talk, request) if _speaks_answer(talk, request) else show(talk, request)
        picks, more = talk.picks([(str(one.id), named(talk, one)) for one in own(talk)])
        return Ask(
            notes=tuple(talk.notes),
            question=asked.REFERENCE,
            service=None,
            number=1,
            total=1,
            picks=picks,
            more=more,
            problem=talk.problem,
            example=asked.REFERENCE.kind.example(asked.REFERENCE, talk.situation) if talk.problem else None,
        )


STATUS = StatusTopic()


def _hear_seen(talk: Talk) -> None:
    request = talk.work.session.get_one(Request, (talk.work.municipality.id, talk.state.seen))
    if not talk.state.opened and _looks_like_code(talk.words):
        open_with(talk, request, talk.words)
        return
    if _speaks_answer(talk, request):
        _hear_spoken(talk, request)
        return
    if talk.state.opened and _adds(talk):
        add(talk, request, talk.words)
        talk.notes.append(_("We added that to your request."))
        return
    raise Elsewhere


def _speaks_answer(talk: Talk, request: Request) -> bool:
    """Whether a caller who gave the receipt code is asked what the town hall waits for, to answer it aloud."""
    waits = State(request.state) is State.WAITING_CITIZEN and talk.state.opened
    return waits and talk.turn.medium.drops and asked.REPLY.key not in talk.state.skipped


def _hear_spoken(talk: Talk, request: Request) -> None:
    """Keep what a caller said as the answer. Whoever leaves it out hears how far the request is."""
    if talk.turn.command == "skip":
        talk.state.skipped.append(asked.REPLY.key)
        return
    if not talk.turn.heard.uploads:
        raise InvalidAnswer("nothing", _("We received no answer."))
    add(talk, request, talk.words)
    talk.notes.append(_("We took your answer."))


def _ask_again(talk: Talk, request: Request) -> Ask:
    """What the town hall asked, as a question of its own."""
    told = [one.words for one in requests_status.look(talk.work, request, opened=True).told if one.asks]
    until = request.asked_until
    said: list[Sentence] = [_("We wait for your answer until {day}.", day=until)] if until is not None else []
    said += [_("We asked you:"), told[-1]] if told else []
    return Ask(
        notes=(*talk.notes, *said),
        question=asked.REPLY,
        service=None,
        number=1,
        total=1,
        problem=talk.problem,
        skippable=True,
    )


def _adds(talk: Talk) -> bool:
    """Whether words or pictures are meant for the opened request: they are no other reference and nothing of the menu."""
    turn = talk.turn
    if turn.medium.drops or (len(talk.words) <= 2 and not turn.heard.uploads):
        return False
    meant = talk.understanding.understand(talk.words).intent
    return meant == "unknown" or meant.startswith("service:")


def add(talk: Talk, request: Request, words: str) -> None:
    """Add to a request what was said, with the pictures that came with it.

    Raises:
        InvalidAnswer: it is closed.
    """
    actor, service = actions.Actor(talk.turn.channel), talk.catalogue.get(request.service)
    uploads = tuple(upload.id for upload in talk.turn.heard.uploads)
    try:
        actions.answer(talk.work, request, actor, words, talk.now, uploads, service)
    except Conflict as error:
        raise InvalidAnswer(error.code, error.sentence) from error


def _looks_like_code(words: str) -> bool:
    return len("".join(words.split())) == CodeLength.RECEIPT and "".join(words.split()).isdigit()


def open_with(talk: Talk, request: Request, words: str) -> None:
    """Open a request with its receipt code.

    Raises:
        InvalidAnswer: the code is wrong, or was tried too often.
    """
    opening.open_with(talk.work, request, words, opening.Guard(talk.keys, talk.source, talk.budget), talk.now)
    talk.state.opened = True
