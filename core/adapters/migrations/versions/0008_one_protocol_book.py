"""One protocol book for what comes in and what goes out."""

from typing import Any

import sqlalchemy as sa
from alembic import op

import core.model
from core.greek import search_key

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BEFORE, AFTER = "incoming", "general"
TEXTS = ("party", "precision", "external", "external_by", "entered_by", "voided_by", "search_key")
INDEX = "ix_protocol_entry_municipality_id_at"


def _columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("direction", sa.String(), nullable=False, server_default="in"),
        *(sa.Column(name, sa.String(), nullable=False, server_default="") for name in TEXTS),
        sa.Column("answers_year", sa.BigInteger(), nullable=True),
        sa.Column("answers_seq", sa.BigInteger(), nullable=True),
        sa.Column("voided_at", core.model.Moment(timezone=True), nullable=True),
    ]


def upgrade() -> None:
    for column in _columns():
        op.add_column("protocol_entry", column)
    _rename(BEFORE, AFTER)
    _fill(op.get_bind())
    op.create_index(INDEX, "protocol_entry", ["municipality_id", "at"])


def downgrade() -> None:
    """What went out stays in the one book, under its number: a register has no holes, whichever release reads it."""
    op.drop_index(INDEX, table_name="protocol_entry")
    _rename(AFTER, BEFORE)
    for column in _columns():
        op.drop_column("protocol_entry", column.name)


def _rename(before: str, after: str) -> None:
    for table in ("protocol_counter", "protocol_entry"):
        op.execute(sa.text(f"UPDATE {table} SET book = :after WHERE book = :before").bindparams(before=before, after=after))


def _fill(connection: sa.Connection) -> None:
    """Entries that are there already are found by their subject. There are as many subjects as services."""
    one = sa.text("UPDATE protocol_entry SET search_key = :key WHERE subject = :subject")
    for subject in connection.execute(sa.text("SELECT DISTINCT subject FROM protocol_entry")).scalars().all():
        connection.execute(one, {"key": search_key(subject), "subject": subject})
