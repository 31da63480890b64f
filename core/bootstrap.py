"""Puts the core together: `build(settings, **replacements)` is the only place that knows every default."""

from dataclasses import dataclass
from functools import cache

from core.adapters.database import Database
from core.adapters.folder import Folder
from core.catalogue import Catalogue, catalogue_for
from core.codes import CodeKey
from core.dialogue.converse import Conversing
from core.dialogue.understanding import Understanding
from core.keys import Keys, load
from core.municipalities.model import Municipality
from core.municipalities.store import Directory
from core.operations.counting import Counts
from core.ports import Clock, Storage, SystemClock
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
) -> Core:
    """Build the core from its settings; tests and other installations replace what they name."""
    secrets = load(settings.data)
    codes = CodeKey(secrets.codes)
    clock, counts = clock or SystemClock(), Counts()
    database = database or Database(settings.database)

    @cache
    def catalogue_of(town_key: str) -> Catalogue:
        return catalogue_for(settings.catalogue, town_key)

    @cache
    def understanding_of(catalogue: Catalogue) -> Understanding:
        return Understanding(catalogue)

    rulebook = Rulebook()
    conversing = Conversing(
        database=database,
        clock=clock,
        keys=codes,
        catalogue=lambda town: catalogue_of(town.key),
        understanding=lambda town: understanding_of(catalogue_of(town.key)),
        rulebook=rulebook,
        wrong_codes_a_day=settings.codes_a_day,
        replies_a_minute=settings.replies_a_minute,
        counts=counts,
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
        rulebook=rulebook,
        passwords=passwords,
        signin=SignIn(database, clock, codes, directory, passwords),
        counts=counts,
    )
