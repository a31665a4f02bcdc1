"""Each week's cells as they were compared: count, share, expectation and which way they went.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trend_cells",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("axis", "key", "week")),
        sa.Column("count", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Double(), nullable=False) for name in ("share", "expected", "low", "high", "q")),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("axis", "key", "week", name=op.f("pk_trend_cells")),
    )
    op.create_index(op.f("ix_trend_cells_week"), "trend_cells", ["week"])


def downgrade() -> None:
    op.drop_index(op.f("ix_trend_cells_week"), table_name="trend_cells")
    op.drop_table("trend_cells")
