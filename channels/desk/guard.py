"""Who may open which page of the desk. A page that is not in this table is opened to nobody."""

from urllib.parse import quote

from flask import Response, abort, g, make_response, redirect, render_template, request

from channels.desk.session import signed_in, token
from channels.desk.signing import sign_in_page
from channels.here import core, town_or_none
from core.errors import NotAllowed
from core.languages import WITHOUT_TOWN
from core.staff.roles import WORKERS, Role
from core.staff.signin import SignedIn
from core.text import _

# Anybody; anybody who has signed in, even before choosing a town.
ANYBODY: frozenset[Role] = frozenset()
SIGNED_IN = frozenset(Role)
SUPERVISOR = frozenset({Role.SUPERVISOR})
# Who writes what clerks send.
EDITORS = frozenset({Role.EDITOR, Role.SUPERVISOR})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
# Who brings lists of contacts in; who looks somebody up for them; who sees how many there are.
LISTING = frozenset({Role.EDITOR, Role.ADMINISTRATOR})
LOOKING = SUPERVISOR | ADMINISTRATOR
COUNTING = LISTING | LOOKING
# Who says where requests go; and who says who is away: they themselves, a supervisor, an administrator.
RULING = SUPERVISOR | ADMINISTRATOR
STAFFED = WORKERS | ADMINISTRATOR

ROUTES: dict[str, frozenset[Role]] = {
    "desk.home": SIGNED_IN,
    "desk.sign_in": ANYBODY,
    "desk.signed": ANYBODY,
    "desk.sign_out": ANYBODY,
    "desk.password": ANYBODY,
    "desk.password_chosen": ANYBODY,
    "desk.towns": SIGNED_IN,
    "desk.town_chosen": SIGNED_IN,
    "desk.account": SIGNED_IN,
    "desk.phone_kept": SIGNED_IN,
    "desk.language_chosen": SIGNED_IN,
    "desk.queue": WORKERS,
    "desk.next_one": WORKERS,
    "desk.view_saved": WORKERS,
    "desk.view_renamed": WORKERS,
    "desk.view_shifted": WORKERS,
    "desk.view_deleted": WORKERS,
    "desk.dossier": WORKERS,
    "desk.claim": WORKERS,
    "desk.release": WORKERS,
    "desk.take_over": SUPERVISOR,
    "desk.note": WORKERS,
    "desk.reply": WORKERS,
    "desk.ask": WORKERS,
    "desk.forward": WORKERS,
    "desk.take_back": WORKERS,
    "desk.answered": WORKERS,
    "desk.move": WORKERS,
    "desk.wait_on": WORKERS,
    "desk.several": WORKERS,
    "desk.delay": WORKERS,
    "desk.fetch_again": WORKERS,
    "desk.hand_over_pdf": WORKERS,
    "desk.hand_over_json": WORKERS,
    "desk.reach": EDITORS,
    "desk.reach_csv": EDITORS,
    "desk.wording": EDITORS,
    "desk.wording_added": EDITORS,
    "desk.wording_one": EDITORS,
    "desk.wording_kept": EDITORS,
    "desk.wording_removed": EDITORS,
    "desk.wording_approved": SUPERVISOR,
    "desk.announcements": EDITORS,
    "desk.announcement_new": EDITORS,
    "desk.announcement_begun": EDITORS,
    "desk.announcement_edit": EDITORS,
    "desk.announcement_kept": EDITORS,
    "desk.announcement_forms": EDITORS,
    "desk.announcement": EDITORS,
    "desk.announcement_submit": EDITORS,
    "desk.announcement_take_back": EDITORS,
    "desk.announcement_approve": SUPERVISOR,
    "desk.announcement_send_back": SUPERVISOR,
    "desk.announcement_withdraw": SUPERVISOR,
    "desk.announcement_correct": EDITORS,
    "desk.announcement_duplicate": EDITORS,
    "desk.announcement_discard": EDITORS,
    "desk.announcement_file_added": EDITORS,
    "desk.announcement_file": EDITORS,
    "desk.announcement_file_removed": EDITORS,
    "desk.close": WORKERS,
    "desk.identify": WORKERS,
    "desk.external": WORKERS,
    "desk.papers": WORKERS,
    "desk.solved": WORKERS,
    "desk.pin_code": WORKERS,
    "desk.allow": WORKERS,
    "desk.unmerge": SUPERVISOR,
    "desk.write_down": WORKERS,
    "desk.told": WORKERS,
    "desk.file": WORKERS,
    "desk.automatic": SUPERVISOR,
    "desk.automatic_switched": SUPERVISOR,
    "desk.certificate": WORKERS,
    "desk.certificate_acted": WORKERS,
    "desk.certificate_file": WORKERS,
    "desk.certificate_address": WORKERS,
    "desk.by_hand": WORKERS,
    "desk.counter": WORKERS,
    "desk.counter_found": WORKERS,
    "desk.counter_visitor": WORKERS,
    "desk.counter_keys": WORKERS,
    "desk.next_visitor": WORKERS,
    "desk.counter_asked": WORKERS,
    "desk.counter_answered": WORKERS,
    "desk.protocol": WORKERS,
    "desk.protocol_print": WORKERS,
    "desk.protocol_csv": WORKERS,
    "desk.protocol_added": WORKERS,
    "desk.protocol_void": SUPERVISOR,
    "desk.protocol_voided": SUPERVISOR,
    "desk.draft": WORKERS,
    "desk.drop_draft": WORKERS,
    "desk.assign": SUPERVISOR,
    "desk.take_on": WORKERS,
    "desk.merge": WORKERS,
    "desk.separate": WORKERS,
    "desk.split": WORKERS,
    "desk.relate": WORKERS,
    "desk.unlink": WORKERS,
    "desk.workload": SUPERVISOR,
    "desk.work_moved": SUPERVISOR,
    "desk.department_moved": SUPERVISOR,
    "desk.absences": STAFFED,
    "desk.absence_entered": STAFFED,
    "desk.absence_struck": STAFFED,
    "desk.routing": RULING,
    "desk.rule_added": RULING,
    "desk.rule": RULING,
    "desk.rule_changed": RULING,
    "desk.rule_moved": RULING,
    "desk.rule_switched": RULING,
    "desk.routing_test": RULING,
    "desk.counter_receipt": WORKERS,
    "desk.subscribers": COUNTING,
    "desk.subscribers_imported": LISTING,
    "desk.subscribers_list": LISTING,
    "desk.subscribers_rest": LISTING,
    "desk.subscriber_looked": LOOKING,
    "desk.subscriber_ended": LOOKING,
    "desk.health": ADMINISTRATOR,
    "desk.texts": ADMINISTRATOR,
    "desk.texts_chosen": ADMINISTRATOR,
    "desk.retention": RULING,
    "desk.retention_csv": RULING,
    "desk.retention_held": SUPERVISOR,
    "desk.retention_freed": SUPERVISOR,
    "desk.emergencies": SIGNED_IN,
    "desk.emergency_new": EDITORS,
    "desk.emergency_written": EDITORS,
    "desk.emergency_taken_over": EDITORS | ADMINISTRATOR,
    "desk.emergency_change": EDITORS,
    "desk.emergency_changed": EDITORS,
    "desk.emergency_follow": EDITORS,
    "desk.emergency_followed": EDITORS,
    "desk.emergency": SIGNED_IN,
    "desk.emergency_document": SIGNED_IN,
    "desk.emergency_asked": EDITORS,
    "desk.emergency_given_back": EDITORS,
    "desk.emergency_dropped": EDITORS,
    "desk.emergency_released": SUPERVISOR,
    # Who reads what people in danger answer: everybody who serves citizens.
    "desk.emergency_replies": EDITORS | WORKERS,
    "desk.emergency_reply_seen": EDITORS | WORKERS,
    "desk.staff": ADMINISTRATOR,
    "desk.staff_added": ADMINISTRATOR,
    "desk.staff_link": ADMINISTRATOR,
    "desk.staff_removed": ADMINISTRATOR,
}

