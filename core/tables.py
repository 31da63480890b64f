"""All tables, imported, so that the metadata is whole."""

import core.dialogue.tables
import core.messages.tables
import core.municipalities.tables
import core.people.tables
import core.requests.savedviews
import core.requests.tables
import core.requests.wordindex
import core.staff.tables

__all__ = ["core"]
