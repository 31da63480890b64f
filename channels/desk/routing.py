"""The routing rules: the list in its order, adding, changing, moving, switching off, and trying out."""

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request

from channels.desk import words
from channels.desk.acting import id_of
from channels.desk.session import member
from channels.here import core, say
from channels.pages.reading import text
from core.errors import InvalidAnswer
from core.municipalities.districts import district_of
from core.routing import store
from core.routing.matching import Case, Decision, Why, decide
from core.routing.rulebook import read
from core.routing.rules import Rule
from core.staff.colleagues import colleagues
from core.staff.names import names
from core.text import Many, Sentence, _

HERE = "/desk/routing"
# No rule has a larger number: that is all that a database can hold.
RULE = f"<int(max={2**63 - 1}):rule>"
WHY: dict[Why, Sentence] = {
    Why.FITS: _("fits"),
    Why.OFF: _("is switched off"),
    Why.SERVICE: _("is for another service"),
    Why.DISTRICT: _("is for another district"),
    Why.WORDS: _("its words were not said"),
    Why.NO_DEPARTMENT: _("its department no longer exists"),
}
NEW = Rule(0, 0)


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/routing", "routing", listed)
    made.add_url_rule("/routing", "rule_added", added, methods=["POST"])
    made.add_url_rule("/routing/test", "routing_test", tried)
    made.add_url_rule(f"/routing/{RULE}", "rule", edited)
    made.add_url_rule(f"/routing/{RULE}", "rule_changed", changed, methods=["POST"])
    made.add_url_rule(f"/routing/{RULE}/move", "rule_moved", moved, methods=["POST"])
    made.add_url_rule(f"/routing/{RULE}/switch", "rule_switched", switched, methods=["POST"])


def listed() -> str:
    return _list()


def added() -> Response:
    new = _posted(0)
    try:
        with core().database.work(member().town) as work:
            store.add(work, new)
    except InvalidAnswer as error:
        return make_response(_list(new, error), 422)
    return _done(_("The rule is added, as the last one."))


def edited(rule: int) -> str:
    with core().database.reading(member().town) as work:
        return _edit(store.rule_of(work, rule))


def changed(rule: int) -> Response:
    new = _posted(rule)
    try:
        with core().database.work(member().town) as work:
            store.change(work, new)
    except InvalidAnswer as error:
        return make_response(_edit(new, error), 422)
    return _done(_("The rule is changed. Requests that came before stay where they are."))


def moved(rule: int) -> Response:
    with core().database.work(member().town) as work:
        store.move(work, rule, request.form.get("to") == "up")
    return _done(_("The rule is moved."))


def switched(rule: int) -> Response:
    on = request.form.get("to") == "on"
    with core().database.work(member().town) as work:
        store.switch(work, rule, on)
    return _done(_("The rule is on.") if on else _("The rule is off."))


def tried() -> str:
    """What would become of a request: which rule fits, why the earlier ones do not, and where it goes."""
    town, asked = member().town, {name: text(request.args, name, 300) for name in ("service", "place", "said")}
    service = core().catalogue(town).get(asked["service"])
    if service is None:
        return _tester(asked, None, _("Choose a service.") if request.args else None)
    district = district_of(town, {"text": asked["place"]})
    case = Case(service.key, service.department, district, lambda: f"{asked['place']} {asked['said']}")
    with core().database.reading(town) as work:
        decision = decide(town, read(work, town.today(core().clock.now())), case)
        concerned = (decision.route.person, decision.instead_of, *(rule.person for rule, _why in decision.tried))
        people = names(work, [one for one in concerned if one is not None])
    found = town.district(district)
    return _tester(asked, _outcome(decision, people) | {"district": found.name if found else None})


def _outcome(decision: Decision, people: dict[int, str]) -> dict[str, Any]:
    route = decision.route
    person = people.get(route.person, "") if route.person is not None else ""
    return {
        "rule": _row(decision.rule, people) if decision.rule else None,
        "department": words.department(member().town, route.department),
        "person": person,
        "instead_of": people.get(decision.instead_of, _("a former colleague")) if decision.instead_of is not None else None,
        "passed": [_row(rule, people) | {"why": WHY[why]} for rule, why in decision.tried if why is not Why.FITS],
    }


def _tester(asked: dict[str, str], outcome: dict[str, Any] | None, problem: Sentence | None = None) -> str:
    items = [{"value": "", "label": say()(_("choose"))}, *_services()]
    return render_template("desk/routing_test.html", asked=asked, outcome=outcome, service_items=items, problem=problem)


def _done(said: Sentence) -> Response:
    core().rulebook.forget(member().town.id)
    flash(say()(said))
    return make_response(redirect(HERE, 303))


def _posted(rule: int) -> Rule:
    form = request.form
    return Rule(
        id=rule,
        position=0,
        service=text(form, "service", 100),
        district=text(form, "district", 100),
        words=text(form, "words", store.LONGEST),
        department=text(form, "department", 100),
        person=id_of("person") or None,
        note=text(form, "note", store.LONGEST),
    )


def _list(new: Rule = NEW, problem: InvalidAnswer | None = None) -> str:
    with core().database.reading(member().town) as work:
        rules = store.rules_of(work)
        people = names(work, [rule.person for rule in rules if rule.person is not None])
    rows = [_row(rule, people) for rule in rules]
    return render_template("desk/routing.html", rows=rows, **_form(new, problem))


def _edit(rule: Rule, problem: InvalidAnswer | None = None) -> str:
    return render_template("desk/routing_rule.html", **_form(rule, problem))


def _form(rule: Rule, problem: InvalidAnswer | None) -> dict[str, Any]:
    """Everything of the form with which a rule is written; each list begins with "any" or "nobody"."""
    town = member().town
    with core().database.reading(town) as work:
        staff = colleagues(work)
    return {
        "rule": rule,
        "problem": problem.sentence if problem else None,
        "blames": problem.code if problem else "",
        "service_items": [{"value": "", "label": say()(_("any service"))}, *_services()],
        "district_items": _items(_("any place"), [(one.key, one.name) for one in town.districts]),
        "department_items": _items(_("the service's own department"), [(one.key, one.name) for one in town.departments]),
        "person_items": _items(_("nobody: the department's pool"), [(str(one.account_id), one.name) for one in staff.values()]),
    }


def _items(first: Sentence, others: list[tuple[str, Sentence]]) -> list[dict[str, str]]:
    return [{"value": value, "label": say()(label)} for value, label in (("", first), *others)]


def _services() -> list[dict[str, str]]:
    offered = core().catalogue(member().town).services.values()
    return [{"value": one.key, "label": say()(one.title)} for one in offered if one.clock is not None]


def _row(rule: Rule, people: dict[int, str]) -> dict[str, Any]:
    town = member().town
    service, district = core().catalogue(town).get(rule.service), town.district(rule.district)
    asks: list[Sentence] = []
    if rule.service:
        asks.append(service.title if service else rule.service)
    if rule.district:
        asks.append(_("in {district}", district=district.name if district else rule.district))
    if rule.words:
        asks.append(_("with the words {words}", words=rule.words))
    to: list[Sentence] = [words.department(town, rule.department)] if rule.department else []
    if rule.person is not None:
        to.append(people.get(rule.person, _("a former colleague")))
    return {
        "id": rule.id,
        "position": rule.position,
        "asks": Many(tuple(asks), by=", "),
        "to": Many(tuple(to), by=": "),
        "note": rule.note,
        "active": rule.active,
        "homeless": bool(rule.department) and town.department(rule.department) is None,
    }
