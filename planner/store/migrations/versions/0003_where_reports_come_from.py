"""Why each import is here and until when, what is needed to undo one whole, and what people say of duplicates"""

import sqlalchemy as sa
from alembic import op

import planner.store.tables

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COUNTS = ("steps", "dropped")
WORDS = ("purpose", "agreement", "owner", "ended_how", "ended_by")


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "sharing_agreement",
        sa.Column("profile", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("agreement", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("keep_days", sa.Integer(), nullable=True),
        sa.Column("made_at", planner.store.tables.UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("profile", name=op.f("pk_sharing_agreement")),
    )
    op.create_table(
        "pair_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("second", sa.String(), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("made_at", planner.store.tables.UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_decision")),
    )
    with op.batch_alter_table("pair_decision") as batch_op:
        batch_op.create_index("ix_pair_decision_pair", ["first", "second"])
    with op.batch_alter_table("import") as batch_op:
        for name in WORDS:
            batch_op.add_column(sa.Column(name, sa.String(), nullable=True))
        batch_op.add_column(sa.Column("delete_by", sa.Date(), nullable=True))
        for name in COUNTS:
            batch_op.add_column(sa.Column(name, sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("ended_at", planner.store.tables.UtcDateTime(), nullable=True))
        batch_op.create_index(batch_op.f("ix_import_delete_by"), ["delete_by"])
    with op.batch_alter_table("incident") as batch_op:
        batch_op.create_index(batch_op.f("ix_incident_duplicate_of"), ["duplicate_of"])
    with op.batch_alter_table("set_aside") as batch_op:
        batch_op.add_column(sa.Column("identity", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_set_aside_identity"), ["identity"])


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("set_aside") as batch_op:
        batch_op.drop_index(batch_op.f("ix_set_aside_identity"))
        batch_op.drop_column("identity")
    with op.batch_alter_table("incident") as batch_op:
        batch_op.drop_index(batch_op.f("ix_incident_duplicate_of"))
    with op.batch_alter_table("import") as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_delete_by"))
        for name in (*WORDS, *COUNTS, "delete_by", "ended_at"):
            batch_op.drop_column(name)
    op.drop_table("pair_decision")
    op.drop_table("sharing_agreement")
