"""Whether a service's wording fits into texts, in each of its languages: every question, its lists, and the receipt."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from channels.sms.compose import BRIEF, pieces_of
from channels.sms.fitting import overflow
from channels.sms.medium import MEDIUM
from core.catalogue import Catalogue
from core.dialogue.answers import Situation
from core.dialogue.service import Question, Service, ServiceForm
from core.dialogue.steps import Ask, Done, Information, Pick, ShowStatus, Step
from core.languages import tongue
from core.municipalities.model import Municipality
from core.requests.duedate import DueDate
from core.requests.moves import OUTCOME_NAMES, Outcome, State
from core.requests.status import Status
from core.text import Wording

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
