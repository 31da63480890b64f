"""Keep of the vendored stylesheet only what our pages use.

    python templates/tools/strip_css.py templates/tools/digigov-0.37.0.css templates > templates/static/digigov.css

A rule stays when every class of its selector is named by a template or script, or when it has no class at all (the base
that every page stands on). Custom properties that nothing kept refers to are dropped, and rules left empty with them, and so
are the vendor's rules for paper (ours are in thyrida.css) and spellings for browsers of long ago.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

SOURCES = ("*.html", "*.js")
CLASS_NAMED = re.compile(r"(?<![\w-])govgr-[a-zA-Z0-9_-]+")
CLASS_SELECTED = re.compile(r"\.((?:\\.|[\w-])+)")
DEFINED = re.compile(r"(--[\w-]+)\s*:")
REFERRED = re.compile(r"var\(\s*(--[\w-]+)")
COMMENT = re.compile(r"/\*(?!!).*?\*/", re.DOTALL)
# Colours spelled by channel and opacity, where the opacity set beside them is 1: the plain colour says the same.
SPELLED = re.compile(r"rgba\(var\((--color-[\w-]+?)-rgb\),var\((--tw-\w+-opacity)\)\)")
PREFIXED = re.compile(
    r"^(-webkit-(?!appearance)|-moz-|-o-)|:-(webkit|moz)-(min-content|max-content|fit-content|sticky)$|^position:-webkit"
)
# Selectors of the vendor's dark theme and of browsers that no longer exist; the light theme is the only one here.
UNWANTED = re.compile(r"\.dark|-moz-focus-inner|-moz-ui-invalid|:-moz-focusring|::-moz-placeholder|#govgr")

Rule = tuple[str, "str | list[Rule]"]


def named_classes(templates: Path) -> frozenset[str]:
    """Every class of the design system that a page names. Names made of pieces are not seen: write them whole."""
    files = [path for pattern in SOURCES for path in templates.rglob(pattern)]
    return frozenset(name for path in files for name in CLASS_NAMED.findall(path.read_text("utf-8")))


def parse(css: str) -> list[Rule]:
    """A stylesheet as (prelude, declarations), or (prelude, rules) for an at-rule with a block of rules."""
    return list(_rules(css))


def _rules(css: str) -> Iterator[Rule]:
    at = 0
    while (opened := css.find("{", at)) != -1:
        closed = _closing(css, opened)
        prelude, block = css[at:opened].strip(), css[opened + 1 : closed]
        grouping = prelude.startswith(("@media", "@supports"))
        yield prelude, (parse(block) if grouping else block.strip())
        at = closed + 1


def _closing(css: str, opened: int) -> int:
    """Where the brace opened there is closed. Braces inside quotes do not count."""
    depth, quote = 0, ""
    for at in range(opened, len(css)):
        char = css[at]
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "{}":
            depth += 1 if char == "{" else -1
            if depth == 0:
                return at
    raise ValueError(f"the brace opened at {opened} is never closed")


def keep(rules: list[Rule], wanted: frozenset[str]) -> list[Rule]:
    kept: list[Rule] = []
    for prelude, body in rules:
        if isinstance(body, list):
            inner = keep(body, wanted)
            if inner and prelude != "@media print":
                kept.append((prelude, inner))
        elif prelude.startswith("@"):
            continue  # Animations and the like: no page of ours moves.
        elif selectors := _selectors(prelude, wanted):
            kept.append((selectors, plainly(body)))
    return kept


def plainly(body: str) -> str:
    """The same declarations without prefixes, and with colours named instead of spelled."""
    parts = [one for one in re.split(r";(?![^(]*\))", body) if not PREFIXED.search(one)]
    opaque = {one.removesuffix(":1") for one in parts if one.startswith("--tw-") and one.endswith("-opacity:1")}
    named = [SPELLED.sub(lambda found: f"var({found[1]})" if found[2] in opaque else found[0], one) for one in parts]
    return ";".join(one for one in named if one.removesuffix(":1") not in opaque)


def _selectors(prelude: str, wanted: frozenset[str]) -> str:
    parts = re.split(r",(?![^(]*\))", prelude)
    return ",".join(part for part in parts if not UNWANTED.search(part) and _used(part, wanted))


def _used(selector: str, wanted: frozenset[str]) -> bool:
    return all(name in wanted for name in CLASS_SELECTED.findall(selector))


def without_unused_properties(rules: list[Rule], referred_elsewhere: frozenset[str]) -> list[Rule]:
    """Drop definitions of custom properties until no kept one is unused: a property may be used by another only."""
    while True:
        referred = frozenset(REFERRED.findall(write(rules))) | referred_elsewhere
        fewer = _drop(rules, referred)
        if fewer == rules:
            return rules
        rules = fewer


def _drop(rules: list[Rule], referred: frozenset[str]) -> list[Rule]:
    left: list[Rule] = []
    for prelude, body in rules:
        smaller = _drop(body, referred) if isinstance(body, list) else _declarations(body, referred)
        if smaller:
            left.append((prelude, smaller))
    return left


def _declarations(body: str, referred: frozenset[str]) -> str:
    parts = re.split(r";(?![^(]*\))", body)
    return ";".join(one for one in parts if not (name := DEFINED.match(one)) or name[1] in referred)


def write(rules: list[Rule]) -> str:
    return "".join(f"{prelude}{{{write(body) if isinstance(body, list) else body}}}" for prelude, body in rules)


def strip(css: str, templates: Path) -> str:
    """The stylesheet with the vendor's notices, and of its rules those that the templates use."""
    notices = re.findall(r"/\*!.*?\*/", css, re.DOTALL)
    rules = parse(COMMENT.sub("", re.sub(r"/\*!.*?\*/", "", css, flags=re.DOTALL)))
    kept = keep(rules, named_classes(templates))
    ours = (templates / "static" / "thyrida.css").read_text("utf-8")
    kept = without_unused_properties(kept, frozenset(REFERRED.findall(ours)))
    return "\n".join([*notices, write(kept)]) + "\n"


if __name__ == "__main__":
    sys.stdout.write(strip(Path(sys.argv[1]).read_text("utf-8"), Path(sys.argv[2])))
