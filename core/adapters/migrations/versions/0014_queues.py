"""Jobs have a priority; who was told of an announcement is found; the shared queue's own schema goes where it is left.

That schema is made by the queue itself, where it is chosen (core.adapters.queues.tables): it belongs to the version of its
engine, not to a release of ours.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

OLD = ["municipality_id", "announcement_id", "id"]
NEW = ["municipality_id", "announcement_id", "subscriber_id"]


def upgrade() -> None:
    op.add_column("job", sa.Column("priority", sa.BigInteger(), nullable=False, server_default="2"))
    op.drop_index(f"ix_message_{'_'.join(OLD)}", table_name="message")
    op.create_index(f"ix_message_{'_'.join(NEW)}", "message", NEW)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP SCHEMA IF EXISTS procrastinate CASCADE")
    op.drop_index(f"ix_message_{'_'.join(NEW)}", table_name="message")
    op.create_index(f"ix_message_{'_'.join(OLD)}", "message", OLD)
    op.drop_column("job", "priority")
