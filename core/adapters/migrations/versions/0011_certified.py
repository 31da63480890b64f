"""Certificates: the documents, their way to the citizen, their checks, their fees; and what the registers know.

What a certificate says never changes, and no certificate is deleted: triggers refuse it on both databases. Erasing may empty
what is personal in it, and nothing else.
"""

import sqlalchemy as sa
from alembic import op

import core.model

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

REFUSAL = "what a certificate says is never changed"
FIXED = (
    "request_id", "service", "service_version", "template", "department", "english", "protocol", "code_digest", "issued_at",
    "issued_on", "valid_until", "issued_by", "copy_of", "replaces",
)  # fmt: skip
# Known once it is sealed, and fixed from then on.
SEALED = ("sha256", "size", "sealed_with", "qualified", "sealed_at", "state")


def upgrade() -> None:
    _make_tables()
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgres()


def downgrade() -> None:
    for table in ("certificate_check", "certificate_receiving", "payment", "certificate", "registry_record", "automatic_switch"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION certificate_fixed()")


def _changed(unequal: str, text: str) -> str:
    """The condition under which an update would change what is fixed; `unequal` is the database's own comparison."""
    fixed = " OR ".join(f"NEW.{name} {unequal} OLD.{name}" for name in FIXED)
    sealed = " OR ".join(f"NEW.{name} {unequal} OLD.{name}" for name in SEALED)
    said = f"(NEW.fields{text} {unequal} OLD.fields{text} AND NEW.fields{text} <> '{{}}')"
    holder = f"(NEW.holder {unequal} OLD.holder AND NEW.holder <> '')"
    title = f"NEW.title{text} {unequal} OLD.title{text}"
    revoked = f"(OLD.revoked_at IS NOT NULL AND NEW.revoked_at {unequal} OLD.revoked_at)"
    return f"{fixed} OR {said} OR {holder} OR {title} OR {revoked} OR (OLD.state = 'sealed' AND ({sealed}))"


def _guard_sqlite() -> None:
    op.execute(
        f"CREATE TRIGGER certificate_no_update BEFORE UPDATE ON certificate WHEN {_changed('IS NOT', '')} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )
    op.execute(f"CREATE TRIGGER certificate_no_delete BEFORE DELETE ON certificate BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END")


def _guard_postgres() -> None:
    op.execute(
        "CREATE FUNCTION certificate_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP <> 'UPDATE' THEN RAISE EXCEPTION '{REFUSAL}'; END IF; "
        f"IF {_changed('IS DISTINCT FROM', '::text')} THEN RAISE EXCEPTION '{REFUSAL}'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER certificate_fixed BEFORE UPDATE OR DELETE ON certificate "
        "FOR EACH ROW EXECUTE FUNCTION certificate_fixed()"
    )
    op.execute("CREATE TRIGGER certificate_no_truncate BEFORE TRUNCATE ON certificate EXECUTE FUNCTION certificate_fixed()")


def _make_tables() -> None:
    op.create_table(
        "automatic_switch",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", core.model.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_automatic_switch_municipality_id")),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=op.f("pk_automatic_switch")),
    )
    op.create_index(
        op.f("ix_automatic_switch_municipality_id_service_id"),
        "automatic_switch",
        ["municipality_id", "service", "id"],
        unique=False,
    )
    op.create_table(
        "registry_record",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("register", sa.String(), nullable=False),
        sa.Column("afm", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("imported_at", core.model.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_registry_record_municipality_id")),
        sa.PrimaryKeyConstraint("municipality_id", "register", "afm", name=op.f("pk_registry_record")),
    )
    op.create_table(
        "certificate",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("service_version", sa.BigInteger(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("english", sa.Boolean(), nullable=False),
        sa.Column("receive", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("protocol", sa.String(), nullable=False),
        sa.Column("code_digest", sa.String(), nullable=False),
        sa.Column("issued_at", core.model.Moment(timezone=True), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("issued_by", sa.BigInteger(), nullable=True),
        sa.Column("copy_of", sa.BigInteger(), nullable=True),
        sa.Column("replaces", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=False),
        sa.Column("sealed_with", sa.String(), nullable=False),
        sa.Column("qualified", sa.Boolean(), nullable=False),
        sa.Column("sealed_at", core.model.Moment(timezone=True), nullable=True),
        sa.Column("revoked_at", core.model.Moment(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.BigInteger(), nullable=True),
        sa.Column("revoke_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id", "request_id"],
            ["request.municipality_id", "request.id"],
            name=op.f("fk_certificate_municipality_id_request_id"),
        ),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_certificate_municipality_id")),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("municipality_id", "code_digest", name=op.f("uq_certificate_municipality_id_code_digest")),
        sa.UniqueConstraint("municipality_id", "protocol", name=op.f("uq_certificate_municipality_id_protocol")),
    )
    op.create_index(
        "ix_certificate_unsealed",
        "certificate",
        ["municipality_id", "issued_at"],
        unique=False,
        postgresql_where=sa.text("sealed_at IS NULL AND revoked_at IS NULL"),
        sqlite_where=sa.text("sealed_at IS NULL AND revoked_at IS NULL"),
    )
    op.create_index(op.f("ix_certificate_municipality_id_sha256"), "certificate", ["municipality_id", "sha256"], unique=False)
    op.create_index(
        op.f("ix_certificate_municipality_id_sealed_with"), "certificate", ["municipality_id", "sealed_with"], unique=False
    )
    op.create_index(op.f("ix_certificate_municipality_id_replaces"), "certificate", ["municipality_id", "replaces"], unique=False)
    op.create_index(
        op.f("ix_certificate_municipality_id_service_issued_on"),
        "certificate",
        ["municipality_id", "service", "issued_on"],
        unique=False,
    )
    op.create_index(
        "uq_certificate_live",
        "certificate",
        ["municipality_id", "request_id"],
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
        sqlite_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "payment",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", core.model.Moment(timezone=True), nullable=False),
        sa.Column("paid_at", core.model.Moment(timezone=True), nullable=True),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("receipt", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id", "request_id"],
            ["request.municipality_id", "request.id"],
            name=op.f("fk_payment_municipality_id_request_id"),
        ),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_payment_municipality_id")),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=op.f("pk_payment")),
        sa.UniqueConstraint("municipality_id", "code", name=op.f("uq_payment_municipality_id_code")),
        sa.UniqueConstraint("municipality_id", "request_id", name=op.f("uq_payment_municipality_id_request_id")),
    )
    op.create_table(
        "certificate_check",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("certificate_id", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("full", sa.Boolean(), nullable=False),
        sa.Column("at", core.model.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id", "certificate_id"],
            ["certificate.municipality_id", "certificate.id"],
            name=op.f("fk_certificate_check_municipality_id_certificate_id"),
        ),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_certificate_check_municipality_id")),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=op.f("pk_certificate_check")),
    )
    op.create_index(
        op.f("ix_certificate_check_municipality_id_certificate_id_id"),
        "certificate_check",
        ["municipality_id", "certificate_id", "id"],
        unique=False,
    )
    op.create_table(
        "certificate_receiving",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("certificate_id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("at", core.model.Moment(timezone=True), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id", "certificate_id"],
            ["certificate.municipality_id", "certificate.id"],
            name=op.f("fk_certificate_receiving_municipality_id_certificate_id"),
        ),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_certificate_receiving_municipality_id")),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=op.f("pk_certificate_receiving")),
    )
    op.create_index(
        op.f("ix_certificate_receiving_municipality_id_certificate_id"),
        "certificate_receiving",
        ["municipality_id", "certificate_id"],
        unique=False,
    )
