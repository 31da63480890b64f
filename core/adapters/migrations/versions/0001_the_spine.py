"""The spine: municipalities, conversations, requests, people, messages, staff."""

import sqlalchemy as sa
from alembic import op

import core.model

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("password", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", core.model.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.create_table(
        "municipality",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("profile", sa.JSON(), nullable=False),
        sa.Column("created_at", core.model.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_municipality")),
        sa.UniqueConstraint("key", name=op.f("uq_municipality_key")),
    )
    op.create_table(
        "sign_in_try",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("wrong", sa.BigInteger(), nullable=False),
        sa.Column("last_at", core.model.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", "source", name=op.f("pk_sign_in_try")),
    )
    op.create_table(
        "chain_digest",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("until", core.model.Moment(timezone=True), nullable=False),
        sa.Column("requests", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_chain_digest_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", "seq", name=op.f("pk_chain_digest")),
    )
    op.create_table(
        "consent",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("at", core.model.Moment(timezone=True), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_consent_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=op.f("pk_consent")),
    )
    op.create_index(
        op.f("ix_consent_municipality_id_way_address_id"),
        "consent",
        ["municipality_id", "way", "address", "id"],
        unique=False,
    )
    op.create_table(
        "conversation",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("updated_at", core.model.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_conversation_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", "channel", "session", name=op.f("pk_conversation")),
    )
    op.create_index(
        op.f("ix_conversation_municipality_id_contact_updated_at"),
        "conversation",
        ["municipality_id", "contact", "updated_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_conversation_municipality_id_id"),
        "conversation",
        ["municipality_id", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_conversation_updated_at"), "conversation", ["updated_at"], unique=False)
    op.create_table(
        "hand_over_code",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", core.model.Moment(timezone=True), nullable=False),
        sa.Column("used_at", core.model.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_hand_over_code_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=op.f("pk_hand_over_code")),
    )
    op.create_index(
        op.f("ix_hand_over_code_municipality_id_conversation_id"),
        "hand_over_code",
        ["municipality_id", "conversation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_hand_over_code_municipality_id_digest"),
        "hand_over_code",
        ["municipality_id", "digest"],
        unique=True,
    )
    op.create_table(
        "job",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("due_at", core.model.Moment(timezone=True), nullable=False),
        sa.Column("leased_until", core.model.Moment(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_job_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=op.f("pk_job")),
    )
    op.create_index("ix_job_due", "job", ["state", "due_at"], unique=False)
    op.create_table(
        "membership",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("departments", sa.JSON(), nullable=False),
        sa.Column("signs", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_membership_account_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_membership_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", "account_id", name=op.f("pk_membership")),
    )
    op.create_table(
        "municipality_address",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("town_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["town_id"],
            ["municipality.id"],
            name=op.f("fk_municipality_address_town_id"),
        ),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_municipality_address")),
    )
    op.create_table(
        "password_link",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", core.model.Moment(timezone=True), nullable=False),
        sa.Column("used_at", core.model.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_password_link_account_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_password_link")),
    )
    op.create_table(
        "protocol_counter",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("book", sa.String(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_protocol_counter_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", "book", "year", name=op.f("pk_protocol_counter")),
    )
    op.create_table(
        "request",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("service_version", sa.BigInteger(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=True),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("tell_by", sa.String(), nullable=False),
        sa.Column("tell_to", sa.String(), nullable=False),
        sa.Column("protocol", sa.String(), nullable=False),
        sa.Column("created_at", core.model.Moment(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due", sa.JSON(), nullable=True),
        sa.Column("claimed_by", sa.BigInteger(), nullable=True),
        sa.Column("claimed_until", core.model.Moment(timezone=True), nullable=True),
        sa.Column("asked_until", sa.Date(), nullable=True),
        sa.Column("closed_at", core.model.Moment(timezone=True), nullable=True),
        sa.Column("solved", sa.Boolean(), nullable=True),
        sa.Column("reopened", sa.BigInteger(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_request_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=op.f("pk_request")),
        sa.UniqueConstraint("reference", name=op.f("uq_request_reference")),
    )
    op.create_index(
        op.f("ix_request_municipality_id_contact_id"),
        "request",
        ["municipality_id", "contact", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_request_municipality_id_conversation_id"),
        "request",
        ["municipality_id", "conversation_id"],
        unique=False,
    )
    op.create_index(
        "ix_request_queue",
        "request",
        ["municipality_id", "department", "state", "due_on", "id"],
        unique=False,
    )
    op.create_table(
        "staff_session",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("town_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", core.model.Moment(timezone=True), nullable=False),
        sa.Column("seen_at", core.model.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_staff_session_account_id")),
        sa.ForeignKeyConstraint(["town_id"], ["municipality.id"], name=op.f("fk_staff_session_town_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_staff_session")),
    )
    op.create_index(
        op.f("ix_staff_session_account_id"),
        "staff_session",
        ["account_id"],
        unique=False,
    )
    op.create_table(
        "turn",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=True),
        sa.Column("reply", sa.String(), nullable=True),
        sa.Column("request_id", sa.BigInteger(), nullable=True),
        sa.Column("at", core.model.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_turn_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", "channel", "id", name=op.f("pk_turn")),
    )
    op.create_index(
        op.f("ix_turn_municipality_id_conversation_id_at"),
        "turn",
        ["municipality_id", "conversation_id", "at"],
        unique=False,
    )
    op.create_table(
        "wrong_try",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("wrong", sa.BigInteger(), nullable=False),
        sa.Column("last_at", core.model.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_wrong_try_municipality_id"),
        ),
        sa.PrimaryKeyConstraint(
            "municipality_id",
            "kind",
            "subject",
            "source",
            "day",
            name=op.f("pk_wrong_try"),
        ),
    )
    op.create_table(
        "access_log",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("at", core.model.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id", "request_id"],
            ["request.municipality_id", "request.id"],
            name=op.f("fk_access_log_municipality_id_request_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_access_log_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=op.f("pk_access_log")),
    )
    op.create_index(
        op.f("ix_access_log_municipality_id_request_id"),
        "access_log",
        ["municipality_id", "request_id"],
        unique=False,
    )
    op.create_table(
        "attachment",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=True),
        sa.Column("request_id", sa.BigInteger(), nullable=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("written_down", sa.String(), nullable=False),
        sa.Column("created_at", core.model.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id", "request_id"],
            ["request.municipality_id", "request.id"],
            name=op.f("fk_attachment_municipality_id_request_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_attachment_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=op.f("pk_attachment")),
    )
    op.create_index(
        op.f("ix_attachment_municipality_id_conversation_id"),
        "attachment",
        ["municipality_id", "conversation_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_attachment_municipality_id_request_id"),
        "attachment",
        ["municipality_id", "request_id"],
        unique=False,
    )
    op.create_table(
        "content",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("retention", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id", "request_id"],
            ["request.municipality_id", "request.id"],
            name=op.f("fk_content_municipality_id_request_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_content_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=op.f("pk_content")),
    )
    op.create_index(
        op.f("ix_content_municipality_id_request_id"),
        "content",
        ["municipality_id", "request_id"],
        unique=False,
    )
    op.create_table(
        "event",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("at", core.model.Moment(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("content_id", sa.BigInteger(), nullable=True),
        sa.Column("content_digest", sa.LargeBinary(), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id", "request_id"],
            ["request.municipality_id", "request.id"],
            name=op.f("fk_event_municipality_id_request_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_event_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", "request_id", "seq", name=op.f("pk_event")),
    )
    op.create_table(
        "message",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("to", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("due_at", core.model.Moment(timezone=True), nullable=False),
        sa.Column("leased_until", core.model.Moment(timezone=True), nullable=True),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("parts", sa.BigInteger(), nullable=False),
        sa.Column("created_at", core.model.Moment(timezone=True), nullable=False),
        sa.Column("updated_at", core.model.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id", "request_id"],
            ["request.municipality_id", "request.id"],
            name=op.f("fk_message_municipality_id_request_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_message_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=op.f("pk_message")),
    )
    op.create_index("ix_message_due", "message", ["state", "due_at"], unique=False)
    op.create_index(
        op.f("ix_message_municipality_id_request_id"),
        "message",
        ["municipality_id", "request_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_message_municipality_id_to_id"),
        "message",
        ["municipality_id", "to", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_message_provider_id"), "message", ["provider_id"], unique=False)
    op.create_table(
        "protocol_entry",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("book", sa.String(), nullable=False),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=True),
        sa.Column("at", core.model.Moment(timezone=True), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("void_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id", "request_id"],
            ["request.municipality_id", "request.id"],
            name=op.f("fk_protocol_entry_municipality_id_request_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_protocol_entry_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", "book", "year", "seq", name=op.f("pk_protocol_entry")),
    )
    op.create_index(
        op.f("ix_protocol_entry_municipality_id_request_id"),
        "protocol_entry",
        ["municipality_id", "request_id"],
        unique=False,
    )
    op.create_table(
        "message_receipt",
        sa.Column("municipality_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("at", core.model.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id", "message_id"],
            ["message.municipality_id", "message.id"],
            name=op.f("fk_message_receipt_municipality_id_message_id"),
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_message_receipt_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("municipality_id", "id", name=op.f("pk_message_receipt")),
    )
    op.create_index(
        op.f("ix_message_receipt_municipality_id_message_id"),
        "message_receipt",
        ["municipality_id", "message_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index(
        op.f("ix_message_receipt_municipality_id_message_id"),
        table_name="message_receipt",
    )
    op.drop_table("message_receipt")
    op.drop_index(
        op.f("ix_protocol_entry_municipality_id_request_id"),
        table_name="protocol_entry",
    )
    op.drop_table("protocol_entry")
    op.drop_index(op.f("ix_message_provider_id"), table_name="message")
    op.drop_index(op.f("ix_message_municipality_id_to_id"), table_name="message")
    op.drop_index(op.f("ix_message_municipality_id_request_id"), table_name="message")
    op.drop_index("ix_message_due", table_name="message")
    op.drop_table("message")
    op.drop_table("event")
    op.drop_index(op.f("ix_content_municipality_id_request_id"), table_name="content")
    op.drop_table("content")
    op.drop_index(op.f("ix_attachment_municipality_id_request_id"), table_name="attachment")
    op.drop_index(op.f("ix_attachment_municipality_id_conversation_id"), table_name="attachment")
    op.drop_table("attachment")
    op.drop_index(op.f("ix_access_log_municipality_id_request_id"), table_name="access_log")
    op.drop_table("access_log")
    op.drop_table("wrong_try")
    op.drop_index(op.f("ix_turn_municipality_id_conversation_id_at"), table_name="turn")
    op.drop_table("turn")
    op.drop_index(op.f("ix_staff_session_account_id"), table_name="staff_session")
    op.drop_table("staff_session")
    op.drop_index("ix_request_queue", table_name="request")
    op.drop_index(op.f("ix_request_municipality_id_conversation_id"), table_name="request")
    op.drop_index(op.f("ix_request_municipality_id_contact_id"), table_name="request")
    op.drop_table("request")
    op.drop_table("protocol_counter")
    op.drop_table("password_link")
    op.drop_table("municipality_address")
    op.drop_table("membership")
    op.drop_index("ix_job_due", table_name="job")
    op.drop_table("job")
    op.drop_index(op.f("ix_hand_over_code_municipality_id_digest"), table_name="hand_over_code")
    op.drop_index(
        op.f("ix_hand_over_code_municipality_id_conversation_id"),
        table_name="hand_over_code",
    )
    op.drop_table("hand_over_code")
    op.drop_index(op.f("ix_conversation_updated_at"), table_name="conversation")
    op.drop_index(op.f("ix_conversation_municipality_id_id"), table_name="conversation")
    op.drop_index(
        op.f("ix_conversation_municipality_id_contact_updated_at"),
        table_name="conversation",
    )
    op.drop_table("conversation")
    op.drop_index(op.f("ix_consent_municipality_id_way_address_id"), table_name="consent")
    op.drop_table("consent")
    op.drop_table("chain_digest")
    op.drop_table("sign_in_try")
    op.drop_table("municipality")
    op.drop_table("account")
