"""A number: how many, how long, how much."""

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from core.dialogue.answers import Answer, Heard, Reply, Situation
from core.dialogue.kinds.base import Kind
from core.dialogue.kinds.lexicon import Lexicon
from core.dialogue.kinds.reading import letters, require_ascii_digits, whole, written, wrong_settings
from core.errors import InvalidAnswer
from core.text import Sentence, Wording, _, plural

if TYPE_CHECKING:
    from core.dialogue.service import Question

NUMBER_WORDS: Lexicon[int] = Lexicon(
    {
        0: "μηδέν κανένα κανένας καμία zero none",
        1: "ένα ένας μία μια one",
        2: "δύο δυο two",
        3: "τρία τρεις three",
        4: "τέσσερα τέσσερις τέσσερεις four",
        5: "πέντε five",
        6: "έξι six",
        7: "επτά εφτά seven",
        8: "οκτώ οχτώ eight",
        9: "εννέα εννιά nine",
        10: "δέκα ten",
    }
)
# What people count, written after the number. Words that would change it («χιλιάδες», "dozen") are not here.
_UNITS = frozenset(
    "τεμαχια τεμαχιο τεμ κομματια κοματια κομματι ατομα ατομο μετρα μετρο μ τμ ευρω χρονια χρονων ετη ετων ημερεσ "
    "μερεσ ημερα μερα μηνεσ φορεσ temaxia temahia kommatia komatia kommati atoma atomo metra metro eyro evro xronia "
    "hronia meres mines fores m euro euros eur piece pieces item items pcs person people persons metre metres meter "
    "meters year years day days month months time times".split()
)
_ABOUT = frozenset("περιπου peripou about around".split())
_FIGURE = re.compile(r"([+\-−]?) ?(\d[\d.,  ' ]*)")
_MOST_DIGITS = 15


class Number(Kind):
    """A number from `least` to `most` with up to `decimals` decimal places.

    The value is an int, or, where there are decimals, a string with exactly that many ("12.50").
    """

    name = "number"
    ways = frozenset({Reply.DIGITS, Reply.WORDS})

    def read(self, question: "Question", heard: Heard, situation: Situation) -> Answer:
        decimals = whole(question, "decimals", 0)
        amount = read_amount(heard.words, decimals, situation.language)
        least, most = question.settings.get("least"), question.settings.get("most")
        if isinstance(least, int) and amount < least:
            raise InvalidAnswer("too-small", _("The number must be {least} or more.", least=least))
        if isinstance(most, int) and amount > most:
            raise InvalidAnswer("too-large", _("The number must be {most} or less.", most=most))
        value = int(amount) if decimals == 0 else f"{amount:.{decimals}f}"
        return Answer(value, heard.form)

    def show(self, question: "Question", answer: Answer) -> Sentence:
        if isinstance(answer.value, int):
            return answer.value
        amount = str(answer.value)
        return Wording({"el": amount.replace(".", ","), "en": amount})

    def example(self, question: "Question", situation: Situation) -> Sentence:
        least, most = whole(question, "least", 0), question.settings.get("most")
        return min(max(3, least), most) if isinstance(most, int) else max(3, least)

    def check(self, question: "Question") -> Sentence | None:
        if not 0 <= whole(question, "decimals", 0) <= 6:
            return _("decimals must be from 0 to 6")
        return wrong_settings(question, numbers=("least", "most", "decimals"))


def read_amount(text: str, decimals: int, language: str) -> Decimal:
    """The number in a short text, in digits or, up to ten, in words.

    Raises:
        InvalidAnswer: "empty", "foreign-digits", "not-a-number", "not-whole", "too-many-decimals" or "too-large".
    """
    text = written(text).rstrip("#")
    require_ascii_digits(text)
    text = text.replace("€", " ").strip()
    figures = list(_FIGURE.finditer(text))
    if len(figures) == 1:
        figure = figures[0]
        before, after = letters(text[: figure.start()]), letters(text[figure.end() :])
        if _only_letters(text, figure) and (not before or before in _ABOUT) and (not after or after in _UNITS | _ABOUT):
            amount = _amount(figure.group(2).strip(), decimals, language)
            return -amount if figure.group(1) in ("-", "−") and amount else amount
    words = [word for word in text.split() if letters(word) not in _UNITS | _ABOUT]
    number = NUMBER_WORDS.exact(letters(words[0])) if not figures and len(words) == 1 else None
    if number is None:
        raise InvalidAnswer("not-a-number", _("We cannot read one number there."))
    return Decimal(number)


def _only_letters(text: str, figure: re.Match[str]) -> bool:
    """Whether nothing but words and full stops stands around the figure: "5%" or "1/2" are other numbers."""
    return all(mark.isalpha() or mark in " .:" for mark in text[: figure.start()] + text[figure.end() :])


def _amount(figure: str, decimals: int, language: str) -> Decimal:
    figure = re.sub(r"[   ']", "", figure).rstrip(".,")
    if len(figure) > _MOST_DIGITS + 6:
        raise InvalidAnswer("too-large", _("That number is too large."))
    units, _mark, rest = _parted(figure, decimals, language)
    if rest.strip("0") and decimals == 0:
        raise InvalidAnswer("not-whole", _("Please give a whole number, without decimals."))
    if len(rest.rstrip("0")) > decimals:
        raise InvalidAnswer(
            "too-many-decimals",
            plural("There may be {count} decimal place.", "There may be {count} decimal places.", decimals),
        )
    if len(units.lstrip("0")) > _MOST_DIGITS:
        raise InvalidAnswer("too-large", _("That number is too large."))
    return Decimal(f"{units}.{rest or 0}")


def _parted(figure: str, decimals: int, language: str) -> tuple[str, str, str]:
    """The whole part, the mark and the decimals. One mark before three digits parts thousands in its own language."""
    marks = [mark for mark in figure if mark in ".,"]
    last = marks[-1] if marks else ""
    thousands = re.fullmatch(r"[0-9]{1,3}([.,][0-9]{3})+", figure)
    grouping = "," if language == "en" else "."
    if thousands and len(set(marks)) == 1 and (len(marks) > 1 or decimals == 0 or last == grouping):
        return re.sub(r"[.,]", "", figure), "", ""
    if len(marks) > 1 and not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+,[0-9]*|[0-9]{1,3}(,[0-9]{3})+\.[0-9]*", figure):
        raise InvalidAnswer("not-a-number", _("We cannot read one number there."))
    units, mark, rest = figure.rpartition(last) if last else (figure, "", "")
    return re.sub(r"[.,]", "", units), mark, rest


NUMBER = Number()
