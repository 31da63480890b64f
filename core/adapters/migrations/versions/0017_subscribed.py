"""Subscribing: the words of consent, one living subscription an address, imported lists, and who looked somebody up."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_LIVING = sa.text("state IN ('active', 'stopped')")


def upgrade() -> None:
    op.add_column("consent", sa.Column("what", sa.String(), nullable=False, server_default=""))
    op.add_column("consent", sa.Column("asked", sa.String(), nullable=False, server_default=""))
    op.add_column("consent", sa.Column("subscriber_id", sa.BigInteger(), nullable=True))
    op.create_index("ix_consent_municipality_id_subscriber_id_id", "consent", ["municipality_id", "subscriber_id", "id"])
    op.add_column("subscriber_way", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "uq_subscriber_way_living",
        "subscriber_way",
        ["municipality_id", "way", "address"],
        unique=True,
        sqlite_where=_LIVING,
        postgresql_where=_LIVING,
    )
    _numbered(
        "contact_import",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declared", sa.String(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.Column("known", sa.BigInteger(), nullable=False),
        sa.Column("header", sa.JSON(), nullable=False),
        sa.Column("bad", sa.JSON(), nullable=False),
    )
    _numbered(
        "subscription_look",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("subscriber_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("subscription_look")
    op.drop_table("contact_import")
    op.drop_index("uq_subscriber_way_living", table_name="subscriber_way")
    op.drop_column("subscriber_way", "asked_at")
    op.drop_index("ix_consent_municipality_id_subscriber_id_id", table_name="consent")
    for column in ("subscriber_id", "asked", "what"):
        op.drop_column("consent", column)


def _numbered(name: str, *columns: sa.Column) -> None:
    """A municipality's table with an id of its own, found by when it was written."""
    op.create_table(
        name,
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=f"fk_{name}_municipality_id"),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_municipality_id_at", name, ["municipality_id", "at"])
