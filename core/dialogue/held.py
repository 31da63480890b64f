"""What a register holds of somebody, for one service: by question, as it would be typed."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Held:
    """`person` is whom it was asked of; it is for nobody else."""

    service: str
    person: int
    fields: Mapping[str, str]
