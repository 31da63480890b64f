"""Invitations and new passwords by e-mail: who reads the mail of an address proves that it is theirs.

The link is made when the letter leaves, by a job: its token is never kept, and no administrator ever sees it. Whoever has a
password already (they work for another town too) is told of their new role and keeps it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from core.adapters.database import Database
from core.languages import tongue
from core.messages.jobs import enqueue
from core.messages.sending import Letter, Never
from core.model import new_id
from core.municipalities.model import Municipality
from core.ports import Clock, MessageGateway, Work
from core.settings import Settings
from core.staff import links
from core.staff.store import WHY
from core.staff.tables import Account
from core.text import Sentence, _

INVITE = "staff-invitation"


def by_mail(settings: Settings, town: Municipality) -> bool:
    """Whether this town's people are invited by e-mail. A demonstration sends none."""
    return settings.sends_email and not town.demonstration


def invite(work: Work, account_id: int, with_link: bool, clock: Clock) -> None:
    """Have a letter written to an account's address: with a link to choose a password, or only of the new role."""
    enqueue(work, INVITE, {"account": account_id, "link": with_link}, clock.now())


def site(settings: Settings, town: Municipality) -> str:
    """The town's own address, never one that a request named."""
    return (town.public_url or settings.public_url or f"http://{town.hosts[0]}:{settings.port}").rstrip("/")


@dataclass(frozen=True)
class Inviting:
    """The job that writes the letter. `gateway` is None where no e-mail is sent."""

    database: Database
    clock: Clock
    settings: Settings
    gateway: MessageGateway | None

    def __call__(self, town: Municipality, payload: Mapping[str, Any]) -> None:
        """Write and send one letter.

        Raises:
            NotFound: the person does not work here any more.
            Never: there is no way to send e-mail, or the address takes none.
            TryAgain, Uncertain: it is to be tried later, with a new link.
        """
        if self.gateway is None:
            raise Never("no-gateway")
        account_id = int(payload["account"])
        with self.database.across(WHY, writes=False) as work:
            found = work.execute(select(Account.email, Account.language).where(Account.id == account_id)).one()
        say, base = tongue(found.language, zone=town.zone), site(self.settings, town)
        said: Sentence = _(
            "You now have a role at {town}. Sign in with the password that you have: {address}",
            town=town.name,
            address=f"{base}/desk/",
        )
        if payload["link"]:
            token = links.give(self.database, town, account_id, self.clock.now(), proven=True)
            said = _(
                "Choose the password with which you sign in at {town}. This link works once, for seven days: {address} "
                "If you did not expect this letter, do nothing.",
                town=town.name,
                address=f"{base}/desk/password/{token}",
            )
        title = say(_("{town}: your sign-in", town=town.short_name))
        sender = town.email or self.settings.email_from
        self.gateway.send(Letter(new_id(), town.key, sender, found.email, title, say(said), found.language))
