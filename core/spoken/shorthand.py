"""What is written shorter than it is said, by language: a voice reads an abbreviation as if it were a word."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shorthand:
    """`replacements` are tried in order; the other fields are the words that stand for signs."""

    replacements: tuple[tuple[re.Pattern[str], str], ...]
    at: str
    dot: str
    begin: str
    until: str
    of: str
    euros: str
    # With a place for how many.
    cents: str


def _table(pairs: Mapping[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(written), said) for written, said in pairs.items())


SHORTHAND: Mapping[str, Shorthand] = {
    "el": Shorthand(
        _table(
            {
                r"\bπ\.\s?χ\.": "για παράδειγμα",
                r"\bκ\.\s?λπ\.|\bκ\.\s?τ\.\s?λ\.": "και λοιπά",
                r"\bκ\.\s?ά\.": "και άλλα",
                r"\bκ\.\s?α\.": "και άλλα",
                r"\bτηλ\.": "τηλέφωνο",
                r"\bΤηλ\.": "Τηλέφωνο",
                r"\bδηλ\.": "δηλαδή",
                r"\bλεωφ\.": "λεωφόρος",
                r"\bχλμ\.?(?!\w)": "χιλιόμετρα",
                r"(?<=[0-9])\s?π\.\s?μ\.": " το πρωί",
                r"(?<=[0-9])\s?μ\.\s?μ\.": " μετά το μεσημέρι",
                r"\b[αά]ρ(ιθ)?\.": "αριθμός",
                r"\b[νΝ]\.\s?(?=[0-9])": "νόμος ",
                r"\bτ\.\s?μ\.": "τετραγωνικά μέτρα",
                r"(?<![\w.])Δ\.\s?(?=[Α-ΩΆ-Ώ][α-ωά-ώ])": "Δήμος ",
                r"\bΑ\.?Φ\.?Μ\.?(?!\w)": "Α Φ Μ",
                r"\bΑ\.?Δ\.?Τ\.?(?!\w)": "Α Δ Τ",
                r"\bΑ\.?Μ\.?Κ\.?Α\.?(?!\w)": "ΑΜΚΑ",
                r"\bΦ\.?Π\.?Α\.?(?!\w)": "Φ Π Α",
                r"\bΚ\.?Ε\.?Π\.?(?!\w)": "ΚΕΠ",
                r"\bΤ\.?Κ\.?(?!\w)": "Τ Κ",
                r"\bSMS\b": "μήνυμα",
                r"\be-?mail\b": "ηλεκτρονικό ταχυδρομείο",
                r"\s&\s": " και ",
                r"(?<=[0-9])\s?%": " τοις εκατό",
                r"(?<=[α-ωά-ώ])/(?=[α-ωά-ώ])": " ή ",
            }
        ),
        at="παπάκι",
        dot="τελεία",
        begin="από",
        until="έως",
        of="του",
        euros="ευρώ",
        cents="και {} λεπτά",
    ),
    "en": Shorthand(
        _table(
            {
                r"\be\.\s?g\.": "for example",
                r"\betc\.": "and so on",
                r"\btel\.": "telephone",
                r"\bno\.\s?(?=[0-9])": "number ",
                r"\bMun\.\s?(?=[A-Z])": "Municipality of ",
                r"\bAFM\b": "A F M",
                r"\bVAT\b": "V A T",
                r"\bID\b": "I D",
                r"\b112\b": "1 1 2",
                r"\s&\s": " and ",
                r"(?<=[0-9])\s?%": " per cent",
                r"(?<=[a-z])/(?=[a-z])": " or ",
            }
        ),
        at="at",
        dot="dot",
        begin="from",
        until="to",
        of="of",
        euros="euros",
        cents="and {} cents",
    ),
}
