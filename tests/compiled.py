"""What the libraries compile of our templates and addresses, kept between the applications of one test run.

An installation makes one application and compiles each template once. Tests make a thousand, and would spend a third of
their time on it. Nothing is replaced: the same code comes out of the same source, from a drawer.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule


class Drawer(BytecodeCache):
    """Compiled templates by their name, place and source."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


class KeptRule(Rule):
    """An address whose builder was made before, for another application, where it says the same."""

    _builders: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, tuple(self._trace), repr(self.defaults), append_unknown)
        if key not in self._builders:
            self._builders[key] = super()._compile_builder(append_unknown)
        return self._builders[key]


def keep() -> None:
    """Have every application that is made from now on look into the drawer first."""
    Flask.jinja_options = {"bytecode_cache": Drawer()}
    Flask.url_rule_class = KeptRule
