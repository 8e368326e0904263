"""What a manager decides about weeks: operations, reviews of places, pins and bans, ways out, priced changes"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import planner.store.tables

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UTC = planner.store.tables.UtcDateTime


def _made() -> list[sa.Column[Any]]:
    return [
        sa.Column("made_at", UTC(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
    ]


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "operation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("site_name", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("in_all", sa.Boolean(), nullable=False),
        sa.Column("partner", sa.String(), nullable=True),
        sa.Column("ended_at", UTC(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        *_made(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation")),
        sa.UniqueConstraint("name", name=op.f("uq_operation_name")),
    )
    op.create_table(
        "place_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("site_name", sa.String(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("reviewed_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("withdrawn_at", UTC(), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        *_made(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_review")),
    )
    op.create_index(op.f("ix_place_review_site"), "place_review", ["site"])
    op.create_table(
        "pin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("site_name", sa.String(), nullable=False),
        sa.Column("start", UTC(), nullable=False),
        sa.Column("end", UTC(), nullable=False),
        sa.Column("mode", sa.String(), nullable=True),
        sa.Column("workers", sa.JSON(), nullable=False),
        *_made(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pin")),
    )
    op.create_index(op.f("ix_pin_week"), "pin", ["week"])
    op.create_table(
        "ban",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=True),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("start", UTC(), nullable=True),
        sa.Column("end", UTC(), nullable=True),
        *_made(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ban")),
    )
    op.create_index(op.f("ix_ban_week"), "ban", ["week"])
    op.create_table(
        "replanning",
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=True),
        sa.Column("taken_at", UTC(), nullable=True),
        sa.Column("taken_by", sa.String(), nullable=True),
        *_made(),
        sa.PrimaryKeyConstraint("week", name=op.f("pk_replanning")),
    )
    op.create_table(
        "price",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("change", sa.JSON(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        *_made(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price")),
    )
    op.create_index(op.f("ix_price_week"), "price", ["week"])


def downgrade() -> None:
    """Take it back."""
    for table in ("price", "replanning", "ban", "pin", "place_review", "operation"):
        op.drop_table(table)
