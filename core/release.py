"""Which release this is: the one number is in pyproject.toml."""

import tomllib
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parent.parent / "pyproject.toml"


@cache
def release() -> str:
    return str(tomllib.loads(PROJECT.read_text("utf-8"))["project"]["version"])
