"""Where a request is: as lists show it, and as it is found."""

from core.greek import search_key

LONGEST = 200


def placed(words: str) -> tuple[str, str]:
    """The two columns of a request, `place` and `place_key`: one line, and the key that all its spellings share."""
    place = words[:LONGEST]
    return place, search_key(place)
