"""An operation may name several partners, or none; one of them at most comes along"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change: whoever came along so far is the one partner named."""
    with op.batch_alter_table("operation") as batch_op:
        batch_op.add_column(sa.Column("partners", sa.JSON(), nullable=False, server_default="[]"))
    operation = sa.table(
        "operation", sa.column("id", sa.Integer()), sa.column("partner"), sa.column("partners", sa.JSON())
    )
    connection = op.get_bind()
    for number, partner in connection.execute(
        sa.select(operation.c.id, operation.c.partner).where(operation.c.partner.is_not(None))
    ).all():
        connection.execute(sa.update(operation).where(operation.c.id == number).values(partners=[partner]))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("operation") as batch_op:
        batch_op.drop_column("partners")
