"""The words of the Common Alerting Protocol 1.2 (OASIS, section 3.2) that we write and read, and what people call them."""

from enum import StrEnum

from core.text import Text, _


class Status(StrEnum):
    """Whether it is meant. Of the five, a town hall sends these two; the others never leave an office."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"


class Type(StrEnum):
    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"


TYPE_NAMES: dict[Type, Text] = {
    Type.ALERT: _("alert"),
    Type.UPDATE: _("update"),
    Type.CANCEL: _("all clear"),
}


class Urgency(StrEnum):
    IMMEDIATE = "Immediate"
    EXPECTED = "Expected"
    FUTURE = "Future"
    PAST = "Past"
    UNKNOWN = "Unknown"


URGENCY_NAMES: dict[Urgency, Text] = {
    Urgency.IMMEDIATE: _("act now"),
    Urgency.EXPECTED: _("act within the hour"),
    Urgency.FUTURE: _("act soon"),
    Urgency.PAST: _("nothing is to be done any more"),
    Urgency.UNKNOWN: _("not known"),
}


class Severity(StrEnum):
    EXTREME = "Extreme"
    SEVERE = "Severe"
    MODERATE = "Moderate"
    MINOR = "Minor"
    UNKNOWN = "Unknown"


SEVERITY_NAMES: dict[Severity, Text] = {
    Severity.EXTREME: _("extraordinary threat to life or property"),
    Severity.SEVERE: _("significant threat to life or property"),
    Severity.MODERATE: _("possible threat to life or property"),
    Severity.MINOR: _("hardly any threat to life or property"),
    Severity.UNKNOWN: _("not known"),
}


class Certainty(StrEnum):
    OBSERVED = "Observed"
    LIKELY = "Likely"
    POSSIBLE = "Possible"
    UNLIKELY = "Unlikely"
    UNKNOWN = "Unknown"


CERTAINTY_NAMES: dict[Certainty, Text] = {
    Certainty.OBSERVED: _("it has happened or is happening"),
    Certainty.LIKELY: _("likely"),
    Certainty.POSSIBLE: _("possible"),
    Certainty.UNLIKELY: _("unlikely"),
    Certainty.UNKNOWN: _("not known"),
}

CATEGORIES = frozenset(
    {"Geo", "Met", "Safety", "Security", "Rescue", "Fire", "Health", "Env", "Transport", "Infra", "CBRNE", "Other"}
)
RESPONSES = frozenset({"Shelter", "Evacuate", "Prepare", "Execute", "Avoid", "Monitor", "Assess", "AllClear", "None"})


class Stage(StrEnum):
    """Draft → review (waits for the second person) → out; a draft or a review may be dropped."""

    DRAFT = "draft"
    REVIEW = "review"
    OUT = "out"
    DROPPED = "dropped"


def endangers_life(severity: str, urgency: str) -> bool:
    """Whether every form of an alert says 112 before anything else: a severe threat, and no time."""
    return severity in (Severity.EXTREME, Severity.SEVERE) and urgency == Urgency.IMMEDIATE
