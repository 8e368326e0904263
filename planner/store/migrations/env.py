"""Runs the migrations on the engine that the store opened."""

from alembic import context

from planner.store.manager_tables import OperationRow

# One metadata for all the tables: those of `tables` and, imported here, those of `manager_tables`.
METADATA = OperationRow.metadata

with context.config.attributes["engine"].begin() as connection:
    context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
