"""The browser's signed cookie."""

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from channels.here import secure


class Sessions(SecureCookieSessionInterface):
    """Flask's own, with its signer made once and not for every request: making it derives keys."""

    def __init__(self) -> None:
        self._signer: URLSafeTimedSerializer | None = None

    def get_cookie_secure(self, app: Flask) -> bool:
        """As the site of this request: each town may have an address of its own."""
        return secure()

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer
