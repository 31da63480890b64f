"""Alembic's entry: it works on the connection that `migrate` opened, inside its transaction."""

from alembic import context

import core.tables
from core.model import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()

__all__ = ["core"]
