"""The words by which a request is found: how they sound, so that Greek, Greeklish and slips of spelling meet.

Kept are the phonetic keys of core.greek for what the citizen said in words, the service's titles, and what a clerk wrote
down of recordings; numbers as they are; and the address for messages. Never an AFM, an AMKA or a code.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from sqlalchemy import Index, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from core.dialogue.answers import Answer
from core.dialogue.service import Service
from core.greek import fold, keys, mend
from core.model import Base, Municipal, belongs_to, table_of
from core.ports import Work

# Longer words are known by so many of their sounds.
LONGEST = 32
# So many keys of one request are kept: a text of 2,000 characters has fewer.
MOST = 400
# The kinds whose answers are words that somebody says; the others are codes, choices and dates.
_SAID = frozenset({"words", "place"})
# Words and numbers; in Greeklish 8, 9, 3, 4 and 0 may be letters («8alassa», «ka8ara»).
_PARTS = re.compile(r"[A-Za-z]*[34890][A-Za-z]{2,}|\d+|[^\W\d_]+")


class RequestWord(Municipal, Base):
    """One key under which one request is found. Sorted byte by byte on every database, so that a beginning is a range."""

    __tablename__ = "request_word"

    request_id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(String().with_variant(String(collation="C"), "postgresql"), primary_key=True)

    __table_args__ = (
        belongs_to("request", "request_id"),
        Index(None, "municipality_id", "word", "request_id"),
        {"sqlite_with_rowid": False},
    )


_WORDS = table_of(RequestWord)


def parts(text: str) -> list[str]:
    """The words and the numbers of a text, one by one: «12Α» is two."""
    return _PARTS.findall(mend(unicodedata.normalize("NFKC", text)))


def sounds(part: str) -> tuple[str, ...]:
    """The keys of one word, several where its Latin letters can be read in several ways; a number is its own."""
    if part.isdecimal():
        return (fold(part)[:LONGEST],)
    return tuple(dict.fromkeys(key[:LONGEST] for key in keys(part[: 2 * LONGEST]) if key))


def said(service: Service | None, answers: Mapping[str, Answer]) -> list[str]:
    """What was said in words, among the answers of a service; of one that is no more, whatever reads like words."""
    found = []
    for key, answer in answers.items():
        question = service.question(key) if service else None
        value = answer.value.get("text", "") if isinstance(answer.value, dict) else answer.value
        if isinstance(value, str) and (question.kind.name in _SAID if question else " " in value):
            found.append(value)
    return found


def found_by(service: Service | None, texts: Iterable[str], address: str = "") -> list[str]:
    """The keys under which a request is kept: of these texts and of the service's titles, and an address to write to."""
    titles = service.title.languages.values() if service else ()
    every = (sound for text in (*texts, *titles) for part in parts(text) for sound in sounds(part))
    return list(dict.fromkeys([*([address_key(address)] if address else []), *every]))[:MOST]


def address_key(address: str) -> str:
    """A telephone number or e-mail address as a key, which is never that of a word."""
    return f"@{address.lower()[:200]}"


def keep(work: Work, request_id: int, words: list[str]) -> None:
    """Keep the keys of a request that has none yet."""
    if words:
        work.insert_each(_WORDS, {"request_id": request_id}, "word", words)


def add(work: Work, request_id: int, texts: Iterable[str]) -> None:
    """Add what was written down later. What a correction takes away is still found, which does no harm."""
    known = set(work.execute(select(RequestWord.word).where(RequestWord.request_id == request_id)).scalars())
    keep(work, request_id, [one for one in found_by(None, texts) if one not in known][: max(MOST - len(known), 0)])


def forget(work: Work, request_id: int) -> None:
    """Erase everything that a request is found by."""
    work.execute(delete(RequestWord).where(RequestWord.request_id == request_id))
