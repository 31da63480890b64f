"""All tables, imported, so that the metadata is whole."""

import core.certificates.tables
import core.dialogue.tables
import core.messages.tables
import core.municipalities.tables
import core.people.tables
import core.requests.tables
import core.staff.tables

__all__ = ["core"]
