"""The kinds of jobs that telling an announcement is made of."""

from core.announcements.recalling import RECALL, Recalling
from core.announcements.telling import TELL, Telling
from core.bootstrap import Core
from core.messages.jobs import Doing


def jobs(core: Core) -> dict[str, Doing]:
    return {TELL: Telling(core.database, core.clock), RECALL: Recalling(core.database, core.clock)}
