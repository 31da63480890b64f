"""Who speaks, as a page: the ways to prove it, or what one of them asks for."""

from typing import Any
from urllib.parse import quote

from channels.pages.frame import Frame, Showing
from core.dialogue.steps import Identify
from core.people.proving import How
from core.text import Sentence, _

WAY = "identify"
FOR_ANOTHER: dict[str, Sentence] = {"value": "for-another", "label": _("I act for somebody else")}
# What is never shown again in a field, not even to whoever typed it.
_SECRET = frozenset({"pin", "code", "authorisation"})


def identifying(step: Identify, frame: Frame, showing: Showing) -> dict[str, Any]:
    """The context of the page. The national login is a link, for a form may not lead to another site."""
    question = step.question
    login = any(pick.value == How.LOGIN for pick in step.picks) and frame.login
    typed = (showing.typed or {}).get("answer", "") if question is not None and question.key not in _SECRET else ""
    return {
        "service_title": step.service.title,
        "question": question,
        "key": question.key if question else WAY,
        "secret": question is not None and question.key == "pin",
        "login_url": f"{frame.login}?to={quote(showing.here)}" if login else "",
        "ways": [{"value": pick.value, "label": pick.label} for pick in step.picks if pick.value != How.LOGIN],
        "problem": step.problem,
        "value": typed,
        "sent": step.sent,
        "begins": showing.begins,
        "back_url": f"{showing.here}?at={step.back_to}" if step.back_to and not showing.masked else showing.leave,
    }
