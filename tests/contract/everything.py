"""A service that a municipality made for itself: in Greek alone, with a question of every kind and a condition."""

from pathlib import Path

from core.dialogue.kinds import kinds

KEY = "everything"
# Asked by the software itself only, for references and codes.
ITS_OWN = {"code"}
_SETTINGS = {"number": "least = 1\nmost = 99\n", "date": "earliest_days = 1\nlatest_days = 60\n"}
_OPTIONS = """options = [
    { key = "paper", label = { el = "Σε χαρτί" } },
    { key = "screen", label = { el = "Στην οθόνη" } },
    { key = "ear", label = { el = "Με το αυτί" } },
]
"""

_HEAD = """version = 3
form = "application"
menu = "55"
department = "citizens"
assurance = "none"
title = { el = "Όλα τα είδη" }
short = { el = "Όλα τα είδη" }
description = { el = "Μια υπηρεσία με μία ερώτηση από κάθε είδος." }

[words]
el = ["ολα ειδη"]

[clock]
kind = "calendar"
days = 20
source = "δοκιμή"

[retention]
name = "applications"
source = "δοκιμή"
"""


# Each question has a name of its own that sounds on a telephone as it is written.
_NAMES = (
    "άλφα", "βήτα", "γάμμα", "δέλτα", "έψιλον", "ζήτα", "ήτα", "θήτα", "γιώτα", "κάππα", "λάμδα", "μι", "νι", "ξι",
    "όμικρον", "πι", "ρο", "σίγμα",
)  # fmt: skip


def write(folder: Path) -> Path:
    """Write the service's file into a folder, for THYRIDA_CATALOGUE."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [kind for kind in sorted(kinds()) if kind not in ITS_OWN]
    # A choice comes first, so that another question can depend on it.
    wanted.sort(key=lambda kind: kind != "choice")
    names = iter(_NAMES)
    parts = [_HEAD, *(_question(kind, f"a-{kind}", next(names)) for kind in wanted)]
    parts.append(_question("words", "why", next(names), 'when = { question = "a-choice", is = "screen" }\n'))
    (folder / f"{KEY}.toml").write_text("\n".join(parts), encoding="utf-8")
    return folder


def _question(kind: str, key: str, name: str, extra: str = "") -> str:
    return (
        f'[[question]]\nkey = "{key}"\nkind = "{kind}"\nask = {{ el = "Τι απαντάτε στο {name};" }}\n'
        f'label = {{ el = "Ερώτηση {name}" }}\nshort = {{ el = "Το {name};" }}\n'
        f"{_OPTIONS if kind == 'choice' else ''}{_SETTINGS.get(kind, '')}{extra}"
    )
