"""What a municipality is: names, numbers, hours, colours, streets. All of it is data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from core.text import Wording


@dataclass(frozen=True, slots=True)
class Department:
    """A department of the town hall. Services name one by `key`."""

    key: str
    name: Wording


@dataclass(frozen=True, slots=True)
class Street:
    """A street of the sample list: its name and, when known, a point on it (WGS 84 degrees)."""

    name: str
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class District:
    """A part of the town by which requests are routed: the streets in it, and its corners, [[lon, lat], …], if known."""

    key: str
    name: Wording
    streets: tuple[str, ...] = ()
    outline: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Hours:
    """When a person answers: ISO weekdays (1 is Monday) and local times, the closing time excluded."""

    days: tuple[int, ...] = (1, 2, 3, 4, 5)
    opens: time = time(8, 0)
    closes: time = time(15, 0)


@dataclass(frozen=True, slots=True)
class Feast:
    """A yearly local holiday, by day and month (a town's patron saint)."""

    day: int
    month: int
    name: Wording


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which nobody is disturbed by what can wait: local times, the end excluded, over midnight where it is earlier.

    `ways` are "text", "call", "email". `days` are ISO weekdays on which the hours begin; `holidays`: on holidays, too.
    """

    ways: tuple[str, ...]
    begins: time
    ends: time
    days: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    holidays: bool = False


# The hours of common quiet, summer and winter (Police Order 3/1996: 15:00 or 15:30 to 17:30, and 22:00 or 23:00 to 7:00 or
# 7:30), with a little more of the morning; on Sundays and holidays people may sleep longer.
CUSTOM = (
    Quiet(("text", "call"), time(22, 0), time(8, 0)),
    Quiet(("call",), time(15, 0), time(17, 30)),
    Quiet(("text", "call"), time(8, 0), time(10, 0), (7,), holidays=True),
)


@dataclass(frozen=True, slots=True)
class Body:
    """Another body that answers for what a town hall does not. In a town's profile what is empty stands in our own list.

    `days`: how long until we ask it again, 0 for the usual time.
    """

    key: str
    name: Wording
    answers_for: Wording = field(default_factory=lambda: Wording({}))
    email: str = ""
    phone: str = ""
    address: Wording = field(default_factory=lambda: Wording({}))
    days: int = 0


@dataclass(frozen=True)
class Municipality:
    """One town. `numbers` are E.164; the first one is the number that we text from."""

    id: int
    key: str
    name: Wording
    short_name: Wording
    hosts: tuple[str, ...]
    numbers: tuple[str, ...]
    demonstration: bool
    public_url: str = ""
    desk_number: str = ""
    address: Wording = field(default_factory=lambda: Wording({}))
    email: str = ""
    languages: tuple[str, ...] = ("el", "en")
    zone: str = "Europe/Athens"
    colours: dict[str, str] = field(default_factory=dict)
    hours: Hours = field(default_factory=Hours)
    feasts: tuple[Feast, ...] = ()
    departments: tuple[Department, ...] = ()
    streets: tuple[Street, ...] = ()
    # A GeoJSON polygon, [[lon, lat], …], marked illustrative where it is shown; empty when unknown.
    outline: tuple[tuple[float, float], ...] = ()
    places: tuple[Street, ...] = ()
    voices: dict[str, str] = field(default_factory=dict)
    countries: tuple[str, ...] = ("GR",)
    # What this town knows of other bodies (core.municipalities.bodies.directory has all of them).
    bodies: tuple[Body, ...] = ()
    districts: tuple[District, ...] = ()
    # Departments that the town's file named once and names no more: their requests are still there (rules: A request).
    former: tuple[Department, ...] = ()
    # When what can wait does not go out.
    quiet: tuple[Quiet, ...] = CUSTOM
    # What one part of a text, one call and one e-mail cost, in cents, by way ("text", "call", "email").
    prices: Mapping[str, float] = field(default_factory=dict)

    def local(self, moment: datetime) -> datetime:
        """The moment on this town's clock."""
        return moment.astimezone(ZoneInfo(self.zone))

    def today(self, moment: datetime) -> date:
        return self.local(moment).date()

    def midnight(self, day: date) -> datetime:
        """The moment at which a day begins here."""
        return datetime.combine(day, time(), ZoneInfo(self.zone))

    def department(self, key: str) -> Department | None:
        return next((one for one in self.departments if one.key == key), None)

    def district(self, key: str) -> District | None:
        return next((one for one in self.districts if one.key == key), None)

    def department_name(self, key: str) -> Wording | str:
        """What a department is or was called; its key where nobody knows."""
        return next((one.name for one in (*self.departments, *self.former) if one.key == key), key)
