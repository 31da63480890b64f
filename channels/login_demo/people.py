"""Whom one can be at the demonstration's login. Invented, and plainly so; the numbers pass the check of a real AFM."""

from core.ports import Known

PEOPLE: tuple[Known, ...] = (
    Known("094259216", "ΥΠΟΔΕΙΓΜΑ", "ΜΑΡΙΑ", "ΓΕΩΡΓΙΟΣ", "ΕΛΕΝΗ", 1958),
    Known("090000008", "ΔΟΚΙΜΗ", "ΝΙΚΟΛΑΟΣ", "ΠΕΤΡΟΣ", "ΑΝΝΑ", 1984),
    Known("090000045", "ΠΑΡΑΔΕΙΓΜΑ", "ΑΙΚΑΤΕΡΙΝΗ", "ΙΩΑΝΝΗΣ", "ΣΟΦΙΑ", 1999),
)
