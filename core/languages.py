"""The languages that the software speaks: one gettext catalogue each, read from `translations/` at start."""

from collections.abc import Mapping
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from core.text import Manner, Tongue

FOLDER = Path(__file__).parent.parent / "translations"
SOURCE = "en"
# In which languages we speak to somebody who has reached no town, and so none of its languages.
WITHOUT_TOWN = ("el", "en")


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language. It is compiled in memory, so that no built file can be stale."""
    path = FOLDER / language / "LC_MESSAGES" / "thyrida.po"
    if language == SOURCE or not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


@lru_cache(maxsize=256)
def tongue(language: str, manner: Manner | None = None, zone: str = "Europe/Athens") -> Tongue:
    return Tongue(language, translations(language), manner, zone)


def of_terminal(environment: Mapping[str, str]) -> Tongue:
    """How to speak to whoever types commands: as their terminal does (LC_ALL, LC_MESSAGES, LANG), else in English.

    A server's terminal often speaks no language at all ("C.UTF-8").
    """
    said = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return tongue(language if (language := said[:2].lower()) in WITHOUT_TOWN else SOURCE)


def language_name(language: str) -> str:
    """A language by its own name, with a capital as a list wants it."""
    name = Locale.parse(language).get_display_name(language) or language
    return name[:1].upper() + name[1:]
