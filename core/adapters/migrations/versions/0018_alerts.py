"""Emergencies: their alerts, what people answer, and what rehearsals showed."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLES = ("drill", "emergency_reply", "alert")


def upgrade() -> None:
    _numbered(
        "alert",
        *_texts("identifier", "event", "type", "stage", "urgency", "severity", "certainty", "contact", "web"),
        *_texts("source", "source_identifier", "source_sent", "document"),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("categories", "responses", "texts", "districts")),
        sa.Column("area", sa.JSON(), nullable=True),
        *_numbers("author_id", "revision"),
        *_numbers("announcement_id", "follows_id", "released_by", "untold_after", optional=True),
        *_moments("expires_at", "created_at", "updated_at"),
        *_moments("onset_at", "released_at", "over_at", optional=True),
        sa.Column("drill", sa.Boolean(), nullable=False),
        _belongs("alert", "announcement"),
    )
    _index("alert", "municipality_id", "stage", "id")
    _index("alert", "municipality_id", "identifier", unique=True)
    _index("alert", "municipality_id", "source_identifier")
    _index("alert", "municipality_id", "announcement_id", "id")
    _numbered(
        "emergency_reply",
        *_numbers("announcement_id"),
        *_texts("contact", "language", "words"),
        *_numbers("seen_by", optional=True),
        *_moments("at"),
        *_moments("seen_at", optional=True),
        _belongs("emergency_reply", "announcement"),
    )
    _index("emergency_reply", "municipality_id", "announcement_id", "id")
    _index("emergency_reply", "municipality_id", "seen_at", "id")
    _numbered(
        "drill",
        *_numbers("alert_id"),
        *_texts("state"),
        sa.Column("report", sa.JSON(), nullable=False),
        *_moments("began_at"),
        *_moments("ended_at", optional=True),
        _belongs("drill", "alert"),
    )
    _index("drill", "municipality_id", "alert_id", "id")


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _numbered(name: str, *columns: sa.Column | sa.Constraint) -> None:
    """A municipality's table with an id of its own."""
    op.create_table(
        name,
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=f"fk_{name}_municipality_id"),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=f"pk_{name}"),
    )


def _belongs(name: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["municipality_id", f"{to}_id"], [f"{to}.municipality_id", f"{to}.id"], name=f"fk_{name}_municipality_id_{to}_id"
    )


def _texts(*names: str) -> tuple[sa.Column, ...]:
    return tuple(sa.Column(name, sa.String(), nullable=False) for name in names)


def _numbers(*names: str, optional: bool = False) -> tuple[sa.Column, ...]:
    return tuple(sa.Column(name, sa.BigInteger(), nullable=optional) for name in names)


def _moments(*names: str, optional: bool = False) -> tuple[sa.Column, ...]:
    return tuple(sa.Column(name, sa.DateTime(timezone=True), nullable=optional) for name in names)


def _index(table: str, *columns: str, unique: bool = False) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns, unique=unique)
