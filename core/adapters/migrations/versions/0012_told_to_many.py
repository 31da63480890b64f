"""Announcements, who subscribes to them, and messages that carry one to many."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NEW_TABLES = ("subscriber_way", "subscriber", "announcement_form", "announcement_file", "announcement_version", "announcement")


def upgrade() -> None:
    for column in _of_messages():
        op.add_column("message", column)
    op.create_index("ix_message_municipality_id_announcement_id_id", "message", ["municipality_id", "announcement_id", "id"])
    op.add_column("consent", sa.Column("purpose", sa.String(), nullable=False, server_default=""))
    _make_announcements()
    _make_subscribers()


def downgrade() -> None:
    for table in NEW_TABLES:
        op.drop_table(table)
    op.drop_column("consent", "purpose")
    op.drop_index("ix_message_municipality_id_announcement_id_id", table_name="message")
    for column in _of_messages():
        op.drop_column("message", column.name)


def _of_messages() -> tuple[sa.Column, ...]:
    return (
        sa.Column("priority", sa.BigInteger(), nullable=False, server_default="2"),
        sa.Column("gateway", sa.String(), nullable=False, server_default=""),
        sa.Column("announcement_id", sa.BigInteger(), nullable=True),
        sa.Column("form_id", sa.BigInteger(), nullable=True),
        sa.Column("subscriber_id", sa.BigInteger(), nullable=True),
        sa.Column("district", sa.String(), nullable=False, server_default=""),
        sa.Column("next_id", sa.BigInteger(), nullable=True),
        sa.Column("drill", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


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


def _numbers(*names: str) -> tuple[sa.Column, ...]:
    return tuple(sa.Column(name, sa.BigInteger(), nullable=False) for name in names)


def _moments(*names: str, optional: bool = False) -> tuple[sa.Column, ...]:
    return tuple(sa.Column(name, sa.DateTime(timezone=True), nullable=optional) for name in names)


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)


def _make_announcements() -> None:
    _numbered(
        "announcement",
        *_texts("kind", "stage", "place", "search"),
        *_numbers("version", "topics", "author_id", "told_up_to"),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("districts", sa.JSON(), nullable=False),
        sa.Column("area", sa.JSON(), nullable=True),
        sa.Column("ways", sa.JSON(), nullable=False),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("drill", sa.Boolean(), nullable=False),
        *_moments("created_at", "updated_at"),
        *_moments("begins_at", "ends_at", "valid_until", "publish_at", "published_at", "ended_at", optional=True),
        *_moments("corrected_at", "approved_at", "told_at", optional=True),
    )
    _index("announcement", "municipality_id", "stage", "published_at")
    _index("announcement", "municipality_id", "stage", "publish_at")
    _numbered(
        "announcement_version",
        *_numbers("announcement_id", "version"),
        *_texts("what", "words", "by"),
        sa.Column("content", sa.JSON(), nullable=False),
        *_moments("at"),
        _belongs("announcement_version", "announcement"),
    )
    _index("announcement_version", "municipality_id", "announcement_id", "id")
    _numbered(
        "announcement_file",
        *_numbers("announcement_id", "size"),
        *_texts("name", "alt", "media_type", "storage_key"),
        *_moments("at"),
        _belongs("announcement_file", "announcement"),
    )
    _index("announcement_file", "municipality_id", "announcement_id")
    _numbered(
        "announcement_form",
        *_numbers("announcement_id", "version", "parts"),
        *_texts("way", "language", "subject", "body"),
        _belongs("announcement_form", "announcement"),
        sa.UniqueConstraint(
            "municipality_id",
            "announcement_id",
            "version",
            "way",
            "language",
            name="uq_announcement_form",
        ),
    )


def _make_subscribers() -> None:
    _numbered(
        "subscriber",
        *_texts("state", "language", "district", "way", "address", "channel"),
        *_numbers("topics"),
        sa.Column("quiet_from", sa.BigInteger(), nullable=True),
        sa.Column("quiet_until", sa.BigInteger(), nullable=True),
        *_moments("created_at", "updated_at"),
        *_moments("ended_at", optional=True),
    )
    _index("subscriber", "municipality_id", "state", "id")
    _index("subscriber", "municipality_id", "district", "state")
    _numbered(
        "subscriber_way",
        *_numbers("subscriber_id", "rank"),
        *_texts("way", "address", "state"),
        *_moments("confirmed_at", "ended_at", optional=True),
        _belongs("subscriber_way", "subscriber"),
    )
    _index("subscriber_way", "municipality_id", "subscriber_id", "rank")
    _index("subscriber_way", "municipality_id", "way", "address")
