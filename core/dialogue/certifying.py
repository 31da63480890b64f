"""What a certificate service says besides its questions: the document, what is compared, what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Fee:
    """What the document costs from a day on, in euros, with the rule that says so and the day on which somebody looked."""

    since: date
    amount: Decimal
    source: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Certifying:
    """The `[certificate]` table of a service file.

    `fields` are what the document says, by name in the template; each is a field of the municipality's own record and, where
    the citizen is asked for it too, the question of the same name. `register` names the kind of record.
    """

    template: str
    register: str
    fields: tuple[str, ...]
    # Days for which the document is valid, from its date; 0 for one that does not expire.
    valid_days: int
    languages: tuple[str, ...]
    fees: tuple[Fee, ...]
    # The papers that are needed where the municipality's own record does not say it all. Greek, as in the national register.
    papers: tuple[str, ...] = ()
    # What the record must say (a debt of "0"): the document would be untrue otherwise.
    must_be: Mapping[str, str] = field(default_factory=dict)
    # How old a record may be for an issue without a clerk, whether such issue is offered at all, and how many a day.
    max_record_age_days: int = 30
    automatic: bool = False
    daily_cap: int = 50
    # A copy of a document that was issued before: the template and the fields are that document's.
    copies: bool = False

    def fee(self, on: date) -> Fee | None:
        """The fee that holds on a day; None before the first one is known."""
        return max((one for one in self.fees if one.since <= on), key=lambda one: one.since, default=None)


def amount_cents(fee: Fee | None) -> int:
    """An amount in whole cents."""
    return int((fee.amount * 100).to_integral_value()) if fee else 0
