"""What the demonstration's clerks share: a few routing rules, and somebody's leave next week."""

from datetime import date, timedelta

from core.ports import Work
from core.routing import store
from core.routing.rules import Rule
from core.staff import absences
from core.staff.colleagues import colleagues
from core.staff.roles import Role


def share(work: Work, clerk_id: int, today: date) -> None:
    """Write a town's rules and its absence, before anything is filed. Invented, as all of the demonstration is."""
    centre = work.municipality.districts[0]
    for rule in _rules(centre.key, centre.name.best("el")[0], clerk_id):
        store.add(work, rule)
    supervisor = next(one for one in colleagues(work).values() if one.role is Role.SUPERVISOR)
    absences.enter(work, clerk_id, today + timedelta(days=7), today + timedelta(days=11), supervisor.account_id, "Κανονική άδεια")


def _rules(district: str, name: str, clerk_id: int) -> tuple[Rule, ...]:
    return (
        Rule(0, 0, service="street-light", district=district, person=clerk_id, note=f"Φωτισμός, {name}"),
        Rule(0, 0, service="road-damage", words="φρεάτιο, υπόνομος, σχάρα", department="water", note="Φρεάτια στην Ύδρευση"),
        Rule(0, 0, words="κλαδί, κλαδιά, κορμός", department="green", note="Πεσμένα κλαδιά στο Πράσινο"),
    )
