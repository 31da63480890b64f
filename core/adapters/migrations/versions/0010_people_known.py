"""Who somebody is, and how surely."""

import sqlalchemy as sa
from alembic import op

import core.model

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# What was proved, and what became of a person's record, is only ever added to.
FOR_EVER = ("proof", "person_event")


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_name", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("father_name", sa.String(), nullable=False),
        sa.Column("mother_name", sa.String(), nullable=False),
        sa.Column("birth_year", sa.BigInteger(), nullable=True),
        sa.Column("merged_into", sa.BigInteger(), nullable=True),
        sa.Column("created_at", core.model.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id", "merged_into"],
            ["person.municipality_id", "person.id"],
            name=op.f("fk_person_municipality_id_merged_into"),
        ),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_person_municipality_id")),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_municipality_id_merged_into"), "person", ["municipality_id", "merged_into"], unique=False)
    op.create_table(
        "authorisation",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("other_name", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", core.model.Moment(timezone=True), nullable=False),
        sa.Column("expires_at", core.model.Moment(timezone=True), nullable=False),
        sa.Column("revoked_at", core.model.Moment(timezone=True), nullable=True),
        sa.Column("used_at", core.model.Moment(timezone=True), nullable=True),
        sa.Column("request_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id", "person_id"],
            ["person.municipality_id", "person.id"],
            name=op.f("fk_authorisation_municipality_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id", "request_id"],
            ["request.municipality_id", "request.id"],
            name=op.f("fk_authorisation_municipality_id_request_id"),
        ),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_authorisation_municipality_id")),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=op.f("pk_authorisation")),
    )
    op.create_index(op.f("ix_authorisation_municipality_id_digest"), "authorisation", ["municipality_id", "digest"], unique=True)
    op.create_index(
        op.f("ix_authorisation_municipality_id_person_id_id"),
        "authorisation",
        ["municipality_id", "person_id", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_authorisation_municipality_id_request_id"), "authorisation", ["municipality_id", "request_id"], unique=False
    )
    op.create_table(
        "one_time_code",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("created_at", core.model.Moment(timezone=True), nullable=False),
        sa.Column("expires_at", core.model.Moment(timezone=True), nullable=False),
        sa.Column("ended_at", core.model.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id", "person_id"],
            ["person.municipality_id", "person.id"],
            name=op.f("fk_one_time_code_municipality_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_one_time_code_municipality_id")),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=op.f("pk_one_time_code")),
    )
    op.create_index(
        op.f("ix_one_time_code_municipality_id_contact_id"), "one_time_code", ["municipality_id", "contact", "id"], unique=False
    )
    op.create_index(
        op.f("ix_one_time_code_municipality_id_message_id"), "one_time_code", ["municipality_id", "message_id"], unique=False
    )
    op.create_index(
        op.f("ix_one_time_code_municipality_id_created_at"), "one_time_code", ["municipality_id", "created_at"], unique=False
    )
    op.create_table(
        "person_contact",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("proved_at", core.model.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id", "person_id"],
            ["person.municipality_id", "person.id"],
            name=op.f("fk_person_contact_municipality_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_person_contact_municipality_id")),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=op.f("pk_person_contact")),
    )
    op.create_index(
        op.f("ix_person_contact_municipality_id_person_id_way_address"),
        "person_contact",
        ["municipality_id", "person_id", "way", "address"],
        unique=True,
    )
    op.create_table(
        "person_event",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("at", core.model.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id", "person_id"],
            ["person.municipality_id", "person.id"],
            name=op.f("fk_person_event_municipality_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_person_event_municipality_id")),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=op.f("pk_person_event")),
    )
    op.create_index(
        op.f("ix_person_event_municipality_id_person_id_id"), "person_event", ["municipality_id", "person_id", "id"], unique=False
    )
    op.create_table(
        "person_identifier",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("scheme", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("proved_at", core.model.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id", "person_id"],
            ["person.municipality_id", "person.id"],
            name=op.f("fk_person_identifier_municipality_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_person_identifier_municipality_id")),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=op.f("pk_person_identifier")),
    )
    op.create_index(
        op.f("ix_person_identifier_municipality_id_digest"), "person_identifier", ["municipality_id", "digest"], unique=False
    )
    op.create_index(
        op.f("ix_person_identifier_municipality_id_person_id_scheme_digest"),
        "person_identifier",
        ["municipality_id", "person_id", "scheme", "digest"],
        unique=True,
    )
    op.create_table(
        "person_pin",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("set_at", core.model.Moment(timezone=True), nullable=False),
        sa.Column("wrong_in_a_row", sa.BigInteger(), nullable=False),
        sa.Column("needs_code", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id", "id"], ["person.municipality_id", "person.id"], name=op.f("fk_person_pin_municipality_id_id")
        ),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_person_pin_municipality_id")),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=op.f("pk_person_pin")),
    )
    op.create_table(
        "proof",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("assurance", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("at", core.model.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id", "person_id"],
            ["person.municipality_id", "person.id"],
            name=op.f("fk_proof_municipality_id_person_id"),
        ),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_proof_municipality_id")),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=op.f("pk_proof")),
    )
    op.create_index(op.f("ix_proof_municipality_id_person_id_id"), "proof", ["municipality_id", "person_id", "id"], unique=False)
    op.add_column("request", sa.Column("person_id", sa.BigInteger(), nullable=True))
    op.add_column("request", sa.Column("assurance", sa.String(), server_default="none", nullable=False))
    op.create_index(
        "ix_request_person",
        "request",
        ["municipality_id", "person_id", "id"],
        unique=False,
        postgresql_where=sa.text("person_id IS NOT NULL"),
        sqlite_where=sa.text("person_id IS NOT NULL"),
    )
    for table in FOR_EVER:
        _refuse_changes(table)


def downgrade() -> None:
    for table in FOR_EVER:
        _allow_changes(table)
    op.drop_index(
        "ix_request_person",
        table_name="request",
        postgresql_where=sa.text("person_id IS NOT NULL"),
        sqlite_where=sa.text("person_id IS NOT NULL"),
    )
    op.drop_column("request", "assurance")
    op.drop_column("request", "person_id")
    op.drop_index(op.f("ix_proof_municipality_id_person_id_id"), table_name="proof")
    op.drop_table("proof")
    op.drop_table("person_pin")
    op.drop_index(op.f("ix_person_identifier_municipality_id_person_id_scheme_digest"), table_name="person_identifier")
    op.drop_index(op.f("ix_person_identifier_municipality_id_digest"), table_name="person_identifier")
    op.drop_table("person_identifier")
    op.drop_index(op.f("ix_person_event_municipality_id_person_id_id"), table_name="person_event")
    op.drop_table("person_event")
    op.drop_index(op.f("ix_person_contact_municipality_id_person_id_way_address"), table_name="person_contact")
    op.drop_table("person_contact")
    op.drop_index(op.f("ix_one_time_code_municipality_id_created_at"), table_name="one_time_code")
    op.drop_index(op.f("ix_one_time_code_municipality_id_message_id"), table_name="one_time_code")
    op.drop_index(op.f("ix_one_time_code_municipality_id_contact_id"), table_name="one_time_code")
    op.drop_table("one_time_code")
    op.drop_index(op.f("ix_authorisation_municipality_id_request_id"), table_name="authorisation")
    op.drop_index(op.f("ix_authorisation_municipality_id_person_id_id"), table_name="authorisation")
    op.drop_index(op.f("ix_authorisation_municipality_id_digest"), table_name="authorisation")
    op.drop_table("authorisation")
    op.drop_index(op.f("ix_person_municipality_id_merged_into"), table_name="person")
    op.drop_table("person")


def _refuse_changes(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is only added to'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_for_ever() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is only added to'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_for_ever BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_for_ever()"
    )


def _allow_changes(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {table}_no_update")
        op.execute(f"DROP TRIGGER {table}_no_delete")
        return
    op.execute(f"DROP TRIGGER {table}_for_ever ON {table}")
    op.execute(f"DROP FUNCTION {table}_for_ever()")
