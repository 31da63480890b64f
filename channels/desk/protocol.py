"""The protocol book as the town hall reads it: a day, a search in a year, a day on paper, and a day or a year as a table."""

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from channels.desk.listing import departments
from channels.desk.session import member
from channels.here import core, say
from channels.pages.tokens import new_token
from core.errors import NotFound
from core.requests import book
from core.requests.book import Line
from core.requests.protocol import Direction, Precision
from core.staff.names import account_of, names
from core.staff.roles import Role
from core.text import Many, Sentence, Text, _

HERE = "/desk/protocol"
# As the registers of all town halls have it: in, out.
DIRECTIONS: dict[Direction, str] = {Direction.IN: "ΕΙΣ", Direction.OUT: "ΕΞ"}
DIRECTION_NAMES: dict[Direction, Text] = {Direction.IN: _("incoming (ΕΙΣ)"), Direction.OUT: _("outgoing (ΕΞ)")}
PRECISIONS: dict[Precision, Text] = {
    Precision.NONE: _("open to all"),
    Precision.LIMITED: _("limited use (ΠΧ)"),
    Precision.CONFIDENTIAL: _("confidential (ΕΜΠ)"),
    Precision.PERSONAL: _("personal data (ΠΔ)"),
}
OLDEST, LATEST = 1900, 2999
# A cell that a spreadsheet would take for a formula is given as plain text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/protocol", "protocol", shown)
    made.add_url_rule("/protocol/<day>/print", "protocol_print", on_paper)
    made.add_url_rule("/protocol/<span>.csv", "protocol_csv", as_table)


def shown() -> Response:
    return make_response(page())


def page(typed: dict[str, str] | None = None, problem: Sentence | None = None, blames: str = "") -> str:
    """A day of the book, or what a search in its year found; with the form for an entry by hand, as it was `typed`."""
    today = member().town.today(core().clock.now())
    asked = request.args.get("q", "").strip()[:100]
    on = _day(request.args.get("day", ""), today)
    year = _year(request.args.get("year", ""), today)
    with core().database.reading(member().town) as work:
        lines = book.search(work, asked, year, departments()) if asked else book.day(work, on)
        people = names(work, _accounts(lines))
    return render_template(
        "desk/protocol.html",
        rows=_rows(lines, people),
        q=asked,
        year=year,
        full=len(lines) == book.AT_MOST and bool(asked),
        day=on,
        today=today,
        before=on - timedelta(days=1),
        after=on + timedelta(days=1) if on < today else None,
        voids=member().role is Role.SUPERVISOR,
        directions=[{"value": str(one), "label": say()(name)} for one, name in DIRECTION_NAMES.items()],
        precisions=[{"value": str(one), "label": say()(name)} for one, name in PRECISIONS.items()],
        typed=typed or {},
        problem=problem,
        blames=blames,
        turn=new_token(),
    )


def on_paper(day: str) -> str:
    """A day for the folder: everything on one sheet, with how many entries it has and which."""
    now, on = core().clock.now(), _exact(day)
    with core().database.reading(member().town) as work:
        lines = book.day(work, on)
        people = names(work, _accounts(lines))
    return render_template(
        "desk/protocol_print.html",
        day=on,
        rows=_rows(lines, people),
        count=len(lines),
        voided=sum(bool(line.entry.void_reason) for line in lines),
        first=str(lines[0].number) if lines else "",
        last=str(lines[-1].number) if lines else "",
        closed_at=now,
        over=on < member().town.today(now),
    )


def as_table(span: str) -> Response:
    """A day ("2026-11-25") or a year ("2026"), for a spreadsheet."""
    with core().database.reading(member().town) as work:
        if span.isascii() and span.isdigit() and len(span) == 4:
            lines = book.year(work, int(span))
        else:
            lines = book.day(work, _exact(span))
        people = names(work, _accounts(lines))
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow([say()(head) for head in HEADS])
    for row in _rows(lines, people):
        table.writerow([_plain(cell) for cell in _cells(row)])
    # A spreadsheet knows by the mark at the beginning that the letters are UTF-8.
    response = make_response("\ufeff" + written.getvalue())
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="protocol-{span}.csv"'
    return response


HEADS: tuple[Text, ...] = (
    _("Number"),
    _("Date"),
    _("Time"),
    _("In or out"),
    _("Subject"),
    _("Sender or recipient"),
    _("Precision"),
    _("Another body's number"),
    _("Refers to"),
    _("Void"),
)


def _cells(row: dict[str, Any]) -> list[str]:
    local = row["at"]
    when = [local.strftime("%Y-%m-%d"), local.strftime("%H:%M")]
    rest = [row["direction"], row["subject"], row["party"], row["precision"], row["external"], row["answers"]]
    return [row["number"], *when, *rest, say()(row["void"]) if row["void"] else ""]


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _rows(lines: Sequence[Line], people: dict[int, str]) -> list[dict[str, Any]]:
    theirs = frozenset(departments())
    return [_row(line, people, mine=not line.reference or line.department in theirs) for line in lines]


def _row(line: Line, people: dict[int, str], mine: bool) -> dict[str, Any]:
    """An entry. Of a request that is not theirs to see: its number, time and subject, which is a service's title."""
    entry = line.entry
    shown: dict[str, Any] = {
        "number": str(line.number),
        "year": entry.year,
        "seq": entry.seq,
        "at": member().town.local(entry.at),
        "direction": DIRECTIONS[Direction(entry.direction)],
        "subject": entry.subject,
        "void": _void(line, people) if mine else _("void") if entry.void_reason else None,
        "mine": mine,
        "party": "",
        "precision": "",
        "external": "",
        "answers": "",
        "url": "",
        "by": None,
    }
    if not mine:
        return shown
    return shown | {
        "party": entry.party,
        "precision": entry.precision,
        "external": " ".join(filter(None, (entry.external_by, entry.external))),
        "answers": str(line.answers or ""),
        "url": f"/desk/requests/{line.reference}" if line.reference else "",
        "by": people.get(account_of(entry.entered_by) or 0),
    }


def _void(line: Line, people: dict[int, str]) -> Sentence | None:
    entry = line.entry
    if not entry.void_reason:
        return None
    by: Sentence = people.get(account_of(entry.voided_by) or 0, "")
    return Many((entry.void_reason, Many((by, entry.voided_at or ""), by=", ")), by=" · ")


def _accounts(lines: Sequence[Line]) -> list[int]:
    actors = (actor for line in lines for actor in (line.entry.entered_by, line.entry.voided_by))
    return [found for actor in actors if (found := account_of(actor)) is not None]


def _day(written: str, today: date) -> date:
    """The day asked for; today where it is none, or lies ahead."""
    try:
        return min(_exact(written), today)
    except NotFound:
        return today


def _exact(written: str) -> date:
    """A day of an address.

    Raises:
        NotFound: it is none, or one on which nobody kept this book.
    """
    try:
        day = date.fromisoformat(written)
    except ValueError as error:
        raise NotFound("day", _("The protocol has no such day.")) from error
    if not OLDEST <= day.year <= LATEST:
        raise NotFound("day", _("The protocol has no such day."))
    return day


def _year(written: str, today: date) -> int:
    return int(written) if written.isascii() and written.isdigit() and len(written) == 4 else today.year
