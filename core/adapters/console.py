"""The gateway of demonstration towns: everything stays here. The phone simulator shows it; the log tells only that it went."""

import logging

from core.messages.alphabet import segments
from core.messages.sending import Letter, Sent

LOG = logging.getLogger("thyrida.console")


class Console:
    name = "console"

    def send(self, letter: Letter) -> Sent:
        LOG.debug("simulated town=%s letters=%s", letter.town, len(letter.body))
        return Sent(f"console-{letter.id}", segments(letter.body).count)
