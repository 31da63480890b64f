"""Puts the core together: `build(settings, **replacements)` is the only place that knows every default."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from core.adapters.database import Database
from core.adapters.folder import Folder
from core.adapters.login import NationalLogin
from core.adapters.queues.choosing import queue_of
from core.adapters.registry import RegistryTable
from core.adapters.seals import Seals
from core.catalogue import Catalogue, catalogue_for
from core.certificates.payments import AtTheCounter
from core.certificates.printing import Printing
from core.codes import CodeKey
from core.dialogue.converse import Conversing
from core.dialogue.prefilling import Registers
from core.dialogue.understanding import Understanding
from core.keys import Keys, load
from core.municipalities.model import Municipality
from core.municipalities.store import Directory
from core.operations.counting import Counts
from core.people.pins import Pins
from core.ports import Clock, DocumentSigner, Identity, Payments, Registry, Storage, SystemClock
from core.routing.rulebook import Rulebook
from core.settings import Settings
from core.staff.passwords import Passwords
from core.staff.signin import SignIn


@dataclass(frozen=True)
class Core:
    """Everything that a channel needs of the core."""

    settings: Settings
    secrets: Keys
    codes: CodeKey
    clock: Clock
    database: Database
    storage: Storage
    directory: Directory
    conversing: Conversing
    rulebook: Rulebook
    passwords: Passwords
    signin: SignIn
    counts: Counts
    pins: Pins
    logins: Callable[[Municipality], Identity | None]
    registry: Registry
    signer: DocumentSigner
    payments: Payments
    printing: Printing

    def site(self, town: Municipality) -> str:
        """The address of a town's own site, for codes and links that leave the town hall."""
        return site_of(self.settings, town)

    def catalogue(self, town: Municipality) -> Catalogue:
        return self.conversing.catalogue(town)

    @property
    def webhook_token(self) -> str:
        """What inbound webhooks are signed with: the provider's token, or our own random one until it is set."""
        return self.settings.twilio_auth_token or self.secrets.webhook


def site_of(settings: Settings, town: Municipality) -> str:
    """The address of a town's own site, without a slash at its end."""
    return (town.public_url or settings.public_url or f"http://{town.hosts[0]}:{settings.port}").rstrip("/")


def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    database: Database | None = None,
    storage: Storage | None = None,
    logins: Callable[[Municipality], Identity | None] | None = None,
    registry: Registry | None = None,
    signer: DocumentSigner | None = None,
    payments: Payments | None = None,
) -> Core:
    """Build the core from its settings; tests and other installations replace what they name."""
    secrets = load(settings.data)
    codes = CodeKey(secrets.codes)
    clock, counts = clock or SystemClock(), Counts()
    database = database or Database(settings.database, queue=queue_of(settings))

    @cache
    def catalogue_of(town_key: str) -> Catalogue:
        return catalogue_for(settings.catalogue, town_key)

    rulebook = Rulebook()
    directory, passwords = Directory(database), Passwords()
    pins, registry = Pins(passwords, codes, database.reading), registry or RegistryTable(database)
    login_of = logins or (lambda town: _login(settings, secrets, town))

    conversing = Conversing(
        database=database,
        clock=clock,
        keys=codes,
        catalogue=lambda town: catalogue_of(town.key),
        understanding=lambda town: _understanding_of(catalogue_of(town.key)),
        rulebook=rulebook,
        wrong_codes_a_day=settings.codes_a_day,
        wrong_checks_a_day=settings.checks_a_day,
        replies_a_minute=settings.replies_a_minute,
        counts=counts,
        pins=pins,
        registers=Registers(database.reading, registry, lambda town: catalogue_of(town.key)),
        has_login=lambda town: login_of(town) is not None,
        site=lambda town: site_of(settings, town),
    )
    return Core(
        settings=settings,
        secrets=secrets,
        codes=codes,
        clock=clock,
        database=database,
        storage=storage or Folder(settings.data / "files"),
        directory=directory,
        conversing=conversing,
        rulebook=rulebook,
        passwords=passwords,
        signin=SignIn(database, clock, codes, directory, passwords),
        counts=counts,
        pins=pins,
        logins=login_of,
        registry=registry,
        signer=signer or Seals(settings.data / "seals", clock, settings.seals, settings.time_stamp_url),
        payments=payments or AtTheCounter(),
        printing=Printing([settings.catalogue / "certificates"] if settings.catalogue else []),
    )


@lru_cache(maxsize=512)
def _understanding_of(catalogue: Catalogue) -> Understanding:
    """Made once for a catalogue, which never changes."""
    return Understanding(catalogue)


# Where the demonstration's own login is served, with the paths of the real one beneath it.
DEMONSTRATION_LOGIN = "/login-demo/oauth2server"
DEMONSTRATION_CLIENT = "thyrida"


def demonstration_secret(secrets: Keys) -> str:
    """The client's secret at the demonstration's login: it is in no repository."""
    return CodeKey(secrets.codes).digest("login-demo", "client")


def _login(settings: Settings, secrets: Keys, town: Municipality) -> Identity | None:
    """The national login, where one is configured; a demonstration has one of its own, and never another."""
    if town.demonstration:
        if settings.public_demo:
            return None
        inner = f"http://127.0.0.1:{settings.port}{DEMONSTRATION_LOGIN}"
        return NationalLogin(DEMONSTRATION_LOGIN, DEMONSTRATION_CLIENT, demonstration_secret(secrets), inner)
    if not (settings.login_url and settings.login_client_id and settings.login_client_secret):
        return None
    return NationalLogin(settings.login_url.rstrip("/"), settings.login_client_id, settings.login_client_secret)
