"""All forms of an announcement side by side, whom they would reach, what that costs, and what should be known before."""

from collections.abc import Sequence
from typing import Any

from channels.here import core, language
from core.announcements import briefs, facts, letters, reach, scripts
from core.announcements.checking import Finding, doubtful, wrong
from core.announcements.costs import Cost, costs, total
from core.announcements.files import Enclosure
from core.announcements.forms import form
from core.announcements.kinds import KIND_NAMES, Kind
from core.announcements.reach import Reach
from core.announcements.written import Written
from core.languages import tongue
from core.messages.alphabet import segments
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.ports import Work
from core.text import Sentence, _, plural


def shown(
    work: Work,
    one: Written,
    files: Sequence[Enclosure],
    what: str,
    number: int,
    unreadable: Sequence[Finding] = (),
    why: str = "",
    before: Written | None = None,
) -> dict[str, Any]:
    """The context of desk/_announcement_forms.html; `unreadable` is what the form held and nobody could read, `why` the
    reason of what became of it, `before` what it corrects."""
    town, now = work.municipality, core().clock.now()
    reached, followed = reach.reach(work, one), reach.followers(work, one)
    spent = _costs(town, one, reached, what) if reached.total else []
    found = [*unreadable, *wrong(town, one, now, files, what), *doubtful(town, one, reached, followed, now, before)]
    return {
        "forms": [_forms(town, one, code, what, number, why) for code in town.languages],
        "grave": [finding for finding in found if finding.grave],
        "doubtful": [finding for finding in found if not finding.grave],
        "reach": _reach(town, one, reached),
        "costs": [_cost(cost) for cost in spent],
        "cost": money(total(spent), any(cost.assumed for cost in spent)),
        "kind_name": KIND_NAMES[Kind(one.kind)] if one.kind else "",
        "files": files,
    }


def _forms(town: Municipality, one: Written, code: str, what: str, number: int, why: str) -> dict[str, Any]:
    """The forms of one language; a language without words has its forms too, which say so."""
    site = core().site(town)
    says = any(text.get("title") for text in one.texts.values())
    text, voice = (form(town, one, way, code, what=what, why=why)[1] if says else "" for way in (Way.TEXT, Way.CALL))
    subject, body = form(town, one, Way.EMAIL, code, site=site, number=number, what=what, why=why) if says else ("", "")
    source = facts.source(town, one, code)
    own = tongue(code, zone=town.zone)
    return {
        "code": code,
        "name": facts.named(code, language()),
        "written": code in one.languages,
        "says": says,
        "text": text,
        "text_said": _text_said(text),
        "text_over": bool(briefs.over(text)),
        "voice": voice,
        "voice_said": _voice_said(voice),
        "voice_over": bool(scripts.over(voice)),
        "subject": subject,
        "letter": body,
        "title": one.text(source, "title"),
        "body": one.text(source, "body"),
        "source": source,
        "mark": own(facts.mark(what)),
        "why": why,
        "facts": [(own(name), said) for name, sentence in letters.details(town, one) if (said := own(sentence))],
    }


def _text_said(text: str) -> Sentence:
    """How long a text message is: its parts, and how many letters are left or too many."""
    counted = segments(text)
    over, left = briefs.over(text), briefs.LONGEST - briefs.units(text)
    if over:
        return plural("{count} letter too long", "{count} letters too long", over)
    parts = plural("{count} part as a text message", "{count} parts as a text message", counted.count)
    return _("{parts}, {left} letters left", parts=parts, left=left)


def _voice_said(voice: str) -> Sentence:
    if over := scripts.over(voice):
        return plural("{count} letter longer than people listen", "{count} letters longer than people listen", over)
    return plural("about {count} second", "about {count} seconds", scripts.seconds(voice))


def _reach(town: Municipality, one: Written, reached: Reach) -> dict[str, Any]:
    """How many by way and language, and by district; those who follow the whole town are counted apart."""
    languages = list(dict.fromkeys([*town.languages, *(language for _way, language, _district in reached.counts)]))
    districts = [one for one in town.districts if reached.by(district=one.key) or one.key in _named(reached)]
    return {
        "known": bool(one.topics) or one.kind == Kind.EMERGENCY,
        "total": reached.total,
        "ways": [
            {"way": WAY_NAMES[way], "counts": [reached.by(way=str(way), language=code) for code in languages], "total": count}
            for way in WAY_NAMES
            if (count := reached.by(way=str(way))) or way in one.ways
        ],
        "languages": [facts.named(code, language()) for code in languages],
        "districts": [{"name": found.name, "count": reached.by(district=found.key)} for found in districts],
        "whole_town": reached.by(district=""),
    }


def _named(reached: Reach) -> set[str]:
    return {district for _way, _language, district in reached.counts}


def _costs(town: Municipality, one: Written, reached: Reach, what: str) -> list[Cost]:
    return costs(town, one, reached, what) if one.texts else []


def _cost(cost: Cost) -> dict[str, Any]:
    return {
        "way": WAY_NAMES[cost.way],
        "language": facts.named(cost.language, language()),
        "people": cost.people,
        "parts": cost.parts if cost.way is Way.TEXT else 0,
        "total": money(cost.total, cost.assumed),
    }


def money(cents: float, assumed: bool = False) -> Sentence:
    """Cents as euros: «12,40 €», and that nobody said the price."""
    euros = f"{cents / 100:.2f} €".replace(".", "," if language() == "el" else ".")
    return _("{money} (assumed)", money=euros) if assumed else euros


WAY_NAMES: dict[Way, Sentence] = {
    Way.TEXT: _("text messages"),
    Way.CALL: _("telephone calls"),
    Way.EMAIL: _("e-mails"),
}
