"""The first schema: documents in versions, passages with vectors and words, tags, signals, ledger, digests.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from index.keywords import CREATE_WORDS_SQL, DROP_WORDS_SQL

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "documents",
    "urls",
    "versions",
    "passages",
    "vectors",
    "tags",
    "signals",
    "meta",
    "targets",
    "target_runs",
    "skipped",
    "digests",
)


def upgrade() -> None:
    _documents()
    _findings()
    _ledger()
    if op.get_bind().dialect.name == "sqlite":
        for statement in CREATE_WORDS_SQL:
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for statement in DROP_WORDS_SQL:
            op.execute(statement)
    for table in reversed(TABLES):
        op.drop_table(table)


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("first_fetched_utc", sa.Text(), nullable=False),
        sa.Column("last_fetched_utc", sa.Text(), nullable=False),
        sa.Column("story_id", sa.Text(), nullable=True),
        sa.Column("duplicate_of", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("pk", name="pk_documents"),
        sa.UniqueConstraint("id", name="uq_documents_id"),
    )
    op.create_index("ix_documents_story_id", "documents", ["story_id"])
    op.create_index("ix_documents_target_id", "documents", ["target_id"])
    op.create_index("ix_documents_url", "documents", ["url"])
    op.create_table(
        "urls",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("document_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["document_pk"], ["documents.pk"], name="fk_urls_document_pk", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("url", "document_pk", name="pk_urls"),
    )
    op.create_index("ix_urls_document_pk", "urls", ["document_pk"])
    op.create_table(
        "versions",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("document_pk", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("minhash", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("published_from", sa.Text(), nullable=False),
        sa.Column("published_confidence", sa.Double(), nullable=False),
        sa.Column("fetched_utc", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("text_share", sa.Double(), nullable=True),
        sa.Column("regions", sa.JSON(), nullable=False),
        sa.Column("tagger_version", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_pk"], ["documents.pk"], name="fk_versions_document_pk", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pk", name="pk_versions"),
        sa.UniqueConstraint("document_pk", "number", name="uq_versions_document_pk_number"),
    )
    op.create_index("ix_versions_digest", "versions", ["digest"])
    op.create_index("ix_versions_document_pk", "versions", ["document_pk"])
    op.create_index("ix_versions_fetched_utc", "versions", ["fetched_utc"])
    op.create_index("ix_versions_is_current", "versions", ["is_current"])
    op.create_index("ix_versions_kind", "versions", ["kind"])
    op.create_index("ix_versions_language", "versions", ["language"])
    op.create_index("ix_versions_published", "versions", ["published"])


def _findings() -> None:
    op.create_table(
        "passages",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("document_pk", sa.Integer(), nullable=False),
        sa.Column("version_pk", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("gloss", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_pk"], ["documents.pk"], name="fk_passages_document_pk", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["version_pk"], ["versions.pk"], name="fk_passages_version_pk", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pk", name="pk_passages"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_passages_document_pk", "passages", ["document_pk"])
    op.create_index("ix_passages_version_pk", "passages", ["version_pk"])
    op.create_table(
        "vectors",
        sa.Column("passage_pk", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("model_id", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["passage_pk"], ["passages.pk"], name="fk_vectors_passage_pk", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("passage_pk", "model_id", name="pk_vectors"),
    )
    op.create_table(
        "tags",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("version_pk", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Boolean(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_pk"], ["versions.pk"], name="fk_tags_version_pk", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pk", name="pk_tags"),
    )
    op.create_index("ix_tags_kind_value", "tags", ["kind", "value", "version_pk"])
    op.create_index("ix_tags_version_pk", "tags", ["version_pk"])
    op.create_table(
        "signals",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("version_pk", sa.Integer(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("polarity", sa.Text(), nullable=False),
        sa.Column("modality", sa.Text(), nullable=False),
        sa.Column("japan", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("parties", sa.JSON(), nullable=False),
        sa.Column("inferred", sa.JSON(), nullable=False),
        sa.Column("organisations", sa.JSON(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("instrument", sa.Text(), nullable=True),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("amount", sa.JSON(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_pk"], ["versions.pk"], name="fk_signals_version_pk", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pk", name="pk_signals"),
    )
    op.create_index("ix_signals_type_stage", "signals", ["type", "stage", "version_pk"])
    op.create_index("ix_signals_version_pk", "signals", ["version_pk"])


def _ledger() -> None:
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )
    op.create_table(
        "targets",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_ja", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_targets"),
    )
    op.create_table(
        "target_runs",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Text(), nullable=False),
        sa.Column("started_utc", sa.Text(), nullable=False),
        sa.Column("finished_utc", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("pk", name="pk_target_runs"),
        sa.UniqueConstraint("run_id", "target_id", name="uq_target_runs_run_id_target_id"),
    )
    op.create_index("ix_target_runs_target_id", "target_runs", ["target_id"])
    op.create_table(
        "skipped",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("seen_utc", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("url", name="pk_skipped"),
    )
    op.create_index("ix_skipped_reason", "skipped", ["reason"])
    op.create_index("ix_skipped_target_id", "skipped", ["target_id"])
    op.create_table(
        "digests",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("week", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("built_utc", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_digests"),
        sa.UniqueConstraint("edition", "week", "language", name="uq_digests_edition_week_language"),
    )
