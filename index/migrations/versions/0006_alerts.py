"""Saved searches, the answers that calibrate them, their runs and what each run found.

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alerts",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("name", "question", "mode")),
        sa.Column("filters", sa.JSON(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("owner", "address", "schedule", "state")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("cap", "position", "expected")),
        sa.Column("threshold", sa.Double(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("model_id", "created_utc", "ran_utc")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_alerts")),
    )
    op.create_table(
        "alert_answers",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("alert", "document_id")),
        sa.Column("keep", sa.Boolean(), nullable=False),
        _of_alert("alert_answers"),
        sa.PrimaryKeyConstraint("alert", "document_id", name=op.f("pk_alert_answers")),
    )
    op.create_table(
        "alert_runs",
        sa.Column("alert", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("made_utc", "model_id", "state")),
        sa.Column("threshold", sa.Double(), nullable=False),
        _of_alert("alert_runs"),
        sa.PrimaryKeyConstraint("alert", "number", name=op.f("pk_alert_runs")),
    )
    op.create_index("ix_alert_runs_state", "alert_runs", ["state"])
    op.create_table(
        "alert_items",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("alert", "document_id", "story_id")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("run", "place", "version", "start")),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        _of_alert("alert_items"),
        sa.PrimaryKeyConstraint("alert", "document_id", name=op.f("pk_alert_items")),
    )


def downgrade() -> None:
    for table in ("alert_items", "alert_runs", "alert_answers", "alerts"):
        op.drop_table(table)


def _of_alert(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["alert"], ["alerts.name"], name=op.f(f"fk_{table}_alert"), ondelete="CASCADE"
    )
