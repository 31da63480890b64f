"""The lock under which one thread of a process writes to SQLite, which also knows whether somebody waits for it."""

import threading
from contextlib import AbstractContextManager
from types import TracebackType


class Writing(AbstractContextManager[None]):
    """For speed only: correctness rests on BEGIN IMMEDIATE, which also holds between processes."""

    def __init__(self) -> None:
        self._lock, self._count = threading.Lock(), threading.Lock()
        self._waiting = 0

    def __enter__(self) -> None:
        if self._lock.acquire(blocking=False):
            return
        self._change(1)
        try:
            self._lock.acquire()
        finally:
            self._change(-1)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._lock.release()

    @property
    def is_wanted(self) -> bool:
        """Whether somebody waits for it now. Who does much gives way then: the lock itself knows no order."""
        return self._waiting > 0

    def _change(self, by: int) -> None:
        with self._count:
            self._waiting += by
