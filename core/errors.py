"""The refusals a citizen or a clerk can meet.

The core raises these and knows no status codes; each channel translates them once, in its own `sorry(error)`.
"""

from core.text import Sentence


class Refusal(Exception):
    """Something asked for was not done. `code` is stable, for logs and tests; `sentence` is for the person who asked."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence


class InvalidAnswer(Refusal):
    """What was said does not answer the question. `sentence` says precisely what is wrong."""


class NotFound(Refusal):
    """Nothing of this municipality answers to that name."""


class NotAllowed(Refusal):
    """Whoever asks may not do this."""


class Conflict(Refusal):
    """Somebody or something else came first; what is shown is stale."""


class Unavailable(Refusal):
    """Something that we depend on does not answer now. Trying again later is safe."""
