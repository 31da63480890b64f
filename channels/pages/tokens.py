"""The token of one showing of one page: what its form brings back names the turn, however often it is sent."""

import re
import secrets

from flask import request

_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


def new_token() -> str:
    """A token for one showing of one page."""
    return secrets.token_urlsafe(16)


def posted_token() -> str:
    """The token of the page that was sent; a new one where a form brings none that is ours."""
    return known_token(request.form.get("turn", "")) or new_token()


def known_token(text: str) -> str:
    """The text, if it is written as our tokens are, else ""."""
    return text if _TOKEN.fullmatch(text) else ""
