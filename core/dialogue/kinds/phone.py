"""A telephone number that can be called and texted."""

from typing import TYPE_CHECKING

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

from core.dialogue.answers import Answer, Heard, Reply, Situation
from core.dialogue.kinds.base import Kind
from core.dialogue.kinds.reading import read_digits, without_label, written, wrong_settings
from core.errors import InvalidAnswer
from core.text import Code, Many, Sentence, _, plural

if TYPE_CHECKING:
    from core.dialogue.service import Question

_LABELS = frozenset(
    "τηλ τηλεφωνο κιν κινητο σταθερο αριθμοσ tel til tilefono thlefono kin kinito kinhto stathero phone mobile".split()
)
_CALLABLE = frozenset({PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
_GREECE = 30
_GREEK_DIGITS = 10
# Fewer digits than any subscriber's number: 100, 112, 1520, 11888, text services.
_SHORT = 6
# Satellite and other networks of no country, by the prefixes of ITU-T E.164 annex D.
_NO_COUNTRY = ("870", "878", "881", "882", "883", "888", "979")


class Phone(Kind):
    """A geographic or mobile number of a country that the municipality serves; the value is E.164.

    No premium, shared-cost, satellite or short number: they would cost the town, or nobody can be told anything there.
    """

    name = "phone"
    ways = frozenset({Reply.DIGITS, Reply.WORDS})

    def read(self, question: "Question", heard: Heard, situation: Situation) -> Answer:
        return Answer(read_phone(heard.words, situation.municipality.countries), heard.form)

    def show(self, question: "Question", answer: Answer) -> Sentence:
        number = phonenumbers.parse(str(answer.value))
        digits = Code(phonenumbers.national_significant_number(number), group=2)
        return digits if number.country_code == _GREECE else Many((f"+{number.country_code}", digits))

    def example(self, question: "Question", situation: Situation) -> Sentence:
        return Code("6912345678", group=2)

    def check(self, question: "Question") -> Sentence | None:
        return wrong_settings(question)


def read_phone(text: str, countries: tuple[str, ...]) -> str:
    """A number as people write it, in E.164.

    Raises:
        InvalidAnswer: "empty", "foreign-digits", "not-digits", "short-number", "satellite", "length", "foreign-number",
            "special-number" or "no-such-number".
    """
    text = without_label(written(text), _LABELS).replace("(0)", "")
    international = text.lstrip(" (").startswith("+")
    digits = read_digits(text.replace("+", "", 1) if international else text)
    if not international and digits.startswith("00"):
        international, digits = True, digits[2:]
    if not international and len(digits) == _GREEK_DIGITS + 2 and digits.startswith(str(_GREECE)):
        international = True
    if not international and len(digits) < _SHORT:
        raise InvalidAnswer("short-number", _("That is a short number; we need a fixed or mobile telephone's."))
    if international and digits.startswith(_NO_COUNTRY):
        raise InvalidAnswer("satellite", _("We cannot call satellite numbers."))
    return _checked(_parsed(digits, international), countries)


def _parsed(digits: str, international: bool) -> PhoneNumber:
    national = digits.removeprefix(str(_GREECE)) if international else digits
    greek = not international or digits.startswith(str(_GREECE))
    special = national.startswith(("80", "90")) and greek
    if greek and len(national) != _GREEK_DIGITS and not special:
        raise InvalidAnswer(
            "length",
            plural(
                "We counted {count} digit; a Greek telephone number has 10.",
                "We counted {count} digits; a Greek telephone number has 10.",
                len(national),
            ),
        )
    try:
        return phonenumbers.parse(f"+{digits}" if international else digits, "GR")
    except phonenumbers.NumberParseException as error:
        raise _unknown() from error


def _checked(number: PhoneNumber, countries: tuple[str, ...]) -> str:
    if phonenumbers.number_type(number) not in _CALLABLE:
        if phonenumbers.is_valid_number(number):
            raise InvalidAnswer(
                "special-number",
                _("We cannot call numbers with special charges; we need a fixed or mobile telephone's."),
            )
        raise _unknown()
    if phonenumbers.region_code_for_number(number) not in countries:
        raise InvalidAnswer("foreign-number", _("We cannot call numbers of that country. Please give a Greek number."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _unknown() -> InvalidAnswer:
    return InvalidAnswer("no-such-number", _("No telephone has that number. Greek ones begin with 2 or 69."))


PHONE = Phone()
