"""Whom an announcement reached: figures for the whole, by district and by reason, on a page and for a spreadsheet."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, render_template, request

from channels.desk import words
from channels.desk.session import member
from channels.desk.sheets import sheet
from channels.desk.whys import REACH, whole, why
from channels.here import core, say
from core.announcements import versions
from core.announcements.ledger import Figure, Ledger, Reach, ledger
from core.announcements.reached import messages
from core.announcements.tables import Announcement
from core.errors import NotFound
from core.people.contact import Way
from core.text import Sentence, Text, _

# So often a page that is asked to keeps itself up to date.
SECONDS = 15


def add_to(made: Blueprint) -> None:
    made.add_url_rule("/announcements/<int:announcement_id>/reach", "reach", shown)
    made.add_url_rule("/announcements/<int:announcement_id>/reach.csv", "reach_csv", as_table)


def shown(announcement_id: int) -> str:
    announcement, all_ = _found(announcement_id)
    version = _version(all_)
    found = all_.of(version)
    totals = found.totals()
    settled = all_.frozen_at is not None or found.is_settled
    return render_template(
        "desk/reach.html",
        announcement_id=announcement_id,
        heading=_title(announcement),
        drill=announcement.drill,
        told=found.told,
        totals=_totals(totals, found.told),
        districts=[_district(key, each) for key, each in found.by_district().items()],
        reasons=[_reason(one) for one in _ordered(found) if one.is_last],
        tried=[_tried(one) for one in _ordered(found) if not one.is_last],
        versions=_versions(announcement_id, all_.versions) if len(all_.versions) > 1 else (),
        version=version,
        live=not settled and request.args.get("live") == "1",
        settled=settled,
        seconds=SECONDS,
        frozen_at=all_.frozen_at,
        now=core().clock.now(),
    )


def as_table(announcement_id: int) -> Response:
    """The figures; with ?detail=1 a line for each message, its address masked."""
    if request.args.get("detail") == "1":
        _found(announcement_id)
        return sheet(f"reach-{announcement_id}-messages", [say()(one) for one in DETAILS], _details(announcement_id))
    _announcement, found = _found(announcement_id)
    return sheet(f"reach-{announcement_id}", [say()(one) for one in HEADS], map(_line, _sorted(found)))


HEADS: tuple[Text, ...] = (_("Version"), _("District"), _("Way"), _("Outcome"), _("Why"), _("Tried instead"), _("People"))
DETAILS: tuple[Text, ...] = (
    _("Version"),
    _("District"),
    _("Way"),
    _("To"),
    _("Language"),
    _("Outcome"),
    _("Why"),
    _("Tried instead"),
    _("Tries"),
    _("Written at"),
    _("Last news at"),
)


def _found(announcement_id: int) -> tuple[Announcement, Ledger]:
    town = member().town
    with core().database.reading(town) as work:
        one = work.session.get(Announcement, (town.id, announcement_id))
        if one is None:
            raise NotFound("announcement", _("There is no such announcement."))
        work.session.expunge(one)
        return one, ledger(work, announcement_id)


def _version(found: Ledger) -> int:
    """The version that was asked for, else the last one that anybody was told of."""
    asked = request.args.get("version", type=int)
    return asked if asked in found.versions and asked is not None else max(found.versions, default=0)


def _title(announcement: Announcement) -> str:
    for code in (member().person.language, *member().town.languages):
        if title := announcement.texts.get(code, {}).get("title"):
            return str(title)
    return ""


def _versions(announcement_id: int, numbers: Sequence[int]) -> list[dict[str, Any]]:
    """The versions that anybody was told of, each with what it was."""
    with core().database.reading(member().town) as work:
        what = {one.version: one.what for one in versions.versions(work, announcement_id)}
    return [{"number": number, "what": WHAT.get(what.get(number, ""), "")} for number in numbers]


WHAT: dict[str, Text] = {"corrected": _("correction"), "updated": _("update"), "withdrawn": _("withdrawal")}


def _totals(counts: Mapping[Reach, int], of: int) -> list[dict[str, Any]]:
    """The figures with their percents."""
    percents = percents_of([counts[one] for one in REACH], of)
    return [
        {"key": str(one), "name": REACH[one], "count": counts[one], "percent": percent}
        for one, percent in zip(REACH, percents, strict=True)
    ]


def percents_of(counts: Sequence[int], of: int) -> list[int]:
    """Whole percents that add up to a hundred: the largest remainders are rounded up.

    Nobody reads of a hundred while somebody is missing.
    """
    percents = [count * 100 // of if of else 0 for count in counts]
    left = 100 - sum(percents) if of else 0
    by_rest = sorted(range(len(counts)), key=lambda place: -(counts[place] * 100 % of if of else 0))
    for place in [place for place in by_rest if counts[place] and percents[place] < 99][:left]:
        percents[place] += 1
    return percents


def _district(key: str, each: Mapping[Reach, int]) -> dict[str, Any]:
    told = sum(each.values())
    bars, at = [], 0.0
    for one in Reach:
        width = round(each[one] * 100 / told, 2) if told else 0.0
        bars.append({"key": str(one), "at": round(at, 2), "width": width})
        at += width
    return {"name": _district_name(key), "told": told, "counts": [each[one] for one in Reach], "bars": bars}


def _district_name(key: str) -> Sentence:
    if not key:
        return _("Whole town")
    known = member().town.district(key)
    return known.name if known is not None else key


def _ordered(found: Ledger) -> Sequence[Figure]:
    """Who was not reached first, the most first."""
    order = {one: place for place, one in enumerate((Reach.MISSED, Reach.UNCERTAIN, Reach.WAITING, Reach.HANDED, Reach.REACHED))}
    return sorted(found.figures, key=lambda one: (order[one.reach], -one.count, one.district, one.way))


def _sorted(found: Ledger) -> Sequence[Figure]:
    """As a table is read: by version, district and way, and then who was not reached first."""
    return sorted(_ordered(found), key=lambda one: (one.version, say()(_district_name(one.district)), one.way))


def _way(key: str) -> Sentence:
    return words.WAYS[Way(key)] if key else ""


def _reason(one: Figure) -> dict[str, Any]:
    return {
        "district": _district_name(one.district),
        "way": _way(one.way),
        "reach": REACH[one.reach],
        "why": why(one.state, one.reason),
        "count": one.count,
    }


def _tried(one: Figure) -> dict[str, Any]:
    """What was tried in vain, with what was tried instead."""
    return _reason(one) | {"why": whole(one.state, one.reason, one.next_way)}


def _line(one: Figure) -> list[object]:
    said = [say()(part) for part in (_district_name(one.district), _way(one.way), REACH[one.reach], why(one.state, one.reason))]
    return [one.version, *said, say()(_way(one.next_way)), one.count]


def _details(announcement_id: int) -> Iterator[list[object]]:
    here, zone = say(), say().zone
    for one in messages(core().database, member().town, announcement_id):
        yield [
            one.version,
            here(_district_name(one.district)),
            here(_way(one.way)),
            one.address,
            one.language,
            here(REACH[Figure(0, "", one.way, one.state, "", "", 1).reach]),
            here(why(one.state, one.reason)),
            here(_way(one.next_way)),
            one.attempts,
            one.created_at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            one.updated_at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
        ]
