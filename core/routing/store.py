"""A town's routing rules as they are kept and changed. A rule is switched off, never deleted: requests name it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, update

from core.errors import InvalidAnswer, NotFound
from core.model import new_id
from core.ports import Work
from core.routing.matching import reads_words
from core.routing.rules import Rule
from core.routing.tables import RuleRow
from core.staff.colleagues import colleagues
from core.text import _

LONGEST = 200
_COLUMNS = (
    RuleRow.id,
    RuleRow.position,
    RuleRow.service,
    RuleRow.district,
    RuleRow.words,
    RuleRow.department,
    RuleRow.person,
    RuleRow.note,
    RuleRow.active,
)


def rules_of(work: Work) -> tuple[Rule, ...]:
    """All rules of the town, in the order in which they are tried."""
    rows = work.execute(select(*_COLUMNS).order_by(RuleRow.position, RuleRow.id))
    return tuple(Rule(**row) for row in rows.mappings())


def rule_of(work: Work, rule_id: int) -> Rule:
    """One rule, as it stands now.

    Raises:
        NotFound: there is none of this id.
    """
    row = work.execute(select(*_COLUMNS).where(RuleRow.id == rule_id)).mappings().first()
    if row is None:
        raise NotFound("rule", _("There is no such routing rule."))
    return Rule(**row)


def add(work: Work, rule: Rule) -> Rule:
    """Add a rule after all others; its id and position are given here.

    Raises:
        InvalidAnswer: see `_checked`.
    """
    last = work.execute(select(func.max(RuleRow.position))).scalar() or 0
    kept = RuleRow(id=new_id(), position=last + 1, active=True, **_checked(work, rule))
    work.session.add(kept)
    work.session.flush()
    return rule_of(work, kept.id)


def change(work: Work, rule: Rule) -> None:
    """Write what a rule says anew; its place and whether it is on stay.

    Raises:
        NotFound, InvalidAnswer: see `rule_of` and `_checked`.
    """
    rule_of(work, rule.id)
    work.execute(update(RuleRow).where(RuleRow.id == rule.id).values(**_checked(work, rule)))


def switch(work: Work, rule_id: int, active: bool) -> None:
    rule_of(work, rule_id)
    work.execute(update(RuleRow).where(RuleRow.id == rule_id).values(active=active))


def move(work: Work, rule_id: int, up: bool) -> None:
    """Try a rule one place earlier or later. The first one stays first, the last one last."""
    ids = [rule.id for rule in rules_of(work)]
    rule_of(work, rule_id)
    at = ids.index(rule_id)
    to = max(0, at - 1) if up else min(len(ids) - 1, at + 1)
    ids.insert(to, ids.pop(at))
    for position, one in enumerate(ids, start=1):
        work.execute(update(RuleRow).where(RuleRow.id == one).values(position=position))


def switch_off_naming(work: Work, account_id: int) -> tuple[Rule, ...]:
    """Somebody left: the rules that are on and name them are switched off, and given back to be told."""
    row = RuleRow
    naming = tuple(rule for rule in rules_of(work) if rule.active and rule.person == account_id)
    work.execute(update(row).where(row.person == account_id, row.active.is_(True)).values(active=False))
    return naming


def _checked(work: Work, rule: Rule) -> Mapping[str, Any]:
    """What a rule says, as it is kept.

    Raises:
        InvalidAnswer: it asks for nothing, leads nowhere, or names what the town does not have.
    """
    town, words = work.municipality, " ".join(rule.words.split())[:LONGEST]
    if rule.words.strip() and not reads_words(words):
        raise InvalidAnswer("words", _("Write words that a citizen may use, with commas between them."))
    if not (rule.service or rule.district or words):
        raise InvalidAnswer("service", _("Say at least one thing that a request must have: a service, a district or words."))
    if rule.district and town.district(rule.district) is None:
        raise InvalidAnswer("district", _("There is no such district in this town."))
    if not rule.department and rule.person is None:
        raise InvalidAnswer("department", _("Choose where the request goes: a department, a person, or both."))
    if rule.department and town.department(rule.department) is None:
        raise InvalidAnswer("department", _("There is no department {key} here.", key=rule.department))
    if rule.person is not None:
        found = colleagues(work).get(rule.person)
        if found is None:
            raise InvalidAnswer("person", _("This colleague works here no more. Choose another one, or nobody."))
        if rule.department and not found.works_in(rule.department):
            name = town.department_name(rule.department)
            raise InvalidAnswer("person", _("{name} does not work in {department}.", name=found.name, department=name))
    return {
        "service": rule.service,
        "district": rule.district,
        "words": words,
        "department": rule.department,
        "person": rule.person,
        "note": " ".join(rule.note.split())[:LONGEST],
    }
