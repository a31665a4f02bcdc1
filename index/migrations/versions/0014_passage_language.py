"""Each passage has a language of its own: a report with an English abstract, a quotation.

Passages of before have their document's until they are read again.

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("passages", sa.Column("language", sa.Text(), nullable=False, server_default="und"))
    op.execute(
        "UPDATE passages SET language = "
        "(SELECT language FROM versions WHERE versions.pk = passages.version_pk)"
    )
    op.create_index(op.f("ix_passages_language"), "passages", ["language"])


def downgrade() -> None:
    op.drop_index(op.f("ix_passages_language"), table_name="passages")
    op.drop_column("passages", "language")
