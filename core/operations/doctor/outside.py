"""What lies outside: the public address and its certificate, the clock, the mail server. As far as can be seen from here."""

import socket
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from sqlalchemy import func, select

from core.bootstrap import Core
from core.operations.doctor.finding import Finding, fail, ok, warn
from core.operations.tables import WHY
from core.settings import Settings

TIMEOUT = 10
# A certificate is renewed a month before its end; two weeks before it, something does not renew it.
SOON_DAYS = 14
SKEW_SECONDS = 5

Greet = Callable[[], None]


def public(core: Core) -> Iterator[Finding]:
    """Ask our own public address whether it is us, as the telephone provider would have to."""
    url = core.settings.base_url
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not core.settings.public_url:
        yield warn("address", "THYRIDA_PUBLIC_URL is not set: no provider can reach us.", "Set it to the address of the proxy.")
        return
    try:
        socket.getaddrinfo(host, parts.port or (443 if parts.scheme == "https" else 80))
    except OSError:
        yield fail("address", f"{host} cannot be resolved from here.", "See whether the name is in the DNS.")
        return
    yield ok("address", f"{host} can be resolved")
    if parts.scheme == "https":
        yield from _certificate(host, parts.port or 443)
    else:
        yield warn("certificate", f"{url} is not https: there is none.", "Put a proxy with a certificate in front.")
    yield from _ask(url, core.clock.now())


def _certificate(host: str, port: int) -> Iterator[Finding]:
    context = ssl.create_default_context()
    try:
        with socket.create_connection((host, port), TIMEOUT) as raw, context.wrap_socket(raw, server_hostname=host) as tls:
            ends = str((tls.getpeercert() or {}).get("notAfter", ""))
    except ssl.SSLCertVerificationError as error:
        yield fail("certificate", f"is not valid: {error.verify_message}", "Renew it, with its whole chain.")
        return
    except OSError as error:
        yield fail("certificate", f"cannot be seen: {type(error).__name__}", "See whether the proxy listens, and the firewall.")
        return
    left = int((ssl.cert_time_to_seconds(ends) - time.time()) // 86400)
    if left < SOON_DAYS:
        yield warn("certificate", f"ends in {left} days.", "See why it is not renewed.")
    else:
        yield ok("certificate", f"valid for {left} more days")


def _ask(url: str, now: datetime) -> Iterator[Finding]:
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        body, date = answer.read(100), answer.getheader("Date", "")
    except (OSError, HTTPException) as error:
        yield warn(
            "webhooks",
            f"{url}/healthz does not answer from here ({type(error).__name__}).",
            "Start serve and the proxy. If it answers from elsewhere, this machine only cannot reach itself by that name.",
        )
        return
    finally:
        connection.close()
    if answer.status != 200 or body.strip() != b"ok":
        yield fail("webhooks", f"{url}/healthz answers {answer.status}, and not as we do.", "See where the proxy sends it.")
    else:
        yield ok("webhooks", f"{url} leads here; the provider must reach it too")
    if date:
        yield _skew("clock", (now - parsedate_to_datetime(date)).total_seconds() - 0.5, "the public address")


def clock(core: Core) -> Iterator[Finding]:
    """Compare with the database server's clock. On SQLite it is this machine's own."""
    if core.database.is_sqlite:
        return
    with core.database.across(WHY, writes=False) as work:
        there = work.execute(select(func.clock_timestamp())).scalar_one()
    yield _skew("database clock", (core.clock.now() - there.astimezone(UTC)).total_seconds(), "the database server")


def _skew(name: str, seconds: float, whose: str) -> Finding:
    if abs(seconds) > SKEW_SECONDS:
        said = f"This machine's clock and that of {whose} differ by {abs(seconds):.0f} s."
        return fail(name, said, "Keep both by NTP: deadlines and codes depend on it.")
    return ok(name, f"as that of {whose}")


def gateways(core: Core, greet_mail: Greet | None) -> Iterator[Finding]:
    """Whether mail can be handed over, and whether an account for texts is set."""
    mine = core.settings
    if greet_mail is None:
        yield warn("e-mail", "is not set up: clerks tell people by other ways.", "Set THYRIDA_SMTP_URL and THYRIDA_EMAIL_FROM.")
    else:
        try:
            greet_mail()
        except OSError as error:
            yield fail("e-mail", f"The mail server does not take us ({type(error).__name__}).", "See THYRIDA_SMTP_URL.")
        else:
            yield ok("e-mail", "the mail server greets us")
    yield from _texts(mine)


def _texts(mine: Settings) -> Iterator[Finding]:
    account = (mine.twilio_account_sid, mine.twilio_auth_token)
    if all(account):
        yield ok("texts", "an account is set")
    elif any(account):
        yield fail("texts", "Only half of the account is set.", "Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or neither.")
    elif mine.kannel_url:
        yield warn("calls", "No account is set: no calls.", "Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.")
    else:
        yield warn("texts", "No account is set: no texts and no calls.", "Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.")
    if mine.kannel_url:
        yield from _own_gateway(mine)


def _own_gateway(mine: Settings) -> Iterator[Finding]:
    """Whether the town's own gateway listens, and can tell us what became of texts."""
    parts = urlsplit(mine.kannel_url)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 13013), TIMEOUT).close()
    except OSError as error:
        yield fail("gateway", f"The gateway of texts does not listen ({type(error).__name__}).", "See THYRIDA_KANNEL_URL.")
        return
    if mine.kannel_token:
        yield ok("gateway", "it listens, and its receipts can be believed")
    else:
        yield warn("gateway", "It listens, but nothing that comes from it is believed.", "Set THYRIDA_KANNEL_TOKEN.")
