"""Signing in and out, choosing a password by a one-time link, a town, a language."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, session
from werkzeug.wrappers import Response as BaseResponse

from channels.desk.session import forget, member, remember, signed_in, token
from channels.here import core, say, source, town_or_none
from core.errors import InvalidAnswer, NotAllowed, Unavailable
from core.staff import accounts, links
from core.staff.demonstration import demo_emails
from core.staff.names import phone_of
from core.staff.roles import ROLE_NAMES, WORKERS, Role
from core.text import Sentence, _

LONGEST_FIELD = 400


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/", "home", home)
    made.add_url_rule("/sign-in", "sign_in", sign_in)
    made.add_url_rule("/sign-in", "signed", signed, methods=["POST"])
    made.add_url_rule("/sign-out", "sign_out", sign_out, methods=["POST"])
    made.add_url_rule("/password/<link>", "password", password)
    made.add_url_rule("/password/<link>", "password_chosen", password_chosen, methods=["POST"])
    made.add_url_rule("/town", "towns", towns)
    made.add_url_rule("/town", "town_chosen", town_chosen, methods=["POST"])
    made.add_url_rule("/account", "account", account)
    made.add_url_rule("/account", "phone_kept", phone_kept, methods=["POST"])
    made.add_url_rule("/language", "language_chosen", language_chosen, methods=["POST"])


def home() -> BaseResponse:
    """To where somebody of this role works."""
    role = member().role
    if role in WORKERS:
        return redirect("/desk/requests")
    return redirect("/desk/staff" if role is Role.ADMINISTRATOR else "/desk/announcements")


def sign_in() -> BaseResponse | str:
    if signed_in() is not None:
        return redirect("/desk/")
    return sign_in_page(_local(request.args.get("next", "")))


def signed() -> BaseResponse:
    email, secret = _field("email"), _field("password")
    try:
        fresh = core().signin.sign_in(email, secret, source(), town_or_none())
    except (NotAllowed, Unavailable) as error:
        status = 503 if isinstance(error, Unavailable) else 403
        return make_response(sign_in_page(_local(_field("next")), email, error.sentence), status)
    # A form that was drawn for whoever sat here before is not theirs any more.
    session.pop("csrf_token", None)
    return remember(_to(_local(_field("next")) or "/desk/"), fresh)


def sign_out() -> BaseResponse:
    if token():
        core().signin.sign_out(token())
    session.clear()
    return forget(_to("/desk/sign-in"))


def sign_in_page(back: str = "", email: str = "", problem: Sentence | None = None, kept: str = "") -> str:
    return render_template(
        "desk/sign_in.html", back=back, email=email, problem=problem, kept=kept, demonstration=_demonstration()
    )


def _demonstration() -> list[dict[str, object]]:
    """The ready-made sign-ins of a demonstration town. Elsewhere there are none."""
    here = town_or_none()
    if here is None or not here.demonstration or core().settings.public_demo:
        return []
    ready = core().secrets.demo_password
    known = set(demo_emails(here).values())
    theirs = [one for one in accounts.members(core().database, here) if one.email in known and not one.waiting]
    theirs.sort(key=lambda one: list(Role).index(one.role))
    return [{"email": one.email, "role": ROLE_NAMES[one.role], "password": ready} for one in theirs]


def password(link: str) -> str:
    email = links.whose(core().database, link, core().clock.now())
    return render_template("desk/password.html", email=email, problem=None)


def password_chosen(link: str) -> BaseResponse:
    """Keep the password that was chosen, and go to sign in with it."""
    now = core().clock.now()
    email = links.whose(core().database, link, now)
    try:
        if _field("password") != _field("again"):
            raise InvalidAnswer("again", _("The two passwords are not the same."))
        links.choose(core().database, core().passwords, link, _field("password"), now)
    except InvalidAnswer as error:
        return make_response(render_template("desk/password.html", email=email, problem=error.sentence), 422)
    flash(say()(_("Your password is set. Sign in with it.")))
    return _to("/desk/sign-in")


def towns() -> str:
    found = signed_in()
    assert found is not None
    return render_template("desk/towns.html", towns=core().signin.towns(found.person), person=found.person)


def town_chosen() -> BaseResponse:
    found = signed_in()
    assert found is not None
    core().signin.choose_town(token(), found.person, core().directory.by_key(_field("town")))
    return _to("/desk/")


def account() -> str:
    with core().database.reading(member().town) as work:
        return _account(phone_of(work, member().person.id))


def phone_kept() -> BaseResponse:
    """The telephone at which somebody is reached."""
    try:
        accounts.keep_phone(core().database, member().town, member().person.id, _field("phone"))
    except InvalidAnswer as error:
        return make_response(_account(_field("phone"), error.sentence), 422)
    flash(say()(_("Your telephone is kept.")))
    return _to("/desk/account")


def _account(phone: str, problem: Sentence | None = None) -> str:
    return render_template("desk/account.html", role=ROLE_NAMES[member().role], reached_at=phone, problem=problem)


def language_chosen() -> BaseResponse:
    wanted = _field("language")
    if wanted in member().town.languages:
        accounts.speak(core().database, member().person.id, wanted)
    return _to(_local(_field("next")) or "/desk/")


def _field(name: str) -> str:
    return request.form.get(name, "").replace("\x00", "")[:LONGEST_FIELD]


def _local(path: str) -> str:
    """A path of the desk to go back to, "" for anything else: nobody is led away by a link they were sent."""
    safe = path.startswith("/desk/") and not any(sign in path for sign in ("\\", "//", "\n", "\r", ".."))
    return path if safe else ""


def _to(path: str) -> Response:
    """Go on with GET, so that loading the page again sends nothing."""
    return make_response(redirect(path, 303))
