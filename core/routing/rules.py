"""What a routing rule is, what it is asked about, and where a request goes by it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.staff.absences import Absence
from core.staff.colleagues import Colleague


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. "" in `service`, `district` or `words` stands for any.

    `words` are phrases with commas between them; one of them is enough, and `λαμπ*` stands for every word that begins so.
    "" in `department` is the service's own; `person` an account id, or None for the department's pool.
    """

    id: int
    position: int
    service: str = ""
    district: str = ""
    words: str = ""
    department: str = ""
    person: int | None = None
    note: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class Route:
    """Where a request goes: a department of the town, perhaps a person, and the id of the rule that says so."""

    department: str
    person: int | None = None
    rule: int | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """A town's rules in their order, with what they depend on: who works here, and who is away on the day."""

    rules: tuple[Rule, ...] = ()
    staff: Mapping[int, Colleague] = field(default_factory=dict)
    absent: Mapping[int, Absence] = field(default_factory=dict)
