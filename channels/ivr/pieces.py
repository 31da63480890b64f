"""A long text in pieces that a voice speaks whole: what is too long for one of them would be cut."""

import re
import textwrap

# Characters: half of what a voice speaks at once at the most, for a number that is spelled out takes twice its room.
LONGEST = 450
_SENTENCE = re.compile(r"(?<=[.;!?·])\s+|\n+")


def pieces(text: str) -> list[str]:
    """Whole sentences where they fit; a longer one is parted between words."""
    found: list[str] = []
    for sentence in _SENTENCE.split(text.strip()):
        for part in textwrap.wrap(sentence, LONGEST, break_long_words=True, break_on_hyphens=False):
            if found and len(found[-1]) + len(part) < LONGEST:
                found[-1] += f" {part}"
            else:
                found.append(part)
    return found
