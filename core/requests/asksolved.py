""" "Is it solved?": whether a notice that ends a report asks it, and in which words."""

from core.people.contact import Way
from core.requests.moves import Outcome
from core.requests.tables import Request
from core.text import Sentence, _

# How often "no" brings a report back (rules: A request).
REOPEN_AT_MOST = 2
# A notice that ends with the question has this purpose, so that it is known which number was asked about what.
PURPOSE = "solved"


def asks_solved(request: Request, outcome: Outcome | None = None) -> bool:
    """Whether the notice of this end asks: a report was done, and "no" could still bring it back."""
    done = (outcome or request.outcome) == Outcome.DONE
    return request.is_report and done and request.reopened < REOPEN_AT_MOST


def question(request: Request) -> Sentence:
    """The question at the end of a notice, as it is answered where the citizen is told. Digits would pick from a menu."""
    if Way(request.tell_by) is Way.TEXT:
        return _("Is it solved? Reply YES or NO.")
    if Way(request.tell_by) is Way.NONE:
        return _("Is it solved? You can tell us where you ask about it, with the receipt code.")
    return _("Is it solved? If not, tell us within 15 days, by telephone or on the page of your request, with the receipt code.")
