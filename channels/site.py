"""The web application: one Flask app for all channels, with what holds for every answer that leaves it."""

import logging
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, g, make_response, render_template, request, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect
from markupsafe import Markup, escape
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from channels import find, watching
from channels.here import core, host, language, say, secure, town_or_none
from channels.login_demo import Provider
from channels.proxies import TrustedProxies
from channels.sessions import Sessions
from core.bootstrap import Core
from core.emergencies import standing
from core.errors import Conflict, NotAllowed, NotFound, Refusal, Unavailable
from core.languages import translations
from core.text import Sentence, Wording, _

LOG = logging.getLogger("thyrida")
TEMPLATES = Path(__file__).parent.parent / "templates"
MEGABYTE = 1024 * 1024
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# Webhooks are found by the number called, not by a host; these pages are the installation's own.
WITHOUT_TOWN = ("/sms/", "/ivr/", "/simulator/media/", "/static/", "/healthz", "/readyz", "/colours/")
# The page that stands on files finds its town without a database, where one was written.
STANDING = "/emergency"
# On our own address, which is no town's, whoever signs in says in which town they work.
TOWN_BY_SIGN_IN = "/desk/"

STATUS: dict[type[Refusal], int] = {NotFound: 404, NotAllowed: 403, Conflict: 409, Unavailable: 503}


def create_app(the_core: Core) -> Flask:
    """The application with every channel's views."""
    app = Flask("thyrida", template_folder=str(TEMPLATES), static_folder=str(TEMPLATES / "static"))
    app.extensions["thyrida"] = the_core
    app.config.update(
        SECRET_KEY=the_core.secrets.session,
        # Five files of the largest size that is taken, and the form around them.
        MAX_CONTENT_LENGTH=52 * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=MEGABYTE,
        MAX_FORM_PARTS=200,
        SESSION_COOKIE_NAME="thyrida",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        WTF_CSRF_TIME_LIMIT=None,
        # No page of ours tells where its reader came from, so no referrer can be asked for.
        WTF_CSRF_SSL_STRICT=False,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    app.session_interface = Sessions()
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    _templates(app)
    watching.watch(app)
    csrf = CSRFProtect(app)
    app.before_request(_need_a_town)
    app.after_request(_headers)
    _errors(app)
    for channel in find():
        if channel.blueprint is not None:
            blueprint = channel.blueprint()
            if channel.checks == "signature":
                csrf.exempt(blueprint)
            app.register_blueprint(blueprint)
            for endpoint in channel.proved_by_address:
                csrf.exempt(app.view_functions[endpoint])
    if not the_core.settings.public_demo:
        # It answers for demonstration towns alone; with public demonstration data no such sign-in exists.
        app.wsgi_app = Provider(app.wsgi_app, the_core, app.jinja_env)  # type: ignore[method-assign]
    settings = the_core.settings
    app.wsgi_app = TrustedProxies(app.wsgi_app, settings.proxies, settings.trusts_unix)  # type: ignore[assignment, method-assign]
    return app


def _templates(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: translations(language()).gettext(text),
        lambda one, many, count: translations(language()).ngettext(one, many, count),
        newstyle=True,
    )

    @app.context_processor
    def everywhere() -> dict[str, Any]:
        town = town_or_none()
        shows_simulator = town is not None and town.demonstration and not core().settings.public_demo
        return {
            "municipality": town,
            "simulator": "/simulator/" if shows_simulator else "",
            "language": language(),
            "here": request.path,
            "say": say(),
            "wording": wording,
            "emergency": [] if request.path.startswith("/desk/") else standing.titles(core().settings.data, host(), language()),
            "asset": lambda path: url_for("static", filename=path),
        }


def wording(sentence: Sentence) -> Markup:
    """Content in the page's language, or marked with the language that it is in."""
    if not isinstance(sentence, Wording):
        return escape(say()(sentence))
    words, code = sentence.best(language())
    return escape(words) if code == language() else Markup('<span lang="{}">{}</span>').format(code, words)


def _need_a_town() -> Response | None:
    """A host of no town gets a page to choose one on our own address, else 421: nothing falls to a default town."""
    if request.path == STANDING and standing.town_of(standing.read(core().settings.data), host()):
        return None
    if request.path.startswith(WITHOUT_TOWN) or town_or_none() is not None:
        return None
    own = urlsplit(core().settings.base_url).hostname
    if host() not in LOOPBACK and host() != own:
        return make_response(sorry_page(_("Wrong address"), _("No municipality is served at this address.")), 421)
    if request.path.startswith(TOWN_BY_SIGN_IN):
        return None
    if request.path != "/":
        return make_response(sorry_page(_("Page not found"), _("Choose your municipality first.")), 404)
    port = f":{request.host.rsplit(':', 1)[1]}" if ":" in request.host else ""
    towns = [
        {"municipality": one, "url": one.public_url or f"{request.scheme}://{one.hosts[0]}{port}/"}
        for one in core().directory.all()
        if one.hosts
    ]
    return make_response(render_template("web/choose_town.html", towns=towns))


@cache
def content_policy(tiles_url: str) -> str:
    """No script or style in a page; map tiles only from the host that is configured."""
    tiles = urlsplit(tiles_url)
    images = f" {tiles.scheme}://{tiles.netloc.replace('{s}', '*')}" if tiles.netloc else ""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        f"img-src 'self' data:{images}; font-src 'self'; connect-src 'self'; media-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    )


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", content_policy(core().settings.tiles_url))
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    if request.endpoint not in watching.QUIET and secure():
        # A year, and for this host alone: its neighbours are not ours to speak for (RFC 6797, section 6.1).
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Content-Language", language())
    return response


def sorry_page(title: Sentence, sentence: Sentence, reference_id: str = "", again: Any = None) -> str:
    return render_template("web/error.html", title=title, sentence=sentence, reference_id=reference_id, again=again)


def _errors(app: Flask) -> None:
    @app.errorhandler(Refusal)
    def refused(error: Refusal) -> tuple[str, int]:
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
        again = None
        if isinstance(error, Unavailable) and request.method == "POST":
            fields = request.form.to_dict() | g.get("kept", {})
            again = {"action": request.full_path.rstrip("?"), "fields": fields}
            LOG.error("unavailable %s", error.code, exc_info=error)
        told = watching.correlation() if status >= 500 else ""
        return sorry_page(_("We could not do that"), error.sentence, told, again), status

    @app.errorhandler(CSRFError)
    def stale(error: CSRFError) -> tuple[str, int]:
        return (
            sorry_page(_("This page is too old"), _("Go back, load the page again, and send it once more.")),
            400,
        )

    @app.errorhandler(RequestEntityTooLarge)
    def too_large(error: RequestEntityTooLarge) -> tuple[str, int]:
        return sorry_page(_("That was too large"), _("Send a smaller file, or bring it to the town hall.")), 413

    @app.errorhandler(HTTPException)
    def plain(error: HTTPException) -> tuple[str, int]:
        status = error.code or 500
        if status == 404:
            return sorry_page(_("Page not found"), _("Check the address, or go to the start page.")), 404
        return sorry_page(_("We could not do that"), _("Go back and try again, or call the town hall.")), status

    @app.errorhandler(Exception)
    def last(error: Exception) -> tuple[str, int]:
        LOG.error("failed endpoint=%s", request.endpoint, exc_info=error)
        return (
            sorry_page(
                _("Something went wrong"),
                _("It is our fault, not yours. Nothing was sent. Please try again, or call the town hall."),
                watching.correlation(),
            ),
            500,
        )
