"""The demonstration's national login: an OAuth 2 provider of the real one's shape, with invented people to choose from.

A WSGI application of its own, beside the pages: its clients are browsers and our own server, which carries no cookie.
"""

from channels.login_demo.provider import Provider

__all__ = ["Provider"]
