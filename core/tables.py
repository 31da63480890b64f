"""All tables, imported, so that the metadata is whole."""

import core.announcements.reachtables
import core.announcements.tables
import core.certificates.tables
import core.dialogue.tables
import core.emergencies.tables
import core.messages.style
import core.messages.tables
import core.municipalities.tables
import core.operations.tables
import core.people.known
import core.people.tables
import core.requests.lists.savedviews
import core.requests.lists.wordindex
import core.requests.sharing
import core.requests.tables
import core.retention.tables
import core.routing.tables
import core.staff.tables
import core.subscriptions.tables
import core.wording.tables

__all__ = ["core"]
