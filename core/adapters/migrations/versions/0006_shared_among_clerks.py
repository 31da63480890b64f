"""Drafts, routing rules, absences and links between requests; where a request is, which rule brought it, what it joined."""

import sqlalchemy as sa
from alembic import op

import core.model

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COLUMNS = {"lat": sa.Float, "lon": sa.Float, "routed_by": sa.BigInteger, "joined_to": sa.BigInteger}
MOMENT = core.model.Moment(timezone=True)


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.add_column("request", sa.Column(name, kind(), nullable=True))
    placed, pinned, joined = sa.text("place_key <> ''"), sa.text("lat IS NOT NULL"), sa.text("joined_to IS NOT NULL")
    _index("ix_request_same_place", ["municipality_id", "service", "place_key"], placed)
    _index("ix_request_near", ["municipality_id", "service", "lat"], pinned)
    _index("ix_request_joined_to", ["municipality_id", "joined_to"], joined)
    _drafts()
    _rules()
    _absences()
    _links()


def downgrade() -> None:
    for table in ("request_link", "absence", "routing_rule", "draft"):
        op.drop_table(table)
    for name in ("ix_request_joined_to", "ix_request_near", "ix_request_same_place"):
        op.drop_index(name, table_name="request")
    for name in COLUMNS:
        op.drop_column("request", name)


def _index(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "request", columns, postgresql_where=where, sqlite_where=where)


def _town(*columns: str) -> list[sa.Constraint]:
    """What holds for every table of a municipality: its key begins with it."""
    return [
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"]),
        sa.PrimaryKeyConstraint("municipality_id", *columns),
    ]


def _drafts() -> None:
    op.create_table(
        "draft",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("seen_seq", sa.BigInteger(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["municipality_id", "request_id"], ["request.municipality_id", "request.id"]),
        *_town("request_id", "account_id", "action"),
    )
    op.create_index("ix_draft_municipality_id_saved_at", "draft", ["municipality_id", "saved_at"])


def _rules() -> None:
    op.create_table(
        "routing_rule",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("person", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        *_town("id"),
    )


def _absences() -> None:
    op.create_table(
        "absence",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("substitute", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        *_town("id"),
    )
    op.create_index("ix_absence_municipality_id_until_on", "absence", ["municipality_id", "until_on"])


def _links() -> None:
    op.create_table(
        "request_link",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["municipality_id", "request_id"], ["request.municipality_id", "request.id"]),
        sa.ForeignKeyConstraint(["municipality_id", "other_id"], ["request.municipality_id", "request.id"]),
        *_town("id"),
    )
    op.create_index("ix_request_link_municipality_id_request_id", "request_link", ["municipality_id", "request_id"])
    op.create_index("ix_request_link_municipality_id_other_id", "request_link", ["municipality_id", "other_id"])
