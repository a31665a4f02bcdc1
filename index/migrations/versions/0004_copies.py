"""Copies of one text: how they are known and why another document leads; translations that pages link.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("documents", sa.Column("duplicate_why", sa.JSON(), nullable=True))
    op.create_table(
        "translations",
        sa.Column("document_pk", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_pk"],
            ["documents.pk"],
            name=op.f("fk_translations_document_pk"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_pk", "url", name=op.f("pk_translations")),
    )
    op.create_index(op.f("ix_translations_url"), "translations", ["url"])


def downgrade() -> None:
    op.drop_table("translations")
    op.drop_column("documents", "duplicate_why")
