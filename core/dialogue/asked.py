"""The questions that the software asks by itself: codes, and how the citizen wants to be told."""

from functools import cache

from core.codes import CodeLength
from core.dialogue.answers import Answer
from core.dialogue.kinds import kinds
from core.dialogue.service import Condition, Option, Question
from core.people.contact import Way
from core.text import Text, Wording, _

NONE = Wording({})


def _asked(key: str, kind: str, ask: Text, label: Text, **rest: object) -> Question:
    return Question(key=key, kind=kinds()[kind], ask=ask, label=label, short=ask, **rest)  # type: ignore[arg-type]


REFERENCE = _asked(
    "reference",
    "code",
    _("Which is the number of your request? It has nine digits."),
    _("Number of the request"),
    settings={"length": CodeLength.REFERENCE},
)
RECEIPT = _asked(
    "receipt",
    "code",
    _("Give the four digits of the receipt code."),
    _("Receipt code"),
    settings={"length": CodeLength.RECEIPT},
)
# What a caller says to what the town hall asked about their request.
REPLY = _asked("reply", "words", _("What do you answer?"), _("Your answer"), required=False)
HAND_OVER = _asked(
    "hand-over",
    "code",
    _("Give the eight digits of the code that you were given."),
    _("Code to go on"),
    settings={"length": CodeLength.HAND_OVER},
)

STILL_WRONG = _asked(
    "still-wrong",
    "words",
    _("If you wish, tell us what is still wrong."),
    _("What is still wrong"),
    required=False,
)
AFM = _asked("afm", "afm", _("Which is your AFM? It has nine digits."), _("Your AFM"))
PIN = _asked(
    "pin",
    "code",
    _("Which is your PIN? It has six digits."),
    _("Your PIN"),
    settings={"length": CodeLength.ONE_TIME},
)
CODE = _asked(
    "code",
    "code",
    _("Which code did we send you? It has six digits."),
    _("Code that we sent"),
    settings={"length": CodeLength.ONE_TIME},
)
AGREE = _asked("agree", "yes-no", _("Do you agree?"), _("Agreement"))
CODE_PHONE = _asked("code_phone", "phone", _("To which telephone number shall we send the code?"), _("Telephone for the code"))
AUTHORISATION = _asked(
    "authorisation",
    "code",
    _("Which code did the person give you for whom you act? It has ten digits."),
    _("Code of the authorisation"),
    settings={"length": CodeLength.AUTHORISATION},
)
VERIFICATION = _asked(
    "verification",
    "code",
    _("Give the sixteen digits of the document's verification code."),
    _("Verification code"),
    settings={"length": CodeLength.VERIFICATION},
)

TELL_BY = "tell_by"
TELL_PHONE = "tell_phone"
TELL_EMAIL = "tell_email"

_WAYS = {
    Way.TEXT: _("a text message"),
    Way.CALL: _("a telephone call"),
    Way.EMAIL: _("an e-mail"),
    Way.NONE: _("I will ask myself"),
}
# How people name the ways, besides what the list says.
_WORDS = {
    Way.TEXT: ("μήνυμα", "γραπτό μήνυμα", "sms", "text", "message"),
    Way.CALL: ("τηλέφωνο", "τηλεφώνημα", "κλήση", "call", "phone"),
    Way.EMAIL: ("email", "e-mail", "mail", "μέιλ", "ηλεκτρονικό ταχυδρομείο"),
    Way.NONE: ("όχι", "τίποτα", "μόνος μου", "μόνη μου", "θα ρωτήσω", "no", "none", "nothing", "myself"),
}


@cache
def tell_by(can_type: bool) -> Question:
    """How to be told. An address of electronic mail can be given only where it can be typed."""
    ways = [way for way in _WAYS if can_type or way is not Way.EMAIL]
    return _asked(
        TELL_BY,
        "choice",
        _("How shall we tell you about it?"),
        _("How we tell you"),
        options=tuple(Option(str(way), _WAYS[way], _WORDS[way]) for way in ways),
    )


PHONE = _asked(
    TELL_PHONE,
    "phone",
    _("Which telephone number shall we use?"),
    _("Telephone"),
    when=Condition(TELL_BY, (str(Way.TEXT), str(Way.CALL))),
)
EMAIL = _asked(
    TELL_EMAIL,
    "email",
    _("Which e-mail address shall we use?"),
    _("E-mail"),
    when=Condition(TELL_BY, (str(Way.EMAIL),)),
)


def told(answers: dict[str, Answer], contact: str) -> tuple[Way, str]:
    """How and where the citizen is told, from their answers; the contact they came with serves where none was asked."""
    chosen = answers.get(TELL_BY)
    way = Way(str(chosen.value)) if chosen and chosen.value else Way.NONE
    given = answers.get(TELL_EMAIL if way is Way.EMAIL else TELL_PHONE)
    if way is Way.NONE:
        return way, ""
    return way, str(given.value) if given and given.value else contact
