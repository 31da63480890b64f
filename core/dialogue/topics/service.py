"""Talking a service through: its questions, how to be told, the review, and filing."""

from core.dialogue import asked, prefilling, receipts
from core.dialogue.answers import Answer, Form, Heard, Reply
from core.dialogue.kinds.yes_no import read_yes_no
from core.dialogue.service import Assurance, Question, Service, ServiceForm
from core.dialogue.steps import Ask, Information, Review, ReviewItem, Step
from core.dialogue.talk import Elsewhere, Talk
from core.dialogue.topics import identify
from core.errors import InvalidAnswer, NotFound
from core.model import new_id
from core.people import authorising
from core.people.contact import Way, may_be_texted, takes_texts
from core.people.proving import NOBODY
from core.requests.filing import Submission
from core.text import Many, Sentence, _


def start(talk: Talk, service: Service, tail: str = "") -> None:
    """Begin a service. What was said after its name is kept as the answer to its place question, if it is one."""
    talk.state.begin(f"service:{service.key}", service.version)
    prefilling.fill(talk, service)
    place = service.place
    if tail and place is not None:
        try:
            talk.answer(place.key, place.kind.read(place, Heard(tail), talk.situation))
        except InvalidAnswer:
            # It was no place after all: the question will be asked as usual.
            return
        talk.notes.append(_("{service}, at: {place}.", service=service.title, place=tail))


class ServiceTopic:
    def hear(self, talk: Talk) -> None:
        state = talk.state
        service = _service(talk)
        if state.filed or service.form is ServiceForm.INFORMATION:
            # A page left open when its talk was filed from another one is answered with the receipt.
            if not talk.turn.service:
                raise Elsewhere
            return
        prefilling.fill(talk, service)
        question = current(talk, service)
        if question is None and identify.is_open(talk, service):
            identify.hear(talk, service)
        elif question is None:
            _hear_review(talk, service)
        else:
            _hear_answer(talk, question)

    def step(self, talk: Talk) -> Step:
        service = _service(talk)
        if service.form is ServiceForm.INFORMATION:
            return Information(notes=tuple(talk.notes), service=service)
        if talk.state.filed:
            return receipts.receipt(talk, service)
        prefilling.fill(talk, service)
        question = current(talk, service)
        if question is not None:
            return _ask(talk, service, question)
        if identify.is_open(talk, service):
            return identify.step(talk, service, next(reversed([one.key for one in questions(talk, service)]), ""))
        return _review(talk, service)


SERVICE = ServiceTopic()


def _service(talk: Talk) -> Service:
    if talk.service is None:
        talk.state.begin("")
        raise NotFound("service", _("This service is not offered any more."))
    return talk.service


def questions(talk: Talk, service: Service) -> list[Question]:
    """The questions that apply now, in order, with how to be told at the end."""
    return [one for one in every_question(talk, service) if one.applies(talk.state.answers)]


def every_question(talk: Talk, service: Service) -> list[Question]:
    """All questions that this medium can be asked, in order, also those that do not apply now."""
    medium = talk.turn.medium
    listed = [*service.questions]
    if service.form is not ServiceForm.INTERNAL:
        can_type = medium.shows_forms or (Reply.WORDS in medium.replies and not medium.drops)
        listed.append(asked.tell_by(can_type))
        if not _reached_here(talk):
            listed.append(asked.PHONE)
        listed.append(asked.EMAIL)
    return [one for one in listed if Reply.FILE in medium.replies or Reply.FILE not in one.kind.ways]


def _reached_here(talk: Talk) -> bool:
    """Whether the number that they come from will do for telling them: a text needs one that takes texts."""
    turn = talk.turn
    if not (turn.contact and turn.medium.caller):
        return False
    chosen = talk.state.answers.get(asked.TELL_BY)
    if chosen is None or chosen.value != Way.TEXT:
        return True
    countries = talk.work.municipality.countries
    return may_be_texted(turn.contact, countries) if turn.medium.texts else takes_texts(turn.contact, countries)


def current(talk: Talk, service: Service) -> Question | None:
    """The question that is open: one being corrected, else the first without an answer. None at the review."""
    state = talk.state
    listed = questions(talk, service)
    for one in listed:
        if one.key == state.revising:
            return one
    return next((one for one in listed if one.key not in state.answers and one.key not in state.skipped), None)


def _hear_answer(talk: Talk, question: Question) -> None:
    turn, state = talk.turn, talk.state
    require_open(talk, question)
    heard = turn.heard
    if not heard.words.strip() and not heard.uploads and not any(heard.parts.values()):
        if Reply.FILE in question.kind.ways and question.key in state.answers:
            # A page cannot show files again in its field; those that were sent stay.
            state.revising = ""
            return
        if question.required or not turn.medium.shows_forms:
            raise InvalidAnswer("nothing", _("We received no answer."))
        skip(talk, question)
        return
    if _declines(question, heard, talk.conversation.language):
        skip(talk, question)
        return
    talk.answer(question.key, read(talk, question, heard))
    state.revising, state.page = "", 0


def _declines(question: Question, heard: Heard, language: str) -> bool:
    """A "no" to "would you like to send a photo?" leaves it out."""
    if question.required or Reply.FILE not in question.kind.ways or heard.uploads:
        return False
    try:
        return not read_yes_no(heard.words, language)
    except InvalidAnswer:
        return False


