"""The gateway of demonstration towns: everything stays here. The phone simulator shows it; the log tells only that it went."""

import logging

from core.messages.alphabet import segments
from core.messages.sending import Letter, Sent

LOG = logging.getLogger("thyrida.console")


class Console:
    def send(self, letter: Letter) -> Sent:
        LOG.info("to a simulated address ending in %s: %s letters", letter.to[-2:], len(letter.body))
        return Sent(f"console-{letter.id}", segments(letter.body).count)
