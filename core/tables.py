"""All tables, imported, so that the metadata is whole."""

import core.certificates.tables
import core.dialogue.tables
import core.messages.tables
import core.municipalities.tables
import core.operations.tables
import core.people.known
import core.people.tables
import core.requests.savedviews
import core.requests.sharing
import core.requests.tables
import core.requests.wordindex
import core.routing.tables
import core.staff.tables
import core.wording.tables

__all__ = ["core"]
