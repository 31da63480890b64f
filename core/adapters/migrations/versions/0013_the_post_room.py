"""How the post room sends: lanes, limits, breakers."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

LANE = ["state", "drill", "priority", "municipality_id", "way", "due_at"]


def upgrade() -> None:
    for name in ("again", "refused"):
        op.add_column("message", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("message_receipt", sa.Column("provider_id", sa.String(), nullable=False, server_default=""))
    op.drop_index("ix_message_due", table_name="message")
    op.create_index("ix_message_lane", "message", LANE)
    op.create_table(
        "message_line",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("gateway", sa.String(), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("down_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("setup", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name="fk_message_line_municipality_id"),
        sa.PrimaryKeyConstraint("municipality_id", "way", "gateway", name="pk_message_line"),
    )
    if op.get_bind().dialect.name == "postgresql":
        # Messages change their state many times: what that leaves in the index of lanes is cleared away early.
        op.execute("ALTER TABLE message SET (autovacuum_vacuum_scale_factor = 0.02)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE message RESET (autovacuum_vacuum_scale_factor)")
    op.drop_table("message_line")
    op.drop_index("ix_message_lane", table_name="message")
    op.create_index("ix_message_due", "message", ["state", "due_at"])
    op.drop_column("message_receipt", "provider_id")
    op.drop_column("message", "refused")
    op.drop_column("message", "again")
