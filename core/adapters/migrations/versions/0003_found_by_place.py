"""A request is found by the words of its place in any spelling, and by who holds it."""

import sqlalchemy as sa
from alembic import op

from core.greek import search_key

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# So many rows are held in memory at once.
BATCH = 2000


def upgrade() -> None:
    op.add_column("request", sa.Column("place_key", sa.String(), nullable=False, server_default=""))
    _fill(op.get_bind())
    held = sa.text("claimed_by IS NOT NULL")
    op.create_index(
        "ix_request_claimed_by", "request", ["municipality_id", "claimed_by"], postgresql_where=held, sqlite_where=held
    )


def downgrade() -> None:
    op.drop_index("ix_request_claimed_by", table_name="request")
    op.drop_column("request", "place_key")


def _fill(connection: sa.Connection) -> None:
    """Give the requests that are there already the key of their place."""
    some = sa.text("SELECT id, place FROM request WHERE id > :last AND place <> '' ORDER BY id LIMIT :most")
    one = sa.text("UPDATE request SET place_key = :key WHERE id = :id")
    last = -1
    while rows := connection.execute(some, {"last": last, "most": BATCH}).all():
        connection.execute(one, [{"id": row.id, "key": search_key(row.place)} for row in rows])
        last = rows[-1].id
