"""Runs the migrations on the engine that the store opened."""

from alembic import context

from planner.store import lab_tables, manager_tables, report_tables, tables

# One metadata for all the tables: importing a module puts its own there.
METADATA = tables.Table.metadata
__all__ = ["lab_tables", "manager_tables", "report_tables"]

with context.config.attributes["engine"].begin() as connection:
    context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
