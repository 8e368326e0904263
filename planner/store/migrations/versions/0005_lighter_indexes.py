"""Indexes of incidents that hold only the rows they are for: half of what an import spent on them"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

SOME = ("duplicate_of", "answer_id")


def upgrade() -> None:
    """Make the change."""
    op.drop_index("ix_incident_reporter_key", "incident")
    for column in SOME:
        used = sa.text(f"{column} IS NOT NULL")
        op.drop_index(f"ix_incident_{column}", "incident")
        op.create_index(
            f"ix_incident_{column}", "incident", [column], sqlite_where=used, postgresql_where=used
        )


def downgrade() -> None:
    """Undo it."""
    for column in SOME:
        op.drop_index(f"ix_incident_{column}", "incident")
        op.create_index(f"ix_incident_{column}", "incident", [column])
    op.create_index("ix_incident_reporter_key", "incident", ["reporter_key"])
