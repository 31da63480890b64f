"""Texts out."""

from collections.abc import Mapping, Sequence

from core.bootstrap import Core
from core.people.contact import Way
from core.ports import MessageGateway


def gateways(core: Core) -> Mapping[Way, Sequence[MessageGateway]]:
    """The provider's gateway where an account is set; demonstration towns never see it."""
    if not core.settings.twilio_account_sid or not core.settings.twilio_auth_token:
        return {}
    from channels.provider import Texts

    return {Way.TEXT: (Texts(core.settings),)}
