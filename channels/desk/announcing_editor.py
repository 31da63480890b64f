"""Writing an announcement: the form, and beneath it all its forms in every language, drawn again as often as one likes."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request

from channels.desk import announcing_form as forming
from channels.desk.announcing_form import Typed
from channels.desk.announcing_shown import WAY_NAMES, shown
from channels.desk.areamap import area_map
from channels.desk.session import member
from channels.here import core, language, say
from channels.pages.uploads import ACCEPTED
from core.announcements import differences, drafting, facts, files
from core.announcements.approving import what_of
from core.announcements.checking import Finding, unkept
from core.announcements.files import Enclosure
from core.announcements.kinds import KIND_NAMES, WRITTEN, Stage
from core.announcements.tables import Announcement
from core.announcements.topics import topics
from core.announcements.written import Written, of
from core.errors import Conflict
from core.municipalities.model import Municipality
from core.ports import Work
from core.text import _

HERE = "/announcements"
ONE = f"{HERE}/<int(max={2**63 - 1}):announcement>"
CONFLICT, NOT_UNDERSTOOD = 409, 422


def add_to(made: Blueprint) -> None:
    made.add_url_rule(f"{HERE}/new", "announcement_new", fresh)
    made.add_url_rule(f"{HERE}/new", "announcement_begun", begun, methods=["POST"])
    made.add_url_rule(f"{ONE}/edit", "announcement_edit", edit)
    made.add_url_rule(f"{ONE}/edit", "announcement_kept", kept, methods=["POST"])
    made.add_url_rule(f"{HERE}/forms", "announcement_forms", forms, methods=["POST"])


def fresh() -> Response:
    town = member().town
    with core().database.reading(town) as work:
        return _page(work, None, forming.typed_as(town, forming.new()), forming.new(), empty=True)


def begun() -> Response:
    """Keep a new draft, or only show the forms of what was typed."""
    town = member().town
    typed, written, wrong = forming.read(town, request.form)
    if request.form.get("do") == "show" or wrong or (wrong := _unkept(town, written)):
        return _again(None, typed, written, wrong)
    with core().database.work(town) as work:
        made = drafting.begin(work, written, member().person.id, core().clock.now())
    flash(say()(_("The draft is kept.")))
    return _to(made.id)


def edit(announcement: int) -> Response:
    """A draft, to be changed. What is no draft is shown on its own page, where it can be taken back or corrected."""
    town = member().town
    with core().database.reading(town) as work:
        row = drafting.one(work, announcement)
        if row.stage != Stage.DRAFT:
            return _to(announcement)
        written = of(row)
        return _page(work, row, forming.typed_as(town, written, row.revision), written)


def kept(announcement: int) -> Response:
    """Keep a draft, or only show the forms; two who write at once see each other's words, and nothing is lost."""
    town = member().town
    typed, written, wrong = forming.read(town, request.form)
    if request.form.get("do") == "show" or wrong or (wrong := _unkept(town, written)):
        return _again(announcement, typed, written, wrong)
    try:
        with core().database.work(town) as work:
            drafting.change(work, announcement, written, typed.revision, member().person.id, core().clock.now())
    except Conflict as error:
        return _again(announcement, typed, written, [Finding(error.code, error.sentence)], CONFLICT)
    flash(say()(_("The draft is kept.")))
    return _to(announcement)


def forms() -> str:
    """The forms alone, for the script that draws them again while somebody types."""
    town = member().town
    _typed, written, wrong = forming.read(town, request.form)
    number = request.form.get("number", "")
    with core().database.reading(town) as work:
        row = drafting.one(work, int(number)) if number.isascii() and number.isdigit() and len(number) < 19 else None
        return render_template("desk/_announcement_forms.html", **_shown(work, row, written, wrong))


def _unkept(town: Municipality, written: Written) -> list[Finding]:
    return list(unkept(town, written))


def _again(
    announcement: int | None, typed: Typed, written: Written, wrong: Sequence[Finding], status: int = NOT_UNDERSTOOD
) -> Response:
    """The page once more with everything that was typed; after a conflict beside it what a colleague has kept."""
    with core().database.reading(member().town) as work:
        row = drafting.one(work, announcement) if announcement is not None else None
        return _page(work, row, typed, written, wrong, status if wrong else 200)


def _page(
    work: Work,
    row: Announcement | None,
    typed: Typed,
    written: Written,
    wrong: Sequence[Finding] = (),
    status: int = 200,
    empty: bool = False,
) -> Response:
    """The editor; where it is still `empty`, nothing is said to be missing."""
    town, meanwhile = work.municipality, row is not None and any(one.code == "revision" for one in wrong)
    if row is not None and meanwhile:
        # Whoever keeps it now has seen the other's words.
        typed = Typed(typed.fields, typed.ticked, row.revision)
    html = render_template(
        "desk/announcement_edit.html",
        **_shown(work, row, written, wrong),
        quiet=empty,
        number=row.id if row is not None else 0,
        typed=typed,
        problems=list(wrong),
        corrects=row.corrects_id if row is not None else None,
        others=differences.words(of(row), written) if row is not None and meanwhile else [],
        other_facts=differences.of_facts(town, of(row), written) if row is not None and meanwhile else [],
        gone=row is not None and row.stage != Stage.DRAFT,
        writing=[{"code": code, "name": facts.named(code, language())} for code in town.languages],
        kinds=[{"value": str(kind), "label": say()(KIND_NAMES[kind])} for kind in WRITTEN],
        topic_items=[{"value": one.key, "label": say()(one.name)} for one in topics()],
        district_items=[{"value": one.key, "label": say()(one.name)} for one in town.districts],
        way_items=[{"value": str(way), "label": say()(name)} for way, name in WAY_NAMES.items()],
        map=area_map(town),
        accepted=ACCEPTED,
    )
    return make_response(html, status)


def _shown(work: Work, row: Announcement | None, written: Written, wrong: Sequence[Finding]) -> dict[str, Any]:
    enclosed: Sequence[Enclosure] = files.listed(work, row.id) if row is not None else ()
    what = what_of(row) if row is not None else "published"
    number = (row.corrects_id or row.id) if row is not None else 0
    unreadable = [one for one in wrong if one.code in ("moment", "area")]
    return shown(work, written, enclosed, what, number, unreadable, before=corrected_by(work, row) if row is not None else None)


def corrected_by(work: Work, row: Announcement) -> Written | None:
    """What a correction corrects, as it is public now; None where it is none."""
    return of(drafting.one(work, row.corrects_id)) if row.corrects_id is not None else None


def _to(announcement: int) -> Response:
    return make_response(redirect(f"/desk{HERE}/{announcement}", 303))
