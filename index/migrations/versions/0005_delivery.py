"""Who is sent what: subscribers and their groups; the outbox, one row a mail and one a recipient and entry.

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "subscribers",
        sa.Column("id", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("address", "name")),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("groups", "editions", "left", "since")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("language", "form")),
        *_schedule(),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("bounces", sa.Integer(), nullable=False),
        sa.Column("created_utc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscribers")),
        sa.UniqueConstraint("address", name=op.f("uq_subscribers_address")),
    )
    op.create_table(
        "subscriber_groups",
        sa.Column("name", sa.Text(), nullable=False),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("editions", "since")),
        *_schedule(),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_subscriber_groups")),
    )
    texts = "key kind subscriber_id address language edition week digest_id scope subject"
    after = "message_id state due_utc queued_utc next_try_utc"
    claims = "claimed_by claimed_until_utc finished_utc reply"
    op.create_table(
        "outbox",
        sa.Column("pk", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts.split()),
        sa.Column("parts", sa.JSON(), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in after.split()),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("attempts", "uncertain")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in claims.split()),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index(op.f("ix_outbox_subscriber_id"), "outbox", ["subscriber_id"])
    op.create_index(op.f("ix_outbox_week"), "outbox", ["week"])
    op.create_index("ix_outbox_state_next", "outbox", ["state", "next_try_utc"])
    op.create_table(
        "outbox_items",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("subscriber_id", "scope", "item")),
        sa.Column("outbox_pk", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["outbox_pk"], ["outbox.pk"], name=op.f("fk_outbox_items_outbox_pk"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("subscriber_id", "scope", "item", name=op.f("pk_outbox_items")),
    )
    op.create_index(op.f("ix_outbox_items_outbox_pk"), "outbox_items", ["outbox_pk"])


def downgrade() -> None:
    for table in ("outbox_items", "outbox", "subscriber_groups", "subscribers"):
        op.drop_table(table)


def _schedule() -> list[sa.Column[object]]:
    kinds = (
        ("weekday", sa.Integer()),
        ("hour", sa.Integer()),
        ("zone", sa.Text()),
        ("on_holiday", sa.Text()),
    )
    return [sa.Column(name, kind, nullable=True) for name, kind in kinds]
