"""The form of an alert: what it shows, what it brings, and what stands in it again when something was wrong."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from babel import Locale
from flask import render_template, request

from channels.desk.areamap import area_map
from channels.desk.session import member
from channels.here import language, say
from core.emergencies import areas
from core.emergencies.events import PARTS, Event
from core.emergencies.forms import event_of
from core.emergencies.standing import AFTERWARDS
from core.emergencies.tables import Alert
from core.emergencies.vocabulary import CERTAINTY_NAMES, SEVERITY_NAMES, TYPE_NAMES, URGENCY_NAMES, Type, Urgency
from core.emergencies.writing import LONGEST, Written
from core.errors import InvalidAnswer
from core.languages import tongue
from core.text import Sentence, _


def read_form(event: str, now: datetime, before: Alert | None, type_: Type) -> Written:
    """What the form brought. For how long it holds and how bad it is, is not asked of an all-clear.

    Raises:
        InvalidAnswer: something in it is no answer; its code is the field's name.
    """
    town, form = member().town, request.form
    over = type_ is Type.CANCEL and before is not None
    expires_at = now + AFTERWARDS if over else _until(now, before)
    words = {code: {part: _words(part, code) for part in (*PARTS, "area")} for code in town.languages}
    kept: Mapping[str, Any] = before.texts if before is not None else {}
    if before is not None:
        for code, brought in words.items():
            brought["event"] = str(kept.get(code, {}).get("event", ""))
    web = _field("web")
    if web and not web.startswith(("https://", "http://")):
        raise InvalidAnswer("web", _("Write the whole address, with https:// before it."))
    return Written(
        event=event,
        # What another authority wrote in a language that the town does not speak stays with it.
        texts={**{code: one for code, one in kept.items() if code not in town.languages}, **words},
        urgency=str(Urgency.PAST) if over else form.get("urgency", ""),
        severity=before.severity if before is not None and over else form.get("severity", ""),
        certainty=before.certainty if before is not None and over else form.get("certainty", ""),
        expires_at=expires_at,
        districts=tuple(form.getlist("districts")),
        area=areas.read_area(_field("area")),
        contact=_field("contact")[:200],
        web=web[:300],
        onset_at=before.onset_at if before is not None else None,
        categories=tuple(before.categories) if before is not None else (),
        responses=tuple(before.responses) if before is not None else (),
        origin=(before.source, before.source_identifier, before.source_sent) if before is not None else ("", "", ""),
        drill=before.drill if before is not None else form.get("drill") == "yes",
    )


def _until(now: datetime, before: Alert | None) -> datetime:
    hours = request.form.get("hours", "").strip().replace(",", ".")
    if before is not None and before.source and hours == _hours(before.expires_at - now) and before.expires_at > now:
        # The moment that another authority gave, which nobody has changed.
        return before.expires_at
    try:
        return now + timedelta(hours=float(hours))
    except (ValueError, OverflowError) as error:
        raise InvalidAnswer("hours", _("Write for how many hours it holds, like 6.")) from error


def _hours(lasts: timedelta) -> str:
    """Hours as they are typed, to the half hour."""
    return f"{max(round(lasts / timedelta(hours=1) * 2) / 2, 1):g}"


def fields_of(one: Written | Alert, now: datetime) -> dict[str, Any]:
    """An alert as its form shows it."""
    fields: dict[str, Any] = {
        "urgency": one.urgency,
        "severity": one.severity,
        "certainty": one.certainty,
        "hours": _hours(one.expires_at - now),
        "districts": list(one.districts),
        "area": areas.write_area(one.area),
        "contact": one.contact,
        "web": one.web,
        "drill": one.drill,
    }
    for code, words in one.texts.items():
        fields |= {f"{part}-{code}": words.get(part, "").replace(areas.BLANK, _blank(code)) for part in (*PARTS, "area")}
    return fields


def typed() -> dict[str, Any]:
    """What was typed, to be shown again."""
    return {
        **{name: value for name, value in request.form.items() if name not in ("csrf_token", "do")},
        "districts": request.form.getlist("districts"),
        "drill": request.form.get("drill") == "yes",
    }


def form_page(
    fields: Mapping[str, Any],
    action: str,
    kind: Event | None = None,
    alert: Alert | None = None,
    type_: Type | None = None,
    problem: Sentence | None = None,
    blames: str = "",
) -> str:
    town = member().town
    is_a = type_ or (Type(alert.type) if alert is not None else Type.ALERT)
    name: Sentence = kind.name if kind is not None else event_of(alert, language()) if alert is not None else ""
    return render_template(
        "desk/emergency_form.html",
        fields=fields,
        action=f"/desk{action}",
        event=name,
        drill=bool(fields.get("drill")),
        may_drill=alert is None,
        type=TYPE_NAMES[is_a],
        over=is_a is Type.CANCEL,
        blank=_blank(language()),
        back=alert.id if alert is not None else None,
        back_title=name,
        source=alert.source if alert is not None else "",
        problem=problem,
        blames={"expires": "hours", "event": f"headline-{town.languages[0]}"}.get(blames, blames),
        languages=[(code, Locale.parse(code).get_display_name(language()) or code) for code in town.languages],
        districts=[{"value": one.key, "label": say()(one.name)} for one in town.districts],
        map=area_map(town),
        urgencies=_items(URGENCY_NAMES),
        severities=_items(SEVERITY_NAMES),
        certainties=_items(CERTAINTY_NAMES),
        longest=LONGEST,
    )


def _items(names_of: Mapping[Any, Sentence]) -> list[dict[str, str]]:
    return [{"value": str(key), "label": say()(label)} for key, label in names_of.items()]


def phone() -> str:
    number = member().town.desk_number
    return number if not number.startswith("+30") else f"{number[3:6]} {number[6:9]} {number[9:]}"


def _field(name: str) -> str:
    return request.form.get(name, "").replace("\x00", "").replace("\r\n", "\n").strip()[:4000]


def _blank(code: str) -> str:
    """What stands for the area's name while an alert is written in a language."""
    return tongue(code)(_("[area]"))


def _words(part: str, code: str) -> str:
    return _field(f"{part}-{code}").replace(_blank(code), areas.BLANK)
