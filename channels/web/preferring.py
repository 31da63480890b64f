"""One's subscription: found with a code to an address of it, then read, changed and ended."""

from flask import Blueprint, Response, flash, get_flashed_messages, make_response, render_template, request

from channels.here import core, language, say, town
from channels.pages.reading import text
from channels.pages.taking import NOT_UNDERSTOOD, see_other
from channels.pages.tokens import new_token
from channels.web import remembered, wishes
from channels.web.deeds import kept
from channels.web.pin import guard
from channels.web.subscribing import CONFIRM, PREFERENCES, said, send
from channels.web.subscribing import HERE as SUBSCRIBE
from core.errors import InvalidAnswer
from core.people.contact import Reached, Way
from core.ports import Work
from core.subscriptions import asking, changing, describing, ending, finding, proving
from core.subscriptions.finding import Subscription
from core.subscriptions.tables import Subscriber
from core.text import Sentence, _

__all__ = ["add_to"]

_NOT_HERE = _("This is the field for the six digits of the code. An e-mail address goes into the field below.")


def add_to(made: Blueprint) -> None:
    made.add_url_rule(PREFERENCES, "preferences", show, methods=["GET"])
    made.add_url_rule(PREFERENCES, "preferences_sent", sent, methods=["POST"])


def show() -> Response:
    return make_response(_page())


def sent() -> Response:
    """A form of the page, by its button."""
    deeds = {"find": _find, "code": _code, "save": _save, "first": _first, "end": _end, "all": _end_all, "add": _add}
    command = request.form.get("command", "")
    if command == "leave":
        remembered.leaves()
        return see_other(PREFERENCES)
    deed = deeds.get(command)
    if deed is None:
        return see_other(PREFERENCES)
    try:
        flash(say()(deed()))
    except InvalidAnswer as error:
        return make_response(_page(error, command), NOT_UNDERSTOOD)
    return see_other(CONFIRM if command == "add" else PREFERENCES)


def _find() -> Sentence:
    """Send a code to an address if it has a subscription. The page says the same either way."""
    typed = text(request.form, "contact", 300).strip()
    way = Way.EMAIL if _is_mail(typed) else Way.CALL
    to = wishes.reached(way, typed, "contact")
    if way is Way.CALL:
        to = Reached(_way_of_number(to.address), to.address)
    code = kept(lambda work: proving.send_if_known(work, guard(), to, language(), core().clock.now()))
    remembered.seeks(code, to.address)
    return _("If this address is subscribed, a code is on its way to it. Type it here within 10 minutes.")


def _is_mail(typed: str) -> bool:
    """Whether somebody means an e-mail address, also where its @ is missing: a number has digits, and little else."""
    return "@" in typed or sum(map(str.isalpha, typed)) > sum(map(str.isdigit, typed))


def _way_of_number(number: str) -> Way:
    return Way.TEXT if proving.shows_texts(number, town()) else Way.CALL


def _code() -> Sentence:
    sought = remembered.sought()
    if sought is None:
        raise InvalidAnswer("contact", _("Please begin again."))
    code_id, address = sought
    if "@" in request.form.get("code", ""):
        raise InvalidAnswer("code", _NOT_HERE)

    def enter(work: Work) -> int:
        proving.check(work, guard(), code_id, address, text(request.form, "code", 60), core().clock.now())
        found = finding.by_address(work, address)
        if found is None:
            raise InvalidAnswer("contact", _("This address has no subscription any more."))
        return found.subscriber.id

    remembered.may_change(kept(enter, counts=True), core().clock)
    remembered.seeks(0, "")
    return _("Here is your subscription.")


def _held(work: Work) -> Subscriber:
    """Whose settings this browser may change.

    Raises:
        InvalidAnswer: nobody's, or not any more.
    """
    mine = remembered.mine(core().clock)
    found = finding.held(work, mine) if mine else None
    if found is None or finding.look(work, mine) is None:
        raise InvalidAnswer("contact", _("Please show with a code once more that the address is yours."))
    return found


def _save() -> Sentence:
    settings = wishes.sent_settings()

    def change(work: Work) -> bool:
        return changing.change(work, _held(work), settings, said(_("Keep these settings")), core().clock.now())

    return _("Your settings are kept.") if kept(change) else _("Nothing was changed.")


def _way_id() -> int:
    posted = text(request.form, "way", 20)
    return int(posted) if posted.isascii() and posted.isdigit() and len(posted) < 20 else 0


def _first() -> Sentence:
    kept(lambda work: changing.put_first(work, _held(work), _way_id(), core().clock.now()))
    return _("This way comes first from now on.")


def _end() -> Sentence:
    kept(lambda work: ending.end_one(work, _held(work).id, _way_id(), said(_("End this way")), core().clock.now()))
    return _("We do not tell you this way any more.")


def _end_all() -> Sentence:
    kept(lambda work: ending.end_all(work, _held(work).id, said(_("End my subscription")), core().clock.now()))
    remembered.leaves()
    return _("Your subscription has ended. We do not tell you announcements any more.")


def _add() -> Sentence:
    """One more way, which confirms itself like the first."""
    posted = request.form.get("way_name", "")
    to = wishes.reached(Way(posted) if posted in asking.WAYS else Way.EMAIL, text(request.form, "address", 300), "address")

    def add(work: Work) -> dict[int, int]:
        subscriber = _held(work)
        way = asking.add(work, subscriber, to, said(_("Add this way")), core().clock.now())
        return send(work, [way], subscriber.language)

    try:
        remembered.waits_for(kept(add), "")
    except InvalidAnswer as error:
        raise InvalidAnswer("contact" if error.code == "contact" else "address", error.sentence) from error
    return _("One more step: the address has to confirm.")


def _page(wrong: InvalidAnswer | None = None, command: str = "") -> str:
    mine = remembered.mine(core().clock)
    with core().database.reading(town()) as work:
        found = finding.look(work, mine)
        context = {
            "action": PREFERENCES,
            "turn": new_token(),
            "problem": wrong.sentence if wrong else None,
            "blames": wrong.code if wrong else "",
            "subscribe_url": SUBSCRIBE,
            "notes": get_flashed_messages(),
        }
        if found is None:
            contact = text(request.form, "contact", 300)
            return render_template("web/preferences_find.html", **context, typed=contact, expects=remembered.sought() is not None)
        typed = wishes.typed() if command == "save" else wishes.kept(changing.settings_of(found.subscriber))
        return render_template(
            "web/preferences.html",
            **context,
            choices=wishes.choices(),
            typed=typed,
            ways=_ways(found),
            added={name: text(request.form, name, 300) for name in ("way_name", "address")},
        )


def _ways(found: Subscription) -> list[dict[str, object]]:
    return [
        {"id": one.id, "shown": describing.way_shown(one), "first": number == 0, "living": one in found.living}
        for number, one in enumerate(found.ways)
    ]
