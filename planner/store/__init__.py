"""What is kept: SQLAlchemy tables, their migrations, and the repositories that hold the only SQL."""

from planner.store.database import Store

__all__ = ["Store"]
