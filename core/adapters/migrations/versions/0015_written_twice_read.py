"""Writing announcements: every step of them, changes that are told apart, corrections, and a quick look at who would be told."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# Everything that says who would be told, so that they are counted without a look at their rows.
REACH = ("municipality_id", "state", "way", "language", "district", "topics")
CONFIRMED = ("municipality_id", "subscriber_id", "way", "state", "rank")
INDEXES = (("municipality_id", "stage", "valid_until"), ("municipality_id", "updated_at"), ("municipality_id", "corrects_id"))


def upgrade() -> None:
    for column in _columns():
        op.add_column("announcement", column)
    for columns in INDEXES:
        op.create_index(f"ix_announcement_{'_'.join(columns)}", "announcement", columns)
    op.create_table(
        "announcement_step",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("announcement_id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name="fk_announcement_step_municipality_id"),
        sa.ForeignKeyConstraint(
            ["municipality_id", "announcement_id"],
            ["announcement.municipality_id", "announcement.id"],
            name="fk_announcement_step_municipality_id_announcement_id",
        ),
        sa.PrimaryKeyConstraint("municipality_id", "id", name="pk_announcement_step"),
    )
    op.create_index(
        "ix_announcement_step_municipality_id_announcement_id_id",
        "announcement_step",
        ["municipality_id", "announcement_id", "id"],
    )
    op.create_index("ix_subscriber_reach", "subscriber", REACH)
    op.create_index("ix_subscriber_way_confirmed", "subscriber_way", CONFIRMED)


def downgrade() -> None:
    op.drop_index("ix_subscriber_way_confirmed", table_name="subscriber_way")
    op.drop_index("ix_subscriber_reach", table_name="subscriber")
    op.drop_table("announcement_step")
    for columns in INDEXES:
        op.drop_index(f"ix_announcement_{'_'.join(columns)}", table_name="announcement")
    for column in _columns():
        op.drop_column("announcement", column.name)


def _columns() -> tuple[sa.Column, ...]:
    return (
        sa.Column("revision", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("corrects_id", sa.BigInteger(), nullable=True),
        sa.Column("tells_again", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("danger", sa.Boolean(), nullable=True),
    )
