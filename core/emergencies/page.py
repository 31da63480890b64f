"""Drawing the page that stands on files: whole by itself, without whoever serves the rest of the site."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

from core.emergencies.forms import Said, event_of
from core.emergencies.tables import Alert
from core.emergencies.vocabulary import Type, endangers_life
from core.languages import tongue, translations
from core.municipalities.model import Municipality
from core.text import Sentence, Wording

TEMPLATES = Path(__file__).parents[2] / "templates"


def draw(town: Municipality, language: str, shown: Sequence[tuple[Said, Alert]], now: datetime) -> str:
    """The page in one language."""
    say = tongue(language, zone=town.zone)

    def wording(words: Sentence) -> Markup:
        if not isinstance(words, Wording):
            return escape(say(words))
        text, code = words.best(language)
        return escape(text) if code == language else Markup('<span lang="{}">{}</span>').format(code, text)

    return (
        _environment(language)
        .get_template("web/emergency.html")
        .render(
            municipality=town,
            language=language,
            here="/emergency",
            say=say,
            wording=wording,
            asset=lambda path: f"/static/{path}",
            simulator="",
            alerts=[_shown(one, alert, language) for one, alert in shown],
            in_force=any(alert.type != Type.CANCEL for _one, alert in shown),
            danger=any(endangers_life(alert.severity, alert.urgency) for _one, alert in shown if alert.type != Type.CANCEL),
            written_at=now,
        )
    )


def _shown(one: Said, alert: Alert, language: str) -> dict[str, object]:
    return {
        "title": one.title,
        "paragraphs": one.body.split("\n\n"),
        "event": event_of(alert, language),
        "identifier": alert.identifier,
        "lang": one.written,
        "over": alert.type == Type.CANCEL,
        "at": alert.released_at,
        "web": alert.web,
    }


@cache
def _environment(language: str) -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = translations(language)
    made.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    return made
