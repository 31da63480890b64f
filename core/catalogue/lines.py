"""Where in a TOML text a key or a table stands. The standard parser tells values but no lines."""

import re
from dataclasses import dataclass, field

Path = tuple[str | int, ...]

_TABLE = re.compile(r"^\s*\[\s*([^\[\]]+?)\s*\]")
_ARRAY = re.compile(r"^\s*\[\[\s*([^\[\]]+?)\s*\]\]")
_KEY = re.compile(r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=\s*(.*)$""")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|#.*$')


@dataclass
class Lines:
    """The line of every table, key and element of an array over several lines; `at` falls back to the parent."""

    found: dict[Path, int] = field(default_factory=dict)

    def at(self, *path: str | int) -> int:
        """The line of this key, or of the nearest table around it; 1 when there is none."""
        while path:
            if path in self.found:
                return self.found[path]
            path = path[:-1]
        return 1


def scan(text: str) -> Lines:
    """Read the usual shapes of TOML: tables, arrays of tables, keys, arrays and strings over several lines."""
    return _Scanner().scan(text)


class _Scanner:
    def __init__(self) -> None:
        self.lines = Lines()
        self.table: Path = ()
        self.tables: dict[str, int] = {}
        # The key whose array is still open, how deep its brackets are, and its elements so far.
        self.open: Path = ()
        self.depth = 0
        self.element = 0
        self.quotes = ""

    def scan(self, text: str) -> Lines:
        for number, line in enumerate(text.splitlines(), 1):
            if self.quotes:
                self.quotes = "" if self.quotes in line else self.quotes
            elif self.depth > 0:
                self._inside_array(number, line)
            else:
                self._at_top(number, line)
        return self.lines

    def _at_top(self, number: int, line: str) -> None:
        if found := _ARRAY.match(line):
            name = found.group(1)
            self.tables[name] = self.tables.get(name, -1) + 1
            self.table = (*_parts(name), self.tables[name])
            self.lines.found.setdefault(self.table[:-1], number)
            self.lines.found[self.table] = number
        elif found := _TABLE.match(line):
            self.table = self._inside_last(_parts(found.group(1)))
            self.lines.found[self.table] = number
        elif found := _KEY.match(line):
            self.open = (*self.table, *_parts(found.group(1)))
            self.lines.found[self.open] = number
            self._value(number, found.group(2))

    def _inside_last(self, parts: Path) -> Path:
        """A table beneath an array of tables belongs to its last element."""
        name = str(parts[0])
        return (name, self.tables[name], *parts[1:]) if name in self.tables and len(parts) > 1 else parts

    def _value(self, number: int, value: str) -> None:
        for quotes in ('"""', "'''"):
            if value.startswith(quotes) and quotes not in value[3:]:
                self.quotes = quotes
                return
        self.element = 0
        if value.lstrip().startswith("["):
            self._elements(number, value)
            self.depth = _depth(value)

    def _inside_array(self, number: int, line: str) -> None:
        self._elements(number, line)
        self.depth += _depth(line)

    def _elements(self, number: int, text: str) -> None:
        """Count the inline tables of an array as they begin."""
        for _ in range(_outer_tables(text)):
            self.lines.found[(*self.open, self.element)] = number
            self.element += 1


def _parts(name: str) -> Path:
    return tuple(part.strip().strip("\"'") for part in name.split("."))


def _depth(text: str) -> int:
    bare = _QUOTED.sub("", text)
    return bare.count("[") - bare.count("]")


def _outer_tables(text: str) -> int:
    depth = count = 0
    for character in _QUOTED.sub("", text):
        if character == "{":
            count += depth == 0
            depth += 1
        elif character == "}":
            depth -= 1
    return count
