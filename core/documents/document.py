"""What is to be printed: the name of a template, and its data in the language it is written in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Document:
    """One document. `data` is plain JSON (texts already said); `made_at` makes the same data the same file."""

    template: str
    language: str
    data: Mapping[str, Any]
    made_at: datetime
