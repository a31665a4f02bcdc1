"""When instruments run out, by the documents that tell of them: what a search is narrowed by.

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "instrument_ends",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("document_id", "line", "day")),
        sa.PrimaryKeyConstraint("document_id", "line", name=op.f("pk_instrument_ends")),
    )
    op.create_index(op.f("ix_instrument_ends_day"), "instrument_ends", ["day"])


def downgrade() -> None:
    op.drop_index(op.f("ix_instrument_ends_day"), table_name="instrument_ends")
    op.drop_table("instrument_ends")
