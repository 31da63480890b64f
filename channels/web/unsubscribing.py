"""Ending a subscription by the link in a letter. The token is the proof: no sign-in, no cookie, and no form token either.

Looking at the page ends nothing, for mail programs look at every link. A mail program's own button posts here with
List-Unsubscribe=One-Click (RFC 8058), which ends the e-mail way at once.
"""

from flask import Blueprint, Response, make_response, render_template, request

from channels.here import core, say, town
from channels.web.deeds import kept
from channels.web.frame import FRAME
from core.errors import NotAllowed
from core.people.contact import Way
from core.ports import Work
from core.subscriptions import ending, finding, tokens
from core.subscriptions.evidence import Said
from core.subscriptions.finding import Subscription
from core.text import _

HERE = "/news/unsubscribe"
ONE_CLICK = ("List-Unsubscribe", "One-Click")


def add_to(made: Blueprint) -> None:
    made.add_url_rule(f"{HERE}/<token>", "unsubscribe", show, methods=["GET"])
    made.add_url_rule(f"{HERE}/<token>", "unsubscribed", ended, methods=["POST"])


def show(token: str) -> Response:
    subscriber_id = _whose(token)
    with core().database.reading(town()) as work:
        return _page(token, finding.look(work, subscriber_id))


def ended(token: str) -> Response:
    """End the e-mail way, or all of it. Somebody without such a token ends nothing."""
    subscriber_id, now = _whose(token), core().clock.now()
    name, value = ONE_CLICK
    by_machine = request.form.get(name) == value
    everything = not by_machine and request.form.get("command") == "all"

    def end(work: Work) -> None:
        words = f"{name}={value}" if by_machine else say()(_("The button on the page of the letter's link was pressed."))
        said = Said(FRAME.channel, words)
        if everything:
            ending.end_all(work, subscriber_id, said, now)
        else:
            ending.end_way(work, subscriber_id, Way.EMAIL, said, now)

    kept(end)
    if by_machine:
        return Response("", 200, mimetype="text/plain")
    with core().database.reading(town()) as work:
        return _page(token, finding.look(work, subscriber_id), done=True)


def _whose(token: str) -> int:
    found = tokens.subscriber_of(core().codes, town(), token)
    if found is None:
        raise NotAllowed("unsubscribe", _("This link is not one of ours. Look at it in the letter once more."))
    return found


def _page(token: str, found: Subscription | None, done: bool = False) -> Response:
    by_mail = found is not None and any(one.way == Way.EMAIL for one in found.living)
    html = render_template(
        "web/unsubscribe.html",
        action=f"{HERE}/{token}",
        done=done,
        by_mail=by_mail,
        others=found is not None and any(one.way != Way.EMAIL for one in found.living),
        preferences_url="/news/preferences",
        subscribe_url="/news/subscribe",
    )
    return make_response(html)
