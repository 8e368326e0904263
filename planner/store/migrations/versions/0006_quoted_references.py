"""References of other partners that a report quotes, as keys"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.add_column("incident", sa.Column("quotes", sa.String(), nullable=True))


def downgrade() -> None:
    """Undo it."""
    op.drop_column("incident", "quotes")
