"""The questions of a service file."""

from collections.abc import Mapping, Sequence

from core.catalogue.page import Page
from core.dialogue.kinds.base import Kind
from core.dialogue.service import Condition, Option, Question
from core.text import Many, Sentence, Text, Wording

LONGEST_SHORT = 60
LONGEST_LABEL = 40
LONGEST_ASK = 250
_KEYS = ("key", "kind", "required", "ask", "label", "short", "hint", "options", "when")
_BLANK = Wording({})


def questions(page: Page, kinds: Mapping[str, Kind]) -> tuple[Question, ...]:
    """All questions of the file, in order. A condition may name an earlier question only."""
    found: list[Question] = []
    for index, table in page.tables("question"):
        key = table.get("key")
        part = page.within(table, f'question "{key}": ' if key else f"question {index + 1}: ", "question", index)
        one = _question(part, kinds, found)
        if any(one.key == other.key for other in found):
            part.wrong("asked twice", "key")
        found.append(one)
    return tuple(found)


def _question(page: Page, kinds: Mapping[str, Kind], earlier: Sequence[Question]) -> Question:
    kind = kinds.get(name := page.text("kind"))
    if kind is None and name:
        page.wrong(f'unknown kind "{name}"', "kind")
    question = Question(
        key=page.text("key"),
        kind=kind or next(iter(kinds.values())),
        ask=page.wording("ask", LONGEST_ASK) or _BLANK,
        label=page.wording("label", LONGEST_LABEL) or _BLANK,
        short=page.wording("short", LONGEST_SHORT) or _BLANK,
        hint=page.wording("hint", LONGEST_ASK, required=False),
        options=_options(page),
        required=page.flag("required", True),
        when=_condition(page, earlier),
        settings={key: value for key, value in page.values.items() if key not in _KEYS},
    )
    if kind is not None and (complaint := kind.check(question)) is not None:
        page.wrong(_english(complaint))
    return question


def _options(page: Page) -> tuple[Option, ...]:
    found: list[Option] = []
    for index, table in page.tables("options"):
        part = page.within(table, f'{page.name}option "{table.get("key", index + 1)}": ', "options", index)
        part.known("key", "label", "words")
        option = Option(part.text("key"), part.wording("label", LONGEST_LABEL) or _BLANK, part.strings("words"))
        if any(option.key == other.key for other in found):
            part.wrong("offered twice", "key")
        found.append(option)
    return tuple(found)


def _condition(page: Page, earlier: Sequence[Question]) -> Condition | None:
    table = page.table("when")
    if table is None:
        return None
    part = page.within(table, f"{page.name}when: ", "when")
    part.known("question", "is", "in")
    name = part.text("question")
    values = part.strings("in") if "in" in table else (_value(part),)
    asked = next((one for one in earlier if one.key == name), None)
    if asked is None:
        part.wrong(f'"{name}" is not an earlier question', "question")
    elif unknown := [value for value in values if value not in _possible(asked, values)]:
        part.wrong(f'"{name}" cannot be answered "{unknown[0]}"')
    return Condition(name, values)


def _value(page: Page) -> str:
    """What `is` says, as the text a condition compares with."""
    value = page.values.get("is")
    if value is None:
        page.wrong('"is" or "in" is missing')
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _possible(question: Question, values: Sequence[str]) -> Sequence[str]:
    if question.options:
        return [option.key for option in question.options]
    return ("true", "false") if question.kind.name == "yes-no" else values


def _english(sentence: Sentence) -> str:
    """A kind's complaint about a definition, for whoever edits the file: in the software's own language."""
    match sentence:
        case Text(source, params):
            return source.format(**params) if params else source
        case Many(parts, by):
            return by.join(map(_english, parts))
        case Wording():
            return sentence.best("en")[0]
        case _:
            return str(sentence)
