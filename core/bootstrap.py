"""Puts the core together: `build(settings, **replacements)` is the only place that knows every default."""

from dataclasses import dataclass
from functools import cache

from core.adapters.database import Database
from core.adapters.folder import Folder
from core.adapters.registry import RegistryTable
from core.adapters.seals import Seals
from core.catalogue import Catalogue, catalogue_for
from core.certificates.payments import AtTheCounter
from core.certificates.printing import Printing
from core.codes import CodeKey
from core.dialogue.converse import Conversing
from core.dialogue.understanding import Understanding
from core.keys import Keys, load
from core.municipalities.model import Municipality
from core.municipalities.store import Directory
from core.ports import Clock, DocumentSigner, Payments, Registry, Storage, SystemClock
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
    passwords: Passwords
    signin: SignIn
    registry: Registry
    signer: DocumentSigner
    payments: Payments
    printing: Printing

    def site(self, town: Municipality) -> str:
        """The address of a town's own site, for codes and links that leave the town hall."""
        return (town.public_url or self.settings.public_url or f"http://{town.hosts[0]}:{self.settings.port}").rstrip("/")

    def catalogue(self, town: Municipality) -> Catalogue:
        return self.conversing.catalogue(town)

    @property
    def webhook_token(self) -> str:
        """What inbound webhooks are signed with: the provider's token, or our own random one until it is set."""
        return self.settings.twilio_auth_token or self.secrets.webhook


def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    database: Database | None = None,
    storage: Storage | None = None,
    registry: Registry | None = None,
    signer: DocumentSigner | None = None,
    payments: Payments | None = None,
) -> Core:
    """Build the core from its settings; tests and other installations replace what they name."""
    secrets = load(settings.data)
    codes = CodeKey(secrets.codes)
    clock = clock or SystemClock()
    database = database or Database(settings.database)

    @cache
    def catalogue_of(town_key: str) -> Catalogue:
        return catalogue_for(settings.catalogue, town_key)

    @cache
    def understanding_of(catalogue: Catalogue) -> Understanding:
        return Understanding(catalogue)

    conversing = Conversing(
        database=database,
        clock=clock,
        keys=codes,
        catalogue=lambda town: catalogue_of(town.key),
        understanding=lambda town: understanding_of(catalogue_of(town.key)),
        wrong_codes_a_day=settings.codes_a_day,
        wrong_checks_a_day=settings.checks_a_day,
        replies_a_minute=settings.replies_a_minute,
    )
    directory, passwords = Directory(database), Passwords()
    return Core(
        settings=settings,
        secrets=secrets,
        codes=codes,
        clock=clock,
        database=database,
        storage=storage or Folder(settings.data / "files"),
        directory=directory,
        conversing=conversing,
        passwords=passwords,
        signin=SignIn(database, clock, codes, directory, passwords),
        registry=registry or RegistryTable(database),
        signer=signer or Seals(settings.data / "seals", clock, settings.seals, settings.time_stamp_url),
        payments=payments or AtTheCounter(),
        printing=Printing([settings.catalogue / "certificates"] if settings.catalogue else []),
    )
