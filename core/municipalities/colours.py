"""A town's colours: what may go into its stylesheet, and what can be read on it."""

import re
from collections.abc import Mapping

# WCAG 2.1, 1.4.3: the least contrast of text with its ground.
LEAST_CONTRAST = 4.5
# These carry white text and stand as text on white.
TEXT_COLOURS = ("primary", "primary-dark")

COLOUR = re.compile(r"#[0-9a-f]{6}")
NAME = re.compile(r"[a-z]+(-[a-z]+)*")


def checked(colours: Mapping[str, object]) -> dict[str, str]:
    """The colours, when each is one and can be read. Raises ValueError with the colour's name and what is wrong.

    Names and values go into a stylesheet as they are, so nothing but a colour may pass.
    """
    return {name: _colour(name, value) for name, value in colours.items()}


def _colour(name: str, value: object) -> str:
    if not NAME.fullmatch(name) or not isinstance(value, str) or not COLOUR.fullmatch(value):
        raise ValueError(f"colours.{name}: {value!r} is not a colour like #0f5c4d")
    if name in TEXT_COLOURS and contrast_on_white(value) < LEAST_CONTRAST:
        raise ValueError(f"colours.{name}: {value} has too little contrast with white ({LEAST_CONTRAST} is needed)")
    return value


def contrast_on_white(colour: str) -> float:
    """The contrast ratio of `#rrggbb` with white (WCAG 2.1, relative luminance)."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
