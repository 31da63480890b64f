""" "Is it really solved?", answered: by YES or NO from the number that was asked, or where somebody looks at their request."""

import re
from dataclasses import dataclass
from itertools import islice

from core.dialogue import asked
from core.dialogue.kinds.lexicon import Lexicon
from core.dialogue.steps import Ask, Menu, Notice, Step
from core.dialogue.talk import Elsewhere, Talk
from core.dialogue.topics import reply, status
from core.errors import Conflict, InvalidAnswer, NotAllowed
from core.requests import solving
from core.requests.actions import Actor
from core.requests.tables import Request
from core.text import Code, Many, Sentence, _

TOPIC = "solved"
# Words that answer this question and no other: "ok" only says that a message was read.
_SAID: Lexicon[bool] = Lexicon({True: "ναι yes yep yeah", False: "όχι no nope"})
# The question's own word, given back: «Λύθηκε», «Δεν λύθηκε ακόμη».
_SOLVED: Lexicon[bool] = Lexicon({True: "λύθηκε solved fixed"})
_NOT: Lexicon[bool] = Lexicon({True: "δεν not"})
_THANKS: Lexicon[bool] = Lexicon({True: "ευχαριστώ ευχαριστούμε πολύ thanks thank you"})
_WORD = re.compile(r"\w+")
# No longer word is one of them, and nearly every text begins with a longer one.
_LONGEST = 4
_FIRST = re.compile(r"\W*(\w+)\W*(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Said:
    """A yes or no, and what was written after it."""

    yes: bool
    more: str


def read(words: str) -> Said | None:
    """What a text says that begins with yes or no, in Greek, Greeklish or English; None where it says neither."""
    found = _FIRST.fullmatch(words)
    meant = _SAID.exact(found[1]) if found and len(found[1]) <= _LONGEST else None
    return Said(meant, found[2].strip()) if found and meant is not None else _read_verb(words)


def _read_verb(words: str) -> Said | None:
    """ "Solved", alone or with thanks; "not solved" and whatever follows. «Λύθηκε, αλλά …» says neither."""
    some = list(islice(_WORD.finditer(words), 6))
    if len(some) > 1 and _NOT.exact(some[0][0]) and _SOLVED.exact(some[1][0]):
        return Said(False, words[some[1].end() :].lstrip(" \t\n,.;:!-"))
    if some and _SOLVED.exact(some[0][0]) and all(_THANKS.exact(one[0]) for one in some[1:]):
        return Said(True, "")
    return None


def _hear_picked(talk: Talk, request: Request) -> None:
    """A key at a request that is asked about.

    Raises:
        InvalidAnswer: it is none of the two.
    """
    picked = talk.picked(status.SOLVED_OR_NOT)
    if not picked:
        raise InvalidAnswer("which", _("Please choose one of the two."))
    _answer(talk, request, Said(picked == status.IS_SOLVED, ""))


def taken(talk: Talk) -> bool:
    """Take what answers "is it solved?", where no question of a service is open. False where it is something else."""
    looked_at = _looked_at(talk)
    if looked_at is not None and talk.turn.medium.spoken and talk.words.isdigit():
        _hear_picked(talk, looked_at)
        return True
    said = read(talk.words) if talk.turn.medium.texts and not talk.state.offers else None
    if said is None:
        return False
    if looked_at is not None:
        _answer(talk, looked_at, said)
        return True
    if not talk.turn.contact or _is_new(talk, said):
        return False
    known = solving.asked_of(talk.work, talk.turn.contact, talk.now)
    unanswered = [one for one in known if _unanswered(talk, one)]
    others = reply.asked_questions(talk) if unanswered else []
    if unanswered and len(unanswered) + len(others) > 1:
        heard = talk.words
        talk.state.begin(TOPIC)
        talk.state.heard = heard[:2000]
        return True
    if unanswered:
        _answer(talk, unanswered[0], said)
        return True
    if known and _only_that(talk, said) and not reply.is_asked(talk):
        # Answered before, too late, or open again: whoever was asked is told what became of it.
        _answer(talk, known[0], said)
        return True
    return False


def _only_that(talk: Talk, said: Said) -> bool:
    """Whether nothing but thanks follows the yes or no."""
    return not said.more or talk.understanding.only_thanks(said.more)


def _looked_at(talk: Talk) -> Request | None:
    """The request that is looked at and asked about, whatever number looks at it."""
    state = talk.state
    if state.topic != "status" or not state.seen or not state.opened:
        return None
    request = talk.work.session.get_one(Request, (talk.work.municipality.id, state.seen))
    return request if status.asks_solved(talk, request) else None


def _unanswered(talk: Talk, request: Request) -> bool:
    return request.solved is None and solving.may_answer_solved(request, talk.work.municipality, talk.now)


def _is_new(talk: Talk, said: Said) -> bool:
    """Whether what follows names a matter of its own ("No water in our street"), so that it is no answer."""
    if not said.more:
        return False
    meant = talk.understanding.understand(talk.words).intent
    if not meant.startswith("service:"):
        return False
    asked_about = {f"service:{one.service}" for one in solving.asked_of(talk.work, talk.turn.contact, talk.now)}
    return meant not in asked_about


def _answer(talk: Talk, request: Request, said: Said) -> None:
    """Answer about one request, and go on: by telephone, to say what is still wrong."""
    uploads = tuple(upload.id for upload in talk.turn.heard.uploads)
    actor = Actor(talk.turn.channel)
    try:
        told = solving.answer_solved(talk.work, request, actor, said.yes, talk.now, said.more, uploads)
    except (Conflict, NotAllowed) as refused:
        _end(talk, refused.sentence, request)
        return
    if not said.yes and talk.turn.medium.spoken:
        talk.state.begin(TOPIC)
        talk.state.seen = request.id
        talk.notes.append(told)
        return
    _end(talk, told, request)


def _end(talk: Talk, told: Sentence, request: Request) -> None:
    talk.state.begin("")
    if talk.turn.medium.spoken:
        talk.notes.append(told)
        return
    about = _("Request {reference}:", reference=Code(request.reference))
    talk.once = Notice(notes=tuple(talk.notes), text=Many((about, told)))


class SolvedTopic:
    """Which of several is meant; or, where it is spoken, what is still wrong, for whoever wants to say it."""

    def hear(self, talk: Talk) -> None:
        if talk.state.seen:
            _hear_more(talk)
            return
        mine = {str(one.id): one for one in _choices(talk)}
        picked = talk.picked([(key, status.named(talk, one)) for key, one in mine.items()])
        if not picked and talk.words.isdigit():
            raise InvalidAnswer("which", _("Please choose one of the numbers."))
        if not picked:
            raise Elsewhere
        request, said = mine[picked], read(talk.state.heard)
        if said is not None and _unanswered(talk, request):
            _answer(talk, request, said)
            return
        status.add(talk, request, talk.state.heard)
        talk.state.begin("")
        talk.notes.append(_("We added that to request {reference}.", reference=Code(request.reference)))

    def step(self, talk: Talk) -> Step:
        if talk.state.seen:
            return Ask(
                notes=tuple(talk.notes),
                question=asked.STILL_WRONG,
                service=None,
                number=1,
                total=1,
                problem=talk.problem,
                skippable=True,
            )
        listed, more = talk.picks([(str(one.id), status.named(talk, one)) for one in _choices(talk)])
        return Menu(notes=tuple(talk.notes), title=_("Which request is it about?"), picks=listed, more=more)


SOLVED = SolvedTopic()


def _choices(talk: Talk) -> list[Request]:
    """The requests that a yes or no could be about: those asked about, and those about which something else was asked."""
    known = solving.asked_of(talk.work, talk.turn.contact, talk.now)
    found = [*(one for one in known if _unanswered(talk, one)), *reply.asked_questions(talk)]
    return list({one.id: one for one in found}.values())


def _hear_more(talk: Talk) -> None:
    """A recording of what is still wrong, or nothing: the request is open again either way."""
    request = talk.work.session.get_one(Request, (talk.work.municipality.id, talk.state.seen))
    if talk.turn.command == "skip":
        talk.state.begin("")
        return
    if not talk.turn.heard.uploads:
        raise Elsewhere
    status.add(talk, request, talk.words)
    talk.state.begin("")
    talk.notes.append(_("We added that to your request."))