# Where somebody without a town may be.
BEFORE_TOWN = frozenset({"desk.towns", "desk.town_chosen"})


def check() -> Response | None:
    """Let somebody in, have them sign in or choose a town first, or refuse them.

    Raises:
        NotAllowed: this page is for another role.
    """
    if core().settings.public_demo:
        abort(404)
    g.signed_in = _who()
    allowed = ROUTES.get(request.endpoint or "")
    if allowed is None:
        abort(404)
    if allowed == ANYBODY:
        return None
    found = signed_in()
    if found is None:
        return _sign_in_first()
    if request.endpoint in BEFORE_TOWN:
        return None
    if found.member is None:
        return make_response(redirect("/desk/town", 303))
    if allowed == ADMINISTRATOR and found.member.role not in allowed:
        raise NotAllowed("role", _("The administrator sets this."))
    found.member.require(allowed)
    return None


def _who() -> SignedIn | None:
    """Whoever the cookie says, in their town and in their language."""
    here = town_or_none()
    found = core().signin.who(token(), here) if token() else None
    if found is None:
        return None
    if found.member is not None:
        g.town = found.member.town
    spoken = g.town.languages if g.town is not None else WITHOUT_TOWN
    if found.person.language in spoken:
        g.language = found.person.language
    return found


def _sign_in_first() -> Response:
    """To the sign-in, and back afterwards. What a form brought is shown, so that nothing typed is lost."""
    if request.method == "GET":
        return make_response(redirect(f"/desk/sign-in?next={quote(request.path)}", 303))
    kept = request.form.get("words", "") or _written()
    reference = (request.view_args or {}).get("reference")
    back = f"/desk/requests/{reference}" if reference else "/desk/"
    sentence = _("You were signed out after a while without use. Nothing was changed. Sign in to go on.")
    return make_response(sign_in_page(back, problem=sentence, kept=kept), 403)


def _written() -> str:
    """The words of an announcement that somebody was writing, in whichever languages."""
    parts = [said for name, said in request.form.items() if name.startswith(("title-", "body-", "short-", "voice-")) and said]
    return "\n\n".join(parts)


def refused_page(title: object, sentence: object, kept: str = "") -> str:
    """What cannot be done; `kept` is what somebody had written for it."""
    return render_template("desk/refused.html", title=title, sentence=sentence, kept=kept)
