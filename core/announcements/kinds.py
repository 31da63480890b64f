"""What an announcement can be, and how far it is."""

from enum import StrEnum

from core.text import Sentence, _


class Kind(StrEnum):
    NEWS = "news"
    INTERRUPTION = "interruption"
    EVENT = "event"
    CALL = "call"
    CONSULTATION = "consultation"
    EMERGENCY = "emergency"


KIND_NAMES: dict[Kind, Sentence] = {
    Kind.NEWS: _("news of the town hall"),
    Kind.INTERRUPTION: _("interruption of a service"),
    Kind.EVENT: _("event"),
    Kind.CALL: _("call for tenders or jobs"),
    Kind.CONSULTATION: _("public consultation"),
    Kind.EMERGENCY: _("emergency"),
}


class Stage(StrEnum):
    """Draft → review (a second person looks) → scheduled → published → expired or withdrawn.

    A second person sends it back to draft, too. What is published stays readable where it was told, also when it is over.
    """

    DRAFT = "draft"
    REVIEW = "review"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


STAGE_NAMES: dict[Stage, Sentence] = {
    Stage.DRAFT: _("draft"),
    Stage.REVIEW: _("waits for a second person"),
    Stage.SCHEDULED: _("scheduled"),
    Stage.PUBLISHED: _("published"),
    Stage.EXPIRED: _("over"),
    Stage.WITHDRAWN: _("withdrawn by the town hall"),
}


# What was let out once, and is read where it was told; and those of whose latest version subscribers may be told.
PUBLIC = frozenset({Stage.PUBLISHED, Stage.EXPIRED})
TOLD = frozenset({Stage.PUBLISHED, Stage.WITHDRAWN})
# What an editor writes here; emergencies have a room and rules of their own.
WRITTEN = tuple(one for one in Kind if one is not Kind.EMERGENCY)
