"""Subscribing to announcements: the form, the codes that come of it, and the letter's page. Every address confirms itself."""

from flask import Blueprint, Response, make_response, render_template, request

from channels.here import core, language, say, town
from channels.pages.reading import text
from channels.pages.taking import NOT_UNDERSTOOD, see_other
from channels.pages.tokens import new_token, posted_token
from channels.web import remembered, wishes
from channels.web.deeds import kept
from channels.web.frame import FRAME
from channels.web.pin import guard
from core.errors import InvalidAnswer, NotFound
from core.people.contact import Reached, Way
from core.ports import Work
from core.subscriptions import asking, confirming, describing, finding, proving, tokens
from core.subscriptions.evidence import Said
from core.subscriptions.states import Standing
from core.subscriptions.tables import SubscriberWay
from core.text import Sentence, _

HERE, CONFIRM, PREFERENCES = "/news/subscribe", "/news/confirm", "/news/preferences"


def add_to(made: Blueprint) -> None:
    made.add_url_rule(HERE, "subscribe", show, methods=["GET"])
    made.add_url_rule(HERE, "subscribe_sent", sent, methods=["POST"])
    made.add_url_rule(CONFIRM, "subscribe_confirm", confirm, methods=["GET"])
    made.add_url_rule(CONFIRM, "subscribe_confirmed", confirmed, methods=["POST"])
    made.add_url_rule(f"{CONFIRM}/<token>", "subscribe_link", link, methods=["GET"])
    made.add_url_rule(f"{CONFIRM}/<token>", "subscribe_linked", linked, methods=["POST"])


def said(words: Sentence) -> Said:
    """What somebody did on a page, with the agreement that stood above the button, in the words that they read."""
    return Said(FRAME.channel, say()(words), say()(describing.AGREEMENT))


def show() -> str:
    return _form()


def sent() -> Response:
    """What was wished waits from now on; each address gets a code or a letter, whether we know it or not."""
    turn = posted_token()
    if remembered.asked_already(turn):
        return see_other(CONFIRM)
    try:
        wish = wishes.wish()

        def ask(work: Work) -> dict[int, int]:
            ways = asking.ask(work, wish, said(_("Subscribe")), core().clock.now())
            return send(work, ways, wish.language)

        waits = kept(ask)
    except InvalidAnswer as error:
        return make_response(_form(error), NOT_UNDERSTOOD)
    remembered.waits_for(waits, turn)
    return see_other(CONFIRM)


def send(work: Work, ways: list[SubscriberWay], spoken: str) -> dict[int, int]:
    """Ask each address to confirm. A number that is there twice, for texts and for calls, gets one code."""
    waits: dict[int, int] = {}
    asked: set[str] = set()
    for way in ways:
        if way.address in asked:
            continue
        asked.add(way.address)
        if way.way == Way.EMAIL:
            proving.send_link(work, guard(), way, spoken, core().site(town()), core().clock.now())
            waits[way.id] = 0
        else:
            to = Reached(Way(way.way), way.address)
            waits[way.id] = proving.send_code(work, guard(), to, spoken, core().clock.now()).id
    return waits


def confirm() -> str:
    return _waiting()


def confirmed() -> Response:
    """A code that was read back, or the wish for another one."""
    posted, code_of = text(request.form, "way", 20), remembered.waiting()
    way_id = int(posted) if posted.isascii() and posted.isdigit() and len(posted) < 20 else 0
    if not code_of.get(way_id):
        return see_other(CONFIRM)
    try:
        if request.form.get("command") == "again":
            code_of[way_id] = kept(lambda work: _again(work, way_id))
            remembered.waits_for(code_of, "")
            return see_other(CONFIRM)
        mine = kept(lambda work: _confirm(work, way_id, code_of[way_id], text(request.form, "code", 60)), counts=True)
    except InvalidAnswer as error:
        return make_response(_waiting(error.sentence, way_id), NOT_UNDERSTOOD)
    remembered.may_change(mine, core().clock)
    return see_other(CONFIRM)


def _again(work: Work, way_id: int) -> int:
    way = _waits(work, way_id)
    return proving.send_code(work, guard(), Reached(Way(way.way), way.address), language(), core().clock.now()).id


def _confirm(work: Work, way_id: int, code_id: int, code: str) -> int:
    way, done = _waits(work, way_id), said(_("The code that was sent there was read back."))
    return proving.confirm_by_code(work, guard(), way, code_id, code, done, core().clock.now()).id


def _waits(work: Work, way_id: int) -> SubscriberWay:
    way = finding.way(work, way_id)
    if way is None or way.state == Standing.ENDED:
        raise InvalidAnswer("over", _("This waits no longer. Please subscribe again."))
    return way


def _waiting(problem: Sentence | None = None, blames: int = 0) -> str:
    """What waits for which address, and what is confirmed already."""
    with core().database.reading(town()) as work:
        found = [(way, code) for id_, code in remembered.waiting().items() if (way := finding.way(work, id_)) is not None]
        items = [
            {
                "id": way.id,
                "name": describing.WAY_NAMES[way.way],
                "address": describing.address_shown(way.address),
                "by_code": bool(code),
                "waits": way.state == Standing.PENDING,
                "active": way.state == Standing.ACTIVE,
                "stopped": way.state == Standing.STOPPED,
            }
            for way, code in found
            if way.state != Standing.ENDED
        ]
    mine = remembered.mine(core().clock)
    return render_template(
        "web/subscribe_confirm.html",
        action=CONFIRM,
        items=items,
        done=any(one["active"] for one in items) and not any(one["waits"] and one["by_code"] for one in items),
        number=town().numbers[0] if town().numbers else "",
        problem=problem,
        blames=blames,
        preferences_url=PREFERENCES if mine else "",
        subscribe_url=HERE,
    )


def link(token: str) -> str:
    """The page of a letter's link. Looking at it confirms nothing: mail programs look at every link."""
    with core().database.reading(town()) as work:
        way = _linked_way(work, token)
        return render_template(
            "web/subscribe_link.html",
            action=f"{CONFIRM}/{token}",
            address=way.address,
            waits=way.state == Standing.PENDING,
            agreement=describing.AGREEMENT,
            preferences_url=PREFERENCES,
        )


def linked(token: str) -> Response:
    def confirm_it(work: Work) -> int:
        done = said(_("The button on the page of the letter's link was pressed."))
        return confirming.confirm(work, _linked_way(work, token), done, core().clock.now()).id

    remembered.may_change(kept(confirm_it), core().clock)
    return see_other(f"{CONFIRM}/{token}")


def _linked_way(work: Work, token: str) -> SubscriberWay:
    way = finding.way(work, tokens.way_of(core().codes, town(), token) or 0)
    if way is None or way.state == Standing.ENDED:
        raise NotFound("link", _("This link is good no longer. Please subscribe again."))
    return way


def _form(wrong: InvalidAnswer | None = None) -> str:
    return render_template(
        "web/subscribe.html",
        action=HERE,
        turn=new_token(),
        choices=wishes.choices(),
        typed=wishes.typed(),
        agreement=describing.AGREEMENT,
        problem=wrong.sentence if wrong else None,
        blames=wrong.code if wrong else "",
        preferences_url=PREFERENCES,
    )
