"""Briefs: a country's brief as it was printed, so that it can be recomputed like a digest.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "briefs",
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("id", "country", "day", "language", "built_utc")
        ),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("inputs", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_briefs")),
        sa.UniqueConstraint("country", "day", "language", name=op.f("uq_briefs_country_day_language")),
    )
    op.create_index(op.f("ix_briefs_day"), "briefs", ["day"])


def downgrade() -> None:
    op.drop_index(op.f("ix_briefs_day"), table_name="briefs")
    op.drop_table("briefs")
