"""Events are never changed and never deleted: triggers refuse it on both databases."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REFUSAL = "events are never changed"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER event_no_{change.lower()} BEFORE {change} ON event BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION event_for_ever() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute("CREATE TRIGGER event_for_ever BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION event_for_ever()")
    op.execute("CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON event EXECUTE FUNCTION event_for_ever()")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER event_no_update")
        op.execute("DROP TRIGGER event_no_delete")
        return
    op.execute("DROP TRIGGER event_for_ever ON event")
    op.execute("DROP TRIGGER event_no_truncate ON event")
    op.execute("DROP FUNCTION event_for_ever()")
