"""What is said at the end of many documents: the keys that have the same meaning everywhere."""

from core.text import _

KEYS = _("9 repeats, 0 is a person, star goes back.")
STARRED = _("While you key: star and 9 repeats, star and 0 is a person, star twice goes back.")
AFTER = _("To hear it again press 9. For something else press star. For a person press 0. If you are done, hang up.")
