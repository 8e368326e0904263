"""Runs the migrations on the engine that the store opened."""

from alembic import context

from planner.store.tables import Table

with context.config.attributes["engine"].begin() as connection:
    context.configure(connection=connection, target_metadata=Table.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
