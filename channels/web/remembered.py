"""What this browser's cookie remembers of a subscription: what waits for a code, and whose settings it may change. No address
of anybody is in it, but the one that was typed to find a subscription with.
"""

from typing import cast

from flask import session

from core.ports import Clock

# A proof given in a browser holds for so many seconds in it (as core.people.proving.HOLDS).
HOLDS = 3600


def waits_for(ways: dict[int, int], turn: str) -> None:
    """These ways wait, each for a code (0: for a letter's link). `turn` is the page that asked: sent twice, it asks once."""
    session["news_waits"] = [[way, code] for way, code in ways.items()]
    session["news_turn"] = turn


def waiting() -> dict[int, int]:
    return {int(way): int(code) for way, code in session.get("news_waits", [])}


def asked_already(turn: str) -> bool:
    return bool(turn) and session.get("news_turn") == turn


def seeks(code_id: int, address: str) -> None:
    """A code may be on its way to an address whose subscription is looked for; without an id, none is any more."""
    session["news_seeks"] = [code_id, address]
    if not code_id:
        session.pop("news_seeks")


def sought() -> tuple[int, str] | None:
    kept = session.get("news_seeks")
    return (int(kept[0]), str(kept[1])) if isinstance(kept, list) else None


def may_change(subscriber_id: int, clock: Clock) -> None:
    """An address of this subscription was proved in this browser."""
    session["news_mine"] = [subscriber_id, int(clock.now().timestamp()) + HOLDS]


def mine(clock: Clock) -> int:
    """Whose settings this browser may change, 0 for nobody's."""
    kept = cast("list[int]", session.get("news_mine", [0, 0]))
    return int(kept[0]) if kept[1] > clock.now().timestamp() else 0


def leaves() -> None:
    for name in ("news_mine", "news_waits", "news_seeks", "news_turn"):
        session.pop(name, None)
