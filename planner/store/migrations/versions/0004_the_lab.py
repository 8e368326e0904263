"""The analyst's lab: its runs, what went live and why, and the forecasts that weeks were planned by"""

import sqlalchemy as sa
from alembic import op

import planner.store.tables

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "lab_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", planner.store.tables.UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.JSON(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lab_run")),
    )
    op.create_table(
        "live_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", planner.store.tables.UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=True),
        sa.Column("back_to", sa.Integer(), nullable=True),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run"], ["lab_run.id"], name=op.f("fk_live_settings_run_lab_run"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_settings")),
    )
    op.create_table(
        "forecast",
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("made_at", planner.store.tables.UtcDateTime(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("score", sa.JSON(), nullable=True),
        sa.Column("scored_at", planner.store.tables.UtcDateTime(), nullable=True),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("week", name=op.f("pk_forecast")),
    )
    with op.batch_alter_table("hotspot_run") as batch_op:
        batch_op.add_column(sa.Column("settings", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("hotspot_run") as batch_op:
        batch_op.drop_column("settings")
    op.drop_table("forecast")
    op.drop_table("live_settings")
    op.drop_table("lab_run")
