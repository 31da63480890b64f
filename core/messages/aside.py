"""Work beside the delivery, which must not wait for it: a provider that is asked what it knows may hang."""

import logging
import threading
from collections.abc import Callable

LOG = logging.getLogger("thyrida.delivery")

# Has something done, now or soon.
Aside = Callable[[Callable[[], object]], None]


def at_once(do: Callable[[], object]) -> None:
    """Where nobody is kept waiting, as in tests and commands."""
    do()


class InAThread:
    """In a thread of its own, one thing at a time: what comes while the last one is not done is left for the next time."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None

    def __call__(self, do: Callable[[], object]) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, args=(do,), name="aside", daemon=True)
            self._thread.start()

    def _run(self, do: Callable[[], object]) -> None:
        try:
            do()
        except Exception as error:
            # Nobody is above this thread; what was not looked up now is looked up later.
            LOG.warning("work aside failed", exc_info=error)
