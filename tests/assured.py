"""Services that need to know who asks, one a rung of the ladder, and people who can prove it."""

from pathlib import Path

from core.bootstrap import Core
from core.municipalities.model import Municipality
from core.people import onetime, persons, pins
from core.people.coming_back import came_back
from core.people.known import OneTimeCode
from core.people.onetime import Guard
from core.ports import Known

MARIA = Known("094259216", "ΥΠΟΔΕΙΓΜΑ", "ΜΑΡΙΑ", "ΓΕΩΡΓΙΟΣ", "ΕΛΕΝΗ", 1958)
NIKOS = Known("090000008", "ΔΟΚΙΜΗ", "ΝΙΚΟΛΑΟΣ", "ΠΕΤΡΟΣ", "ΑΝΝΑ", 1984)
PIN = "482913"
MOBILE, LANDLINE = "+306912345678", "+302431012345"

_SERVICE = """version = 1
form = "application"
menu = "1{place}"
department = "citizens"
assurance = "{rung}"
title = {{ el = "Βεβαίωση {name}", en = "Paper {name}" }}
short = {{ el = "Βεβαίωση {name}", en = "Paper {name}" }}
description = {{ el = "Μια βεβαίωση για δοκιμές.", en = "A paper for tests." }}

[words]
el = ["βεβαιωση {word}"]
en = ["paper {word}"]

[clock]
kind = "calendar"
days = 20
source = "δοκιμή"

[retention]
name = "applications"
source = "δοκιμή"

[[question]]
key = "copies"
kind = "number"
ask = {{ el = "Πόσα αντίγραφα;", en = "How many copies?" }}
label = {{ el = "Αντίγραφα", en = "Copies" }}
short = {{ el = "Πόσα αντίγραφα;", en = "How many copies?" }}
least = 1
most = 9
"""
RUNGS = {"contact": ("άλφα", "αλφα", 3), "pin": ("βήτα", "βητα", 4), "identity": ("γάμμα", "γαμμα", 5)}


def write(folder: Path) -> Path:
    """Write a service for each rung into a folder, for THYRIDA_CATALOGUE. Their keys are `paper-<rung>`."""
    folder.mkdir(parents=True, exist_ok=True)
    for rung, (name, word, place) in RUNGS.items():
        text = _SERVICE.format(rung=rung, name=name, word=word, place=place)
        (folder / f"paper-{rung}.toml").write_text(text, encoding="utf-8")
    return folder


def signed_in(core: Core, town: Municipality, who: Known = MARIA) -> tuple[int, int]:
    """Somebody has come back from the national login: their person's id and their proof's."""
    with core.database.work(town) as work:
        found = came_back(work, core.codes, who, "web", "a-session", core.clock.now())
    return found.person, found.proof


def with_pin(core: Core, town: Municipality, who: Known = MARIA, pin: str = PIN, contact: str = "") -> int:
    """Somebody has chosen a PIN, and proved a mobile telephone for codes, if one is given. Gives their person's id."""
    person, _proof = signed_in(core, town, who)
    kept = core.pins.hash(town, person, pin)
    with core.database.work(town) as work:
        pins.keep(work, person, kept, "citizen", "web", core.clock.now())
        if contact:
            persons.reached(work, person, "text", contact, core.clock.now())
    return person


def guard(core: Core, source: str = "somebody") -> Guard:
    return Guard(core.codes, source, 200)


def last_code(core: Core, town: Municipality) -> str:
    """The digits of the newest code, as they arrive somewhere."""
    from sqlalchemy import select

    with core.database.reading(town) as work:
        row = work.execute(select(OneTimeCode.id).order_by(OneTimeCode.id.desc()).limit(1)).scalar_one()
    return onetime.digits_of(core.codes, town.id, row)


def wrong(code: str) -> str:
    """A code that is not this one."""
    return f"{(int(code) + 1) % 10**6:06d}"