def require_open(talk: Talk, question: Question) -> None:
    """A turn that names another question than the open one is never taken for an answer to it."""
    if talk.turn.question not in ("", question.key):
        raise InvalidAnswer("late", _("That answer came after its question. Here is the question that is open now."))


def read(talk: Talk, question: Question, heard: Heard) -> Answer:
    """Read a reply with the question's kind. What a medium can only record is kept as recorded."""
    choices = list(question.kind.picks(question, talk.situation).items())
    if choices and (picked := talk.picked(choices)):
        heard = Heard(picked, Form.PICKED if talk.turn.medium.shows_forms else heard.form, heard.uploads)
    elif len(choices) > (talk.turn.medium.page or len(choices)) and heard.words.strip().isdigit():
        # A number that is not on this page of the list must not pick from another one.
        raise InvalidAnswer("no-such-choice", _("There is no choice with that number."))
    return question.kind.read(question, heard, talk.situation)


def skip(talk: Talk, question: Question) -> None:
    if question.required:
        raise InvalidAnswer("required", _("This question needs an answer."))
    talk.state.answers.pop(question.key, None)
    if question.key not in talk.state.skipped:
        talk.state.skipped.append(question.key)
    talk.state.revising, talk.state.page = "", 0


def back(talk: Talk) -> None:
    """Go to the question before the open one."""
    service = talk.service
    if service is None or talk.state.filed:
        talk.leave()
        return
    state = talk.state
    listed = questions(talk, service)
    open_now = current(talk, service)
    if open_now is None and identify.back(talk):
        return
    place = listed.index(open_now) if open_now in listed else len(listed)
    if place == 0:
        talk.leave()
        return
    state.revising, state.page = listed[place - 1].key, 0


def _hear_review(talk: Talk, service: Service) -> None:
    turn, state = talk.turn, talk.state
    if talk.words == "send":
        send(talk, service)
        return
    items = _items(talk, service)
    key = turn.question if turn.question in dict(items) else talk.picked(items)
    if not key:
        raise InvalidAnswer("review", _("Choose to send it, or the number of the answer to change."))
    state.revising, state.page = key, 0


def send(talk: Talk, service: Service) -> None:
    """Have what was said filed, when the turn is kept. Only called at the review.

    Raises:
        InvalidAnswer: the authorisation to act for somebody else was used or ended meanwhile.
    """
    applying = {one.key: one for one in questions(talk, service)}
    answers = {key: answer for key, answer in talk.state.answers.items() if key in applying}
    for question in service.questions:
        if question.required and Reply.FILE in question.kind.ways and question.key not in answers:
            answers[question.key] = Answer(None, Form.LATER)
    way, address = asked.told(answers, talk.turn.contact if talk.turn.medium.caller else "")
    proved = NOBODY if service.assurance is Assurance.NONE else identify.standing(talk)
    _require_authorisation(talk, service)
    talk.filing = Submission(
        service=service,
        answers=answers,
        channel=talk.turn.channel,
        language=talk.conversation.language,
        conversation_id=talk.conversation.id,
        contact=talk.turn.contact,
        tell_by=way if address else Way.NONE,
        tell_to=address,
        actor=talk.turn.actor,
        proved=proved,
        acts_for=talk.state.acts_for,
    )
    talk.state.filed = new_id()


def _require_authorisation(talk: Talk, service: Service) -> None:
    state = talk.state
    if state.acts_for and not authorising.still_good(talk.work, state.acts_for, service.key, talk.now):
        state.acts_for = 0
        raise InvalidAnswer(
            "authorisation", _("The authorisation to act for somebody else was used or has ended. You can send it without.")
        )


def _items(talk: Talk, service: Service) -> list[tuple[str, Sentence]]:
    listed: list[tuple[str, Sentence]] = []
    for question in questions(talk, service):
        answer = talk.state.answers.get(question.key)
        if answer is not None:
            listed.append((question.key, _said(talk, question, answer)))
        elif talk.turn.medium.shows_forms:
            listed.append((question.key, _("no answer")))
    return listed


def _said(talk: Talk, question: Question, answer: Answer) -> Sentence:
    """An answer as it is checked; what nobody was asked says where it comes from."""
    shown = question.shown(answer)
    if question.key not in talk.state.prefilled:
        return shown
    return Many((shown, _("(from the municipality's register)")))


def _review(talk: Talk, service: Service) -> Step:
    items = dict(_items(talk, service))
    labels = {one.key: one.label for one in questions(talk, service)}
    picks, more = talk.picks(list(items.items()))
    return Review(
        notes=tuple(talk.notes),
        service=service,
        items=tuple(ReviewItem(pick.number, pick.value, labels[pick.value], pick.label) for pick in picks),
        more=more,
        back_to=next(reversed(labels), ""),
    )


def _ask(talk: Talk, service: Service, question: Question) -> Step:
    listed = questions(talk, service)
    picks, more = talk.picks(list(question.kind.picks(question, talk.situation).items()))
    place = listed.index(question) + 1
    return Ask(
        notes=tuple(talk.notes),
        question=question,
        service=service,
        number=place,
        total=len(listed),
        picks=picks,
        more=more,
        problem=talk.problem,
        example=question.kind.example(question, talk.situation) if talk.problem else None,
        before=talk.state.answers.get(question.key),
        skippable=not question.required,
        back_to=listed[place - 2].key if place > 1 else "",
    )


__all__ = ["SERVICE", "back", "current", "every_question", "questions", "read", "require_open", "send", "skip", "start"]
