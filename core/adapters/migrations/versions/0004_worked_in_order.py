"""A request knows where it stands in the queue, whose matter it is, and what was promised."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_request_department": ["municipality_id", "is_open", "department", "queue_on", "id"],
    "ix_request_town": ["municipality_id", "is_open", "queue_on", "id"],
    "ix_request_state": ["municipality_id", "department", "state", "queue_on", "id"],
    "ix_request_assigned": ["municipality_id", "assigned_to", "is_open", "queue_on", "id"],
}


def upgrade() -> None:
    for column in _columns():
        op.add_column("request", column)
    # As core.requests.lists.ordering has it: what was opened again first, then by due date; what is closed by its last day.
    op.execute(f"UPDATE request SET is_open = {_false()} WHERE state = 'closed'")
    op.execute("UPDATE request SET queue_on = due_on WHERE state <> 'closed' AND due_on IS NOT NULL")
    op.execute(f"UPDATE request SET queue_on = '{date.min.isoformat()}' WHERE state <> 'closed' AND reopened > 0")
    op.execute("UPDATE request SET queue_on = date(closed_at) WHERE state = 'closed' AND closed_at IS NOT NULL")
    for name, columns in INDEXES.items():
        op.create_index(name, "request", columns)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, table_name="request")
    for column in _columns():
        op.drop_column("request", column.name)


def _false() -> str:
    return "false" if op.get_bind().dialect.name == "postgresql" else "0"


def _columns() -> tuple[sa.Column, ...]:
    return (
        sa.Column("district", sa.String(), nullable=False, server_default=""),
        sa.Column("assigned_to", sa.BigInteger(), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("forwarded_to", sa.String(), nullable=False, server_default=""),
        sa.Column("watch_on", sa.Date(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("queue_on", sa.Date(), nullable=False, server_default=date.max.isoformat()),
    )
