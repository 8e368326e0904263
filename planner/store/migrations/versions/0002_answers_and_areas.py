"""Answers to the review queue, remembered; the ward, LSOA or sector of every incident"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

import planner.store.tables

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

AREAS = ("ward", "ward_code", "lsoa", "lsoa_code", "sector")


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", planner.store.tables.UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("partner", sa.String(), nullable=False),
        sa.Column("text_key", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("radius_m", sa.Double(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("remembered", sa.Boolean(), nullable=False),
        sa.Column("forgotten_at", planner.store.tables.UtcDateTime(), nullable=True),
        sa.Column("forgotten_by", sa.String(), nullable=True),
        sa.Column("undone_at", planner.store.tables.UtcDateTime(), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.Column("synthetic", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    with op.batch_alter_table("answer") as batch_op:
        batch_op.create_index("ix_answer_words", ["partner", "text_key"])
    with op.batch_alter_table("incident") as batch_op:
        batch_op.add_column(sa.Column("answer_id", sa.Integer(), nullable=True))
        for name in AREAS:
            batch_op.add_column(sa.Column(name, sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_incident_answer_id"), ["answer_id"])
    with op.batch_alter_table("set_aside") as batch_op:
        for name in ("partner", "text_key", "asks"):
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("answer_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("asked_online", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_index(batch_op.f("ix_set_aside_answer_id"), ["answer_id"])
        batch_op.create_index("ix_set_aside_words", ["partner", "text_key"])
    _say_what_waiting_rows_ask(op.get_bind())


def _say_what_waiting_rows_ask(connection: sa.Connection) -> None:
    """Rows that wait already: their partner, and what a person is asked. They stay one by one."""
    rows = connection.execute(
        sa.text("SELECT id, draft, alternatives FROM set_aside WHERE kind = 'review'")
    ).all()
    for number, draft, alternatives in rows:
        read, choices = _json(draft), _json(alternatives)
        asks = "other" if read is None else "which" if choices else "where"
        connection.execute(
            sa.text("UPDATE set_aside SET partner = :partner, asks = :asks WHERE id = :id"),
            {"partner": (read or {}).get("partner", ""), "asks": asks, "id": number},
        )


def _json(value: Any) -> Any:
    # SQLite hands over the text, PostgreSQL what it says.
    return json.loads(value) if isinstance(value, str) else value


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("set_aside") as batch_op:
        batch_op.drop_index("ix_set_aside_words")
        batch_op.drop_index(batch_op.f("ix_set_aside_answer_id"))
        for name in ("partner", "text_key", "asks", "answer_id", "asked_online"):
            batch_op.drop_column(name)
    with op.batch_alter_table("incident") as batch_op:
        batch_op.drop_index(batch_op.f("ix_incident_answer_id"))
        for name in ("answer_id", *AREAS):
            batch_op.drop_column(name)
    op.drop_table("answer")
