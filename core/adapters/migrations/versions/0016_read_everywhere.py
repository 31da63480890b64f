"""Emergencies stand on top of all news, and dates in calendars: both are found without looking at everything ever published."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

INDEXES = (("municipality_id", "stage", "kind", "published_at"), ("municipality_id", "begins_at"))


def upgrade() -> None:
    for columns in INDEXES:
        op.create_index(_name(columns), "announcement", list(columns))


def downgrade() -> None:
    for columns in INDEXES:
        op.drop_index(_name(columns), table_name="announcement")


def _name(columns: tuple[str, ...]) -> str:
    return f"ix_announcement_{'_'.join(columns)}"
