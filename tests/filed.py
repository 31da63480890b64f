"""Requests for tests, filed as a finished conversation files them."""

from collections.abc import Mapping

from core.bootstrap import Core
from core.dialogue.answers import Answer, Form
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.requests.filing import Filed, Submission, file

LAMP: Mapping[str, Answer] = {
    "place": Answer({"text": "Ασκληπιού 12", "lat": None, "lon": None, "source": "typed"}),
    "fault": Answer("out", Form.PICKED),
}
MOBILE = "+306912345678"


def submission(
    core: Core,
    town: Municipality,
    service: str = "street-light",
    answers: Mapping[str, Answer] = LAMP,
    contact: str = MOBILE,
    tell_by: Way = Way.TEXT,
    tell_to: str = MOBILE,
) -> Submission:
    found = core.catalogue(town).get(service)
    assert found is not None
    return Submission(found, answers, "sms", "el", contact=contact, tell_by=tell_by, tell_to=tell_to)


def file_one(core: Core, town: Municipality, service: str = "street-light", **rest: object) -> Filed:
    """File one request in a transaction of its own."""
    with core.database.work(town) as work:
        return file(work, submission(core, town, service, **rest), core.clock.now())  # type: ignore[arg-type]
