"""Departments that a town has no more, and what still hangs on them: open requests, and routing rules."""

from dataclasses import dataclass

from sqlalchemy import func, select

from core.adapters.database import Database
from core.municipalities.model import Municipality
from core.ports import Work
from core.requests.tables import Request
from core.routing.store import rules_of
from core.text import Text, _, plural


@dataclass(frozen=True, slots=True)
class Homeless:
    """What hangs on one department that is no more."""

    department: str
    requests: int
    rules: tuple[str, ...]

    def told(self, town: Municipality) -> list[Text]:
        """What there is to do, for whoever dropped it."""
        name, said = town.department_name(self.department), []
        if self.requests:
            said.append(
                plural(
                    "{count} open request is in {department}, which is no more. Supervisors see it, and move it from the page "
                    "Workload.",
                    "{count} open requests are in {department}, which is no more. Supervisors see them, and move them from the "
                    "page Workload.",
                    self.requests,
                    department=name,
                )
            )
        said += [
            _("The routing rule “{rule}” names {department}, which is no more, and is passed over.", rule=rule, department=name)
            for rule in self.rules
        ]
        return said


def homeless(work: Work, town: Municipality) -> list[Homeless]:
    """Each department that the town has no more and on which something still hangs."""
    gone = [one.key for one in town.former]
    if not gone:
        return []
    counted = select(Request.department, func.count()).where(Request.department.in_(gone), Request.is_open.is_(True))
    open_ = {row[0]: int(row[1]) for row in work.execute(counted.group_by(Request.department))}
    rules = [rule for rule in rules_of(work) if rule.active]
    found = [
        Homeless(key, open_.get(key, 0), tuple(one.note or str(one.position) for one in rules if one.department == key))
        for key in gone
    ]
    return [one for one in found if one.requests or one.rules]


def left_behind(database: Database, town: Municipality) -> list[Text]:
    """Everything that hangs on departments that are no more, in sentences; none where nothing does."""
    with database.reading(town) as work:
        return [sentence for one in homeless(work, town) for sentence in one.told(town)]
