"""The list of those whom no machine could reach: a person calls or writes, and notes it here."""

from flask import Blueprint, render_template

from channels.desk import whys, words
from channels.desk.listing import departments
from channels.desk.session import member
from channels.desk.timeline import HIDDEN_CODE
from channels.here import core
from core.requests.byhand import AT_MOST, untold
from core.requests.receiptcode import CODE_MARK
from core.text import Code


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/by-hand", "by_hand", by_hand)


def by_hand() -> str:
    here, now = member(), core().clock.now()
    catalogue = core().catalogue(here.town)
    with core().database.reading(here.town) as work:
        waiting = untold(work, departments())
    rows = [
        {
            "id": one.id,
            "path": f"/desk/requests/{one.reference}",
            "reference": Code(one.reference),
            "service": service.title if (service := catalogue.get(one.service)) else one.service,
            "way": words.WAYS[one.way],
            "to": one.to,
            "body": one.body.replace(CODE_MARK, HIDDEN_CODE),
            "language": one.language,
            "why": whys.why(one.state, one.reason),
            "age": words.age(one.created_at, now),
        }
        for one in waiting
    ]
    return render_template("desk/by_hand.html", rows=rows, full=len(rows) == AT_MOST)
