"""What a week's digests were worked out from, so that each can be made again.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digest_inputs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_inputs")),
    )
    op.add_column("digests", sa.Column("inputs", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("digests", "inputs")
    op.drop_table("digest_inputs")
