"""What was read by whom; the order in which a saved search is shown.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reads",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("reader", "document_id")),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("read_utc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("reader", "document_id", name=op.f("pk_reads")),
    )
    op.add_column("alerts", sa.Column("order", sa.Text(), nullable=False, server_default="relevance"))
    op.add_column("alerts", sa.Column("balance", sa.Boolean(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("alerts") as table:
        table.drop_column("balance")
        table.drop_column("order")
    op.drop_table("reads")
