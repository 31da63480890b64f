"""The HTML part of a letter, drawn from the same words as the plain one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, Template

from core.bootstrap import Core
from core.languages import tongue
from core.messages.sending import Letter
from core.text import _

TEMPLATES = Path(__file__).parents[2] / "templates"
PRIMARY = "#003375"
# What is a link in plain words. A full stop or bracket after it belongs to the sentence.
_LINK = re.compile(r"https?://[^\s<>\"'«»]*[^\s<>\"'«».,;:!?)·]")


@dataclass(frozen=True, slots=True)
class Look:
    """Who writes: their name in the letter's language, the address of their site, and a colour on which white can be read."""

    name: str = ""
    site: str = ""
    primary: str = PRIMARY


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    link: str = ""


def look_of(core: Core, letter: Letter) -> Look:
    """The look of the town that writes; a letter of the installation itself has none."""
    town = next((one for one in core.directory.all() if one.key == letter.town), None)
    if town is None:
        return Look()
    name = tongue(letter.language, zone=town.zone)(town.name)
    return Look(name, core.site(town), town.colours.get("primary", PRIMARY))


def why(letter: Letter) -> str:
    """Why they get it, in the letter's language."""
    return tongue(letter.language)(_("You get this letter because you subscribed to our announcements."))


def no_more(letter: Letter) -> str:
    return tongue(letter.language)(_("To get no more of them, unsubscribe here"))


def drawn(letter: Letter, look: Look, unsubscribe: str) -> str:
    """The page. Who writes stands above it, and a title said twice would be heard twice: each is shown once."""
    title = letter.subject.removeprefix(f"{look.name}: ") if look.name else letter.subject
    body = letter.body.strip().removeprefix(title).lstrip() or letter.body
    return _template().render(
        letter=letter,
        look=look,
        title=title,
        paragraphs=list(paragraphs(body)),
        unsubscribe=unsubscribe,
        why=why(letter),
        no_more=no_more(letter),
    )


def paragraphs(body: str) -> Iterator[list[list[Piece]]]:
    """Paragraphs lie between empty lines; each is its lines, each of those its pieces."""
    for paragraph in re.split(r"\n\s*\n", body.strip()):
        yield [list(pieces(line)) for line in paragraph.split("\n")]


def pieces(line: str) -> Iterator[Piece]:
    at = 0
    for found in _LINK.finditer(line):
        if found.start() > at:
            yield Piece(line[at : found.start()])
        yield Piece(found.group(), found.group())
        at = found.end()
    if at < len(line):
        yield Piece(line[at:])


@cache
def _template() -> Template:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("email/letter.html")
