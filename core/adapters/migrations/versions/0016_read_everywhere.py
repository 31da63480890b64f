"""Emergencies stand on top of all news: they are found without looking at everything that was ever published."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NAME = "ix_announcement_municipality_id_stage_kind_published_at"


def upgrade() -> None:
    op.create_index(NAME, "announcement", ["municipality_id", "stage", "kind", "published_at"])


def downgrade() -> None:
    op.drop_index(NAME, table_name="announcement")
