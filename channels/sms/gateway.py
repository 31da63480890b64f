"""Texts out."""

from collections.abc import Mapping, Sequence

from core.bootstrap import Core
from core.people.contact import Way
from core.ports import MessageGateway
from core.settings import Settings


def gateways(core: Core) -> Mapping[Way, Sequence[MessageGateway]]:
    """The gateways that are set up, the first one first; demonstration towns never see them."""
    found = tuple(made for name in core.settings.text_gateways if (made := _made(name, core.settings)) is not None)
    return {Way.TEXT: found} if found else {}


def _made(name: str, settings: Settings) -> MessageGateway | None:
    """One gateway, where it is set up; its library is loaded only then."""
    if name == "kannel":
        if not settings.kannel_url:
            return None
        from channels.sms.kannel import Kannel

        return Kannel(settings)
    if not settings.twilio_account_sid or not settings.twilio_auth_token:
        return None
    from channels.provider import Texts

    return Texts(settings)
