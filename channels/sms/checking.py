"""Whether what we write fits into texts, in each language: a service's questions, lists and receipt, and the news."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from channels.sms.compose import BRIEF, pieces_of
from channels.sms.fitting import overflow
from channels.sms.medium import MEDIUM
from core.announcements.kinds import Kind, Stage
from core.announcements.told import Told, only_in, path
from core.announcements.topics import topics
from core.catalogue import Catalogue
from core.dialogue.answers import Situation
from core.dialogue.service import Question, Service, ServiceForm
from core.dialogue.steps import Ask, Done, Information, Pick, ShowNews, ShowStatus, Step
from core.languages import WITHOUT_TOWN, tongue
from core.municipalities.model import Municipality
from core.requests.duedate import DueDate
from core.requests.moves import OUTCOME_NAMES, Outcome, State
from core.requests.status import Status
from core.text import Wording, _

# The longest short name that a municipality may have (its file is refused otherwise).
_TOWN = Municipality(
    id=0,
    key="longest",
    name=Wording({"el": "Δ" * 14}),
    short_name=Wording({"el": "Δ" * 14}),
    hosts=(),
    numbers=(),
    demonstration=False,
)
_NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
_DUE = DueDate(date(2026, 11, 30), date(2026, 11, 30), "calendar", 50)


def too_long(catalogue: Catalogue) -> Iterator[str]:
    """One sentence for each wording that a text cannot carry whole."""
    for service in catalogue.services.values():
        for language in service.title.languages:
            say = tongue(language, BRIEF)
            for what, step in _steps(service):
                too_much = overflow(pieces_of(step, say, _TOWN))
                if too_much:
                    yield f"{service.key}.toml: {what}, in {language}: {too_much} letters too long for a text"


def news_too_long() -> Iterator[str]:
    """One sentence for each language in which news do not fit into a text: five long titles, or one that is told."""
    title = "Δ" * 200
    picks = tuple(Pick(str(number), "", title) for number in range(1, (MEDIUM.page or 0) + 1))
    for language in WITHOUT_TOWN:
        say = tongue(language, BRIEF)
        for about in (None, *topics()):
            for told in (None, _longest(language)):
                step = ShowNews(about=about, told=told, whole=True, picks=() if told else picks, more=True)
                if too_much := overflow(pieces_of(step, say, _TOWN)):
                    yield f"news, in {language}: {too_much} letters too long for a text"


def _longest(language: str) -> Told:
    """An announcement of which everything is said that can be said, on the site with the longest address."""
    return Told(
        id=0,
        version=1,
        kind=Kind.EVENT,
        language=language,
        title=Wording({language: "Δ" * 200}),
        body=Wording({language: ""}),
        only=only_in("el"),
        short="Δ" * 500,
        script="",
        when=_NOW,
        on=_NOW.date(),
        place="Δ" * 100,
        area=None,
        until=_NOW,
        topics=(),
        marks=(_("Over since {day}.", day=_NOW.date()), _("Corrected on {day}.", day=_NOW.date())),
        standing=Stage.EXPIRED,
        published_at=_NOW,
        day=_NOW.date(),
        address="https://" + "d" * 40 + path(2**62),
    )


def _steps(service: Service) -> Iterator[tuple[str, Step]]:
    if service.form is ServiceForm.INFORMATION:
        yield "short", Information(service=service)
        return
    for question in service.questions:
        yield f'question "{question.key}"', _asked(service, question)
    if service.form is ServiceForm.REPORT:
        yield "short", ShowStatus(status=_closed(service), service=service, can_open=False, asks_solved=True)
    yield (
        "short",
        Done(
            service=service,
            reference="000000000",
            receipt_code="0000",
            protocol="2026/000000" if service.formal else "",
            due=_DUE if service.clock else None,
            received_at=_NOW,
            needs_proof=service.assurance != "none",
        ),
    )


def _closed(service: Service) -> Status:
    """A report that is closed, with the longest of all outcomes, at whose state is asked whether it is solved."""
    return Status(
        reference="000000000",
        service=service.key,
        form=str(service.form),
        state=State.CLOSED,
        outcome=Outcome.DUPLICATE,
        how_far=OUTCOME_NAMES[Outcome.DUPLICATE],
        full=True,
        opened=True,
        received_on=_NOW.date(),
        due_on=None,
        due=None,
        protocol="",
        asked_until=None,
    )


def _asked(service: Service, question: Question) -> Ask:
    """The question as it is asked, with the first page of its list."""
    labels = list(question.kind.picks(question, Situation(_TOWN, _NOW)).values())
    page = labels[: MEDIUM.page]
    return Ask(
        question=question,
        service=service,
        number=1,
        total=1,
        picks=tuple(Pick(str(n), "", label) for n, label in enumerate(page, 1)),
        more=len(labels) > len(page),
        skippable=not question.required,
    )
