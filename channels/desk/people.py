"""The administrator's pages: who works here, a new person with their one-time link, and an end to it."""

from dataclasses import replace

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request

from channels.desk.session import actor, member
from channels.here import core, say
from channels.pages.reading import text
from core.errors import Conflict, InvalidAnswer, NotAllowed
from core.requests.leaving import leave
from core.staff import accounts, links
from core.staff.accounts import NewMember
from core.staff.inviting import by_mail, invite
from core.staff.roles import ROLE_NAMES, Role
from core.text import Sentence, _

# No account has a larger number: that is all that a database can hold.
ACCOUNT = f"<int(max={2**63 - 1}):account>"
NEW = NewMember("", "", Role.CLERK)


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/staff", "staff", staff)
    made.add_url_rule("/staff", "staff_added", staff_added, methods=["POST"])
    made.add_url_rule(f"/staff/{ACCOUNT}/link", "staff_link", staff_link, methods=["POST"])
    made.add_url_rule(f"/staff/{ACCOUNT}/remove", "staff_removed", staff_removed, methods=["POST"])


def staff() -> str:
    return _page()


def staff_added() -> Response:
    """Add a person. Whoever works for another municipality already keeps their password and gets no link."""
    form, town = request.form, member().town
    role = form.get("role", "")
    new = NewMember(
        email=text(form, "email", 300),
        name=text(form, "name", 200),
        role=Role(role) if role in set(Role) else Role.CLERK,
        departments=tuple(form.getlist("departments")),
        signs=form.get("signs") == "yes",
    )
    try:
        if role not in set(Role):
            raise InvalidAnswer("role", _("Choose a role."))
        account = accounts.add(core().database, town, new, core().clock.now())
    except (InvalidAnswer, Conflict) as error:
        status = 409 if isinstance(error, Conflict) else 422
        return make_response(_page(replace(new, departments=form.getlist("departments")), role, error.sentence), status)
    if by_mail(core().settings, town):
        return _mailed(account, with_link=not accounts.has_password(core().database, account))
    return _linked(account, new.name)


def staff_link(account: int) -> Response:
    known = {one.account_id: one for one in accounts.members(core().database, member().town)}
    name = known[account].name if account in known else ""
    if account in known and by_mail(core().settings, member().town):
        return _mailed(account, with_link=True)
    return _linked(account, name)


def staff_removed(account: int) -> Response:
    if account == member().person.id:
        raise NotAllowed("oneself", _("Nobody ends their own work here. Ask another administrator."))
    town = member().town
    left = leave(core().database, town, account, actor(), core().clock.now())
    core().rulebook.forget(town.id)
    flash(say()(left.told()))
    return make_response(redirect("/desk/staff", 303))


def _mailed(account: int, with_link: bool) -> Response:
    """The letter goes to the address itself: whoever reads it there is who they say they are."""
    with core().database.work(member().town) as work:
        invite(work, account, with_link, core().clock)
    flash(say()(_("A letter is on its way to this person's e-mail address.")))
    return make_response(redirect("/desk/staff", 303))


def _linked(account: int, name: str) -> Response:
    """The page with a new link, shown this once."""
    town = member().town
    try:
        token = links.give(core().database, town, account, core().clock.now())
    except Conflict as shared:
        flash(say()(shared.sentence))
        return make_response(redirect("/desk/staff", 303))
    base = (town.public_url or request.url_root).rstrip("/")
    return make_response(render_template("desk/link.html", name=name, link=f"{base}/desk/password/{token}"))


def _page(new: NewMember = NEW, role: str = "", problem: Sentence | None = None) -> str:
    town = member().town
    rows = [
        {
            "id": one.account_id,
            "name": one.name,
            "email": one.email,
            "role": ROLE_NAMES[one.role],
            "departments": [found.name if (found := town.department(key)) else key for key in one.departments],
            "waiting": one.waiting,
            "shared": one.shared and not by_mail(core().settings, town),
            "oneself": one.account_id == member().person.id,
        }
        for one in accounts.members(core().database, town)
    ]
    return render_template("desk/staff.html", rows=rows, new=new, role=role, problem=problem, role_names=ROLE_NAMES)
