"""The queue of one process: a bell that wakes the worker's thread. What is due stands in the tables, which it looks at anyway."""

import threading
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection


class Embedded:
    """Rung after each commit that made something due. Another process's worker does not hear it: it looks by itself."""

    def __init__(self) -> None:
        self._bell = threading.Event()

    def name(self, connection: Connection, due: Mapping[str, datetime]) -> None:
        """Nothing needs to be written: the rows say it."""

    def ring(self) -> None:
        self._bell.set()

    def wait(self, seconds: float) -> None:
        if self._bell.wait(seconds):
            self._bell.clear()
