"""Yes or no, and consent, which is a yes that is needed."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.dialogue.answers import Answer, Heard, Reply, Situation
from core.dialogue.kinds.base import Kind
from core.dialogue.kinds.lexicon import Lexicon
from core.dialogue.kinds.reading import written, wrong_settings
from core.errors import InvalidAnswer
from core.greek import fold, mend
from core.text import Sentence, _

if TYPE_CHECKING:
    from core.dialogue.service import Question

_SAID: Lexicon[bool] = Lexicon(
    {
        True: "ναι ν βεβαίως βέβαια φυσικά σωστά σωστό αμέ μάλιστα εντάξει οκ συμφωνώ δέχομαι αποδέχομαι ισχύει "
        "yes y yeah yep yup ok okay okey sure agree accept true correct right ne",
        False: "όχι οχι ο διαφωνώ αρνούμαι λάθος no nope nah false refuse disagree",
    }
)
_PHRASES = {
    "δεν συμφωνω": False, "δεν δεχομαι": False, "δεν αποδεχομαι": False, "δε συμφωνω": False, "δε δεχομαι": False,
    "den symfono": False, "den simfono": False, "den dexomai": False, "i agree": True, "i accept": True,
    "i do": True, "i do not agree": False, "i dont agree": False, "i do not accept": False, "i do not": False,
    "i dont": False, "i disagree": False, "i refuse": False, "of course": True, "not really": False,
}  # fmt: skip
# Said beside a yes or a no without changing it.
_POLITE = frozenset(
    "παρακαλω ευχαριστω κυριε κυρια το θελω parakalo euxaristo efxaristo euxaristw efharisto please thanks thank you "
    "sir madam it".split()
)


class YesNo(Kind):
    """Yes or no; 1 is yes and 2 is no, as offered. The value is a bool."""

    name = "yes-no"
    ways = frozenset({Reply.PICK})

    def read(self, question: "Question", heard: Heard, situation: Situation) -> Answer:
        return Answer(read_yes_no(heard.words, situation.language), heard.form)

    def show(self, question: "Question", answer: Answer) -> Sentence:
        return _("Yes") if answer.value else _("No")

    def example(self, question: "Question", situation: Situation) -> Sentence:
        return _("Yes")

    def picks(self, question: "Question", situation: Situation) -> Mapping[str, Sentence]:
        return {"yes": _("Yes"), "no": _("No")}

    def check(self, question: "Question") -> Sentence | None:
        return wrong_settings(question)


class Consent(YesNo):
    """Agreement. Where the question is required nothing but a yes goes on; the value is a bool."""

    name = "consent"

    def read(self, question: "Question", heard: Heard, situation: Situation) -> Answer:
        answer = super().read(question, heard, situation)
        if question.required and not answer.value:
            raise InvalidAnswer(
                "consent-needed", _("Without your agreement we cannot go on with this request. Nothing has been sent.")
            )
        return answer

    def show(self, question: "Question", answer: Answer) -> Sentence:
        return _("I agree") if answer.value else _("I do not agree")

    def example(self, question: "Question", situation: Situation) -> Sentence:
        return _("I agree")

    def picks(self, question: "Question", situation: Situation) -> Mapping[str, Sentence]:
        return {"yes": _("I agree"), "no": _("I do not agree")}


def read_yes_no(text: str, language: str) -> bool:
    """Whether somebody said yes, in Greek, Greeklish or English.

    Raises:
        InvalidAnswer: "empty", or "not-yes-or-no", also where both were said.
    """
    said = re.sub(r"[^\w\s]", "", fold(mend(written(text)))).split()
    phrase = " ".join(said)
    if phrase in ("1", "2"):
        return phrase == "1"
    if phrase in _PHRASES:
        return _PHRASES[phrase]
    # In a Greek conversation one Latin "n" may be the beginning of either word.
    if phrase == "n" and language == "en":
        return False
    meanings = {None if word == "n" else _SAID.exact(word) for word in said if word not in _POLITE}
    if len(meanings) == 1 and (meaning := meanings.pop()) is not None:
        return meaning
    raise InvalidAnswer("not-yes-or-no", _("We need a yes or a no."))


YES_NO = YesNo()
CONSENT = Consent()
