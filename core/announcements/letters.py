"""The e-mail of an announcement: plain text, with where to read on and how to end."""

from core.announcements import facts
from core.announcements.written import Written
from core.languages import tongue
from core.municipalities.model import Municipality
from core.text import Many, Sentence, _


def letter(
    town: Municipality, one: Written, language: str, page: str, preferences: str, what: str = "published", why: str = ""
) -> tuple[str, str]:
    """Subject and body in one language. `page` and `preferences` are whole addresses."""
    say = tongue(language, zone=town.zone)
    written = facts.source(town, one, language)
    title = Many((facts.mark(what), one.text(written, "title")))
    # What was withdrawn does not hold: its text and its facts would only mislead.
    withdrawn = what == "withdrawn" and bool(why)
    told = [] if withdrawn else details(town, one)
    body: tuple[Sentence, ...] = (
        facts.DANGER if one.warns_of_danger and what != "withdrawn" else "",
        _unwritten(written, language),
        title,
        why,
        one.text(written, "body") if not withdrawn else "",
        "\n".join(f"{say(name)}: {shown}" for name, sentence in told if (shown := say(sentence))),
        _("Read it on our website: {address}", address=page),
        Many((town.name, _("To change or end these messages: {address}", address=preferences)), by="\n"),
    )
    return say(Many((town.name, title), by=": ")), say(Many(body, by="\n\n"))


def details(town: Municipality, one: Written) -> list[tuple[Sentence, Sentence]]:
    """The facts with their names, as e-mail and web page show them; one that is not said is ""."""
    return [
        (_("Where"), one.place),
        (_("When"), facts.when(town, one)),
        (_("For"), facts.area(town, one)),
        (_("Valid until"), one.valid_until or ""),
    ]


def _unwritten(written: str, language: str) -> Sentence:
    if written == language:
        return ""
    return _(
        "There is no wording in your language. This announcement is written in {language} only.",
        language=facts.named(written, language),
    )
