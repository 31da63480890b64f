"""The log: one line an event, as JSON or for the eye, with the id of the request or job that it belongs to.

Nothing of what citizens say is logged in the first place. Before a line leaves, one last wall takes out whatever still
looks like it: addresses of e-mail, telephone numbers, references and codes, query strings, and a database's own words
about the row that it refused.
"""

import logging
import re
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TextIO

import structlog
from structlog.contextvars import bind_contextvars, bound_contextvars, clear_contextvars, merge_contextvars
from structlog.typing import EventDict, Processor, WrappedLogger

# Letters only: an id must not look like a code, which the wall would take out.
_LETTERS = "bcdfghjkmnpqrstvwxz"
GONE = "…"
# Names under which nothing is logged, whoever tries.
_PRIVATE = frozenset(
    "body query query_string code codes pin password token reference receipt phone number contact to email address name said "
    "words text subject afm amka cookie".split()
)
_MAIL = re.compile(r"[^\s@<>\"'=:,;/]+@[^\s@<>\"'=:,;/]+\.\w+")
# Six to sixteen digits, however they are grouped: telephone numbers, references, codes, AFM and AMKA. Our own ids are longer.
_DIGITS = re.compile(r"(?<![\w.])\+?\d(?:[\s\u00a0().-]?\d){5,15}(?![\d])")
_QUERY = re.compile(r"(?<=[\w/])\?[\w%]+=[^\s\"']*")
_DETAIL = re.compile(r"^(\s*)(DETAIL|CONTEXT|HINT|LINE \d+|QUERY|STATEMENT):.*$", re.MULTILINE)
_TOKEN = re.compile(r"(/desk/password/)[\w-]+")
CHATTER = {"waitress.queue": "ERROR", "waitress": "WARNING", "alembic": "WARNING", "sqlalchemy": "WARNING", "urllib3": "WARNING",
           "twilio": "WARNING", "PIL": "WARNING", "fontTools": "WARNING", "werkzeug": "WARNING"}  # fmt: skip


def correlation() -> str:
    """A new id under which everything that one request or job logs is found again."""
    return "".join(secrets.choice(_LETTERS) for _each in range(12))


def begin(**known: object) -> str:
    """Begin a request: what this thread logged about the one before is over. Gives its correlation id."""
    fresh = correlation()
    clear_contextvars()
    bind_contextvars(correlation=fresh, **known)
    return fresh


@contextmanager
def about(**known: object) -> Iterator[None]:
    """Log everything within as one job's or message's, under an id of its own."""
    with bound_contextvars(correlation=correlation(), **known):
        yield


def set_up(manner: str, stream: TextIO | None = None) -> None:
    """Send all logging to a stream (standard error) as "json" or "plain"; "" is plain on a terminal, else JSON."""
    stream = stream if stream is not None else sys.stderr
    if not manner:
        manner = "plain" if stream.isatty() else "json"
    shared: list[Processor] = [
        merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        _moment,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    writer: Processor = structlog.processors.JSONRenderer(ensure_ascii=False) if manner == "json" else _plain
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                redact,
                writer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name, level in CHATTER.items():
        logging.getLogger(name).setLevel(level)


def redact(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """The last wall: private names go, and in all other words whatever looks like a person's data."""
    kept = {name: _clean(value) for name, value in event.items() if name not in _PRIVATE}
    kept.update({name: event[name] for name in ("at", "correlation") if name in event})
    return kept


def hidden(words: str) -> str:
    """Words without addresses, numbers, codes, query strings and what a database says of a row."""
    for pattern, instead in ((_DETAIL, r"\1\2: " + GONE), (_QUERY, "?" + GONE), (_TOKEN, r"\1" + GONE), (_MAIL, GONE)):
        words = pattern.sub(instead, words)
    return _DIGITS.sub(_short_number, words)


def _short_number(found: re.Match[str]) -> str:
    return GONE if len(re.sub(r"\D", "", found[0])) <= 16 else found[0]


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return hidden(value)
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        # A number as such may be an id of ours, which is longer than all codes, or a small count.
        return GONE if 6 <= len(str(abs(value))) <= 16 else value
    if isinstance(value, Mapping):
        return {name: _clean(one) for name, one in value.items() if name not in _PRIVATE}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_clean(one) for one in value]
    return value if isinstance(value, float) else hidden(str(value))


def _moment(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    # The log's own clock is the machine's, as every log's is: it is no moment of the town hall.
    event["at"] = _stamp(logger, method, {})["timestamp"][:23] + "Z"
    return event


_stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)


def _plain(logger: WrappedLogger, method: str, event: EventDict) -> str:
    """`2026-11-25T09:30:00.000Z warning thyrida.sms what happened  key=value`"""
    head = [str(event.pop(name, "-")) for name in ("at", "level", "logger")]
    said, trace = str(event.pop("event", "")), event.pop("exception", "")
    rest = " ".join(f"{name}={value}" for name, value in event.items())
    return " ".join([*head, said, rest]).rstrip() + (f"\n{trace}" if trace else "")
