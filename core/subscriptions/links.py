"""The link that a letter asks to confirm with. Its token is put in when the letter is handed over, and lies nowhere before."""

import re

from core.codes import CodeKey
from core.languages import tongue
from core.messages.outbox import CODE, Draft
from core.municipalities.model import Municipality
from core.people.contact import Way
from core.subscriptions import tokens
from core.subscriptions.tables import SubscriberWay
from core.text import Many, _

# The purpose of what asks an imported contact to confirm: it waits its turn like any notice.
ASK = "subscribe"
PATH = "/news/confirm"
_MARK = re.compile(r"\[\[confirm:([0-9]{1,19})\]\]")


def letter(town: Municipality, way: SubscriberWay, language: str, site: str, purpose: str = CODE) -> Draft:
    """The letter that asks to confirm. `site` is the address of the town's pages, without a slash at its end."""
    say = tongue(language, zone=town.zone)
    parts = (
        _("Somebody asked us to send the announcements of {town} to this address.", town=town.name),
        _("If it was you, open this page and press the button: {link}", link=f"{site}{PATH}/[[confirm:{way.id}]]"),
        _("If it was not you, do nothing: you get no more letters from us about it. The page is good for seven days."),
    )
    subject = say(_("{town}: confirm your subscription", town=town.name))
    return Draft(Way.EMAIL, way.address, say(Many(parts, by="\n\n")), language, purpose, subject)


def carries_link(purpose: str, body: str) -> bool:
    """Whether a message of ours, and of no person, has a place for such a token."""
    return purpose in (CODE, ASK) and _MARK.search(body) is not None


def revealed(body: str, town: Municipality, keys: CodeKey) -> str:
    """The letter with its token, for the moment of handing over."""
    return _MARK.sub(lambda found: tokens.confirmation(keys, town, int(found[1])), body)
