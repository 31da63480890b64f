"""What a conversation can be about. Each topic hears a turn and derives the step that comes next."""

from typing import Protocol

from core.dialogue.steps import Step
from core.dialogue.talk import Talk


class Topic(Protocol):
    def hear(self, talk: Talk) -> None:
        """Take in what was said: change the state, or leave a note or a step to say once.

        Raises:
            InvalidAnswer: it cannot be understood here; the same step is said again with what was wrong.
        """

    def step(self, talk: Talk) -> Step:
        """What to say now, derived from the state alone, so that it can be said again in any language or channel."""
