"""Requests are found by any word that was said about them, and a clerk's views are kept under a name."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

from core.catalogue import catalogue_for
from core.requests.filing import ANSWERS, answer_from
from core.requests.lists.wordindex import found_by, said

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# So many requests are held in memory at once.
BATCH = 1000
# What is open has two indexes more: for what no delay was told of, and for what is nobody's matter yet.
PARTS = {
    "ix_request_untold": (["promised_on", "department", "queue_on", "id", "is_open", "protocol"], " AND protocol <> ''"),
    "ix_request_pool": (["assigned_to", "department", "queue_on", "id", "is_open"], ""),
}
OLD = ["municipality_id", "department", "state", "due_on", "id"]


def upgrade() -> None:
    op.create_table(
        "request_word",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("word", sa.String().with_variant(sa.String(collation="C"), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_request_word_municipality_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id", "request_id"],
            ["request.municipality_id", "request.id"],
            name=op.f("fk_request_word_municipality_id_request_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", "request_id", "word", name=op.f("pk_request_word")),
        sqlite_with_rowid=False,
    )
    _fill(op.get_bind())
    op.create_index(
        op.f("ix_request_word_municipality_id_word_request_id"), "request_word", ["municipality_id", "word", "request_id"]
    )
    op.create_table(
        "saved_view",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_saved_view_municipality_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_saved_view_account_id")),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=op.f("pk_saved_view")),
    )
    op.create_index(
        op.f("ix_saved_view_municipality_id_account_id_position"), "saved_view", ["municipality_id", "account_id", "position"]
    )
    for name, (columns, condition) in PARTS.items():
        op.create_index(
            name,
            "request",
            ["municipality_id", *columns],
            postgresql_where=sa.text(f"is_open{condition}"),
            sqlite_where=sa.text(f"is_open = 1{condition}"),
        )
    # Lists are walks along the indexes of step 0004 now.
    op.drop_index("ix_request_queue", table_name="request")


def downgrade() -> None:
    op.create_index("ix_request_queue", "request", OLD)
    for name in PARTS:
        op.drop_index(name, table_name="request")
    op.drop_table("saved_view")
    op.drop_table("request_word")


def _fill(connection: sa.Connection) -> None:
    """Give the requests that are there already their words: of their answers, of recordings, and of their service."""
    towns = {row.id: row.key for row in connection.execute(sa.text("SELECT id, key FROM municipality"))}
    some = sa.text(
        "SELECT r.municipality_id, r.id, r.service, r.tell_to, c.body FROM request r "
        "LEFT JOIN content c ON c.municipality_id = r.municipality_id AND c.request_id = r.id AND c.kind = :kind "
        "WHERE r.municipality_id = :town AND r.id > :last ORDER BY r.id LIMIT :most"
    ).columns(body=sa.JSON())
    into = sa.text("INSERT INTO request_word (municipality_id, request_id, word) VALUES (:town, :id, :word)")
    for town, key in towns.items():
        services, last = catalogue_for(None, key).services, -1
        while rows := connection.execute(some, {"kind": ANSWERS, "town": town, "last": last, "most": BATCH}).all():
            written = _written_down(connection, town, rows[0].id, rows[-1].id)
            kept = [
                {"town": town, "id": row.id, "word": word}
                for row in rows
                for word in _words(services.get(row.service), row.body, written[row.id], row.tell_to)
            ]
            if kept:
                connection.execute(into, kept)
            last = rows[-1].id


def _words(service: Any, body: Any, written: Iterable[str], address: str) -> list[str]:
    """The keys of one request; what was erased is found by nothing."""
    if body is None:
        return []
    answers = {key: answer_from(one) for key, one in body.items()}
    return found_by(service, [*said(service, answers), *written], address)


def _written_down(connection: sa.Connection, town: int, first: int, last: int) -> dict[int, list[str]]:
    rows = connection.execute(
        sa.text(
            "SELECT request_id, written_down FROM attachment WHERE municipality_id = :town AND written_down <> '' "
            "AND request_id BETWEEN :first AND :last"
        ),
        {"town": town, "first": first, "last": last},
    )
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        found[row.request_id].append(row.written_down)
    return found
