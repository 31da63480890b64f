"""One catalogue file being read: its values, their lines, and what turned out to be wrong with them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from core.catalogue.lines import Lines
from core.catalogue.problems import Problem
from core.text import Wording

LANGUAGES = frozenset({"el", "en", "fr", "de", "it", "es", "sq", "bg", "ru", "uk", "tr", "ar", "ro"})


@dataclass
class Page:
    """A table of a file, with its path inside. Every reader answers something usable and notes what was wrong."""

    file: Path
    lines: Lines
    values: Mapping[str, object]
    languages: tuple[str, ...]
    path: tuple[str | int, ...] = ()
    name: str = ""
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, what: str, *key: str | int) -> None:
        """Note a problem at this key's line."""
        self.problems.append(Problem(self.file, self.lines.at(*self.path, *key), f"{self.name}{what}"))

    def within(self, values: Mapping[str, object], name: str, *path: str | int) -> "Page":
        """A table inside this one. Problems go to the same list; `name` begins their sentences."""
        return Page(self.file, self.lines, values, self.languages, (*self.path, *path), name, self.problems)

    def known(self, *keys: str) -> None:
        for key in self.values:
            if key not in keys:
                self.wrong(f'unknown key "{key}"', key)

    def text(self, key: str, default: str | None = None, one_of: Collection[str] = ()) -> str:
        value = self.values.get(key, default)
        if value is None:
            self.wrong(f'"{key}" is missing')
        elif not isinstance(value, str):
            self.wrong(f'"{key}" must be text', key)
        elif one_of and value not in one_of:
            self.wrong(f'unknown {key} "{value}" (one of {", ".join(one_of)})', key)
        else:
            return value
        return default or ""

    def whole(self, key: str, default: int | None = None, least: int = 0) -> int:
        value = self.values.get(key, default)
        if value is None:
            self.wrong(f'"{key}" is missing')
        elif isinstance(value, bool) or not isinstance(value, int) or value < least:
            self.wrong(f'"{key}" must be a whole number of at least {least}', key)
        else:
            return value
        return default or least

    def flag(self, key: str, default: bool) -> bool:
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            self.wrong(f'"{key}" must be true or false', key)
            return default
        return value

    def table(self, key: str) -> Mapping[str, object] | None:
        value = self.values.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.wrong(f'"{key}" must be a table', key)
            return None
        return value

    def tables(self, key: str) -> Iterator[tuple[int, Mapping[str, object]]]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.wrong(f'"{key}" must be a list of tables', key)
            return
        yield from enumerate(value)

    def strings(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            self.wrong(f'"{key}" must be a list of texts', key)
            return ()
        return tuple(value)

    def wording(self, key: str, longest: int = 0, required: bool = True) -> Wording | None:
        """A sentence by language. `longest` is in characters, in each language; 0 sets no bound."""
        table = self.table(key)
        if table is None:
            if required and key not in self.values:
                self.wrong(f'"{key}" is missing')
            return None
        said = {language: self._words(key, language, words, longest) for language, words in table.items()}
        for language in self.languages:
            if language not in table:
                self.wrong(f'"{key}" has no wording in "{language}"', key)
        return Wording(said)

    def _words(self, key: str, language: str, words: object, longest: int) -> str:
        if language not in LANGUAGES:
            self.wrong(f'"{key}": unknown language "{language}"', key, language)
        if not isinstance(words, str) or not words.strip():
            self.wrong(f'"{key}" in "{language}" must be a text that is not blank', key, language)
            return ""
        if longest and len(words) > longest:
            self.wrong(f'"{key}" in "{language}" is {len(words)} characters long, at most {longest}', key, language)
        return words.strip()
