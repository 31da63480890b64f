"""The ledger's frozen figures, and what retention did."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _numbered(
        "announcement_reach",
        *_numbers("announcement_id", "version", "count"),
        *_texts("district", "way", "state", "reason", "next_way"),
        _belongs("announcement_reach", "announcement"),
    )
    _index("announcement_reach", "municipality_id", "announcement_id")
    op.create_table(
        "announcement_frozen",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("announcement_id", sa.BigInteger(), autoincrement=False, nullable=False),
        *_moments("frozen_at"),
        _own("announcement_frozen"),
        _belongs("announcement_frozen", "announcement"),
        sa.PrimaryKeyConstraint("municipality_id", "announcement_id", name="pk_announcement_frozen"),
    )
    _numbered(
        "retention_record",
        *_texts("kind", "action", "rule", "by"),
        *_numbers("count"),
        *_moments("oldest", "newest", "at"),
    )
    _index("retention_record", "municipality_id", "id")
    _numbered(
        "retention_hold",
        *_numbers("request_id"),
        *_texts("reason", "by"),
        *_moments("at"),
        _belongs("retention_hold", "request"),
        sa.UniqueConstraint("municipality_id", "request_id", name="uq_retention_hold_municipality_id_request_id"),
    )


def downgrade() -> None:
    for table in ("retention_hold", "retention_record", "announcement_frozen", "announcement_reach"):
        op.drop_table(table)


def _numbered(name: str, *columns: sa.Column | sa.Constraint) -> None:
    """A municipality's table with an id of its own."""
    op.create_table(
        name,
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        *columns,
        _own(name),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=f"pk_{name}"),
    )


def _own(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=f"fk_{name}_municipality_id")


def _belongs(name: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["municipality_id", f"{to}_id"], [f"{to}.municipality_id", f"{to}.id"], name=f"fk_{name}_municipality_id_{to}_id"
    )


def _texts(*names: str) -> tuple[sa.Column, ...]:
    return tuple(sa.Column(name, sa.String(), nullable=False) for name in names)


def _numbers(*names: str) -> tuple[sa.Column, ...]:
    return tuple(sa.Column(name, sa.BigInteger(), nullable=False) for name in names)


def _moments(*names: str) -> tuple[sa.Column, ...]:
    return tuple(sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in names)


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)
