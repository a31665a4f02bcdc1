"""Weak signals: each flag with its rule and baseline, and what became of it.

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "weak_signals",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("rule", "key", "week")),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("baseline", sa.JSON(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("outcomes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("rule", "key", "week", name=op.f("pk_weak_signals")),
    )


def downgrade() -> None:
    op.drop_table("weak_signals")
