"""Canned answers, and why a recording could not be fetched."""

import sqlalchemy as sa
from alembic import op

from core.model import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "canned_answer",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("written_by", sa.BigInteger(), nullable=True),
        sa.Column("written_at", Moment(), nullable=False),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name="fk_canned_answer_municipality_id"),
        sa.PrimaryKeyConstraint("municipality_id", "id", name="pk_canned_answer"),
    )
    op.create_index("ix_canned_answer_municipality_id_deed", "canned_answer", ["municipality_id", "deed"])
    op.add_column("attachment", sa.Column("reason", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("attachment", "reason")
    op.drop_index("ix_canned_answer_municipality_id_deed", table_name="canned_answer")
    op.drop_table("canned_answer")
