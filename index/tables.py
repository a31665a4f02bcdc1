"""The relational tables; nothing but tables, the same on SQLite and PostgreSQL.

Those of mail and saved searches are in mail_tables.py.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, MetaData, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The mapping's root; names of constraints are fixed so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {dict[str, Any]: JSON, list[Any]: JSON, str: Text}


class Meta(Base):
    """Single facts of the store: revision (rises with every change of passages), archive cursor."""

    __tablename__ = "meta"
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class TargetRow(Base):
    """A publisher as last crawled or ingested: its facts, for names and joins."""

    __tablename__ = "targets"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_ja: Mapped[str]
    country: Mapped[str]
    kind: Mapped[str]
    facts: Mapped[dict[str, Any]]


class DocumentRow(Base):
    """A document across its versions; `current` numbers the newest."""

    __tablename__ = "documents"
    pk: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    url: Mapped[str] = mapped_column(index=True)
    target_id: Mapped[str | None] = mapped_column(index=True)
    country: Mapped[str | None]
    current: Mapped[int]
    first_fetched_utc: Mapped[str]
    last_fetched_utc: Mapped[str]
    story_id: Mapped[str | None] = mapped_column(index=True)  # id of the story's leading document
    duplicate_of: Mapped[str | None]  # id of the original that this one repeats
    duplicate_why: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # how, score, lead


class UrlRow(Base):
    """Every URL a document was seen under; ingested rows of different ids may share one."""

    __tablename__ = "urls"
    url: Mapped[str] = mapped_column(primary_key=True)
    document_pk: Mapped[int] = mapped_column(
        ForeignKey("documents.pk", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )


class TranslationRow(Base):
    """A page that a document's page links as itself in another language."""

    __tablename__ = "translations"
    document_pk: Mapped[int] = mapped_column(
        ForeignKey("documents.pk", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    url: Mapped[str] = mapped_column(primary_key=True, index=True)  # canonical
    language: Mapped[str]


class VersionRow(Base):
    """One text of a document; ranges of tags, signals, passages and digests count in it."""

    __tablename__ = "versions"
    __table_args__ = (UniqueConstraint("document_pk", "number"),)
    pk: Mapped[int] = mapped_column(primary_key=True)
    document_pk: Mapped[int] = mapped_column(ForeignKey("documents.pk", ondelete="CASCADE"), index=True)
    number: Mapped[int]  # from 1
    is_current: Mapped[bool] = mapped_column(index=True)
    title: Mapped[str]
    text: Mapped[str]
    digest: Mapped[str] = mapped_column(index=True)
    minhash: Mapped[bytes | None] = mapped_column(LargeBinary)  # signature for near duplicates
    language: Mapped[str] = mapped_column(index=True)
    published: Mapped[str | None] = mapped_column(index=True)  # YYYY-MM-DD
    published_from: Mapped[str]
    published_confidence: Mapped[float]
    fetched_utc: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(index=True)
    mime: Mapped[str]
    text_share: Mapped[float | None]
    regions: Mapped[list[Any]]
    tagger_version: Mapped[str]
    automatic: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True)
    )  # as tagged, where corrected


class PassageRow(Base):
    """A character range of a current version's content, with the words it is found by.

    Numbers are never given twice, so a vector index can tell by them what is new and what is gone.
    """

    __tablename__ = "passages"
    __table_args__ = ({"sqlite_autoincrement": True},)
    pk: Mapped[int] = mapped_column(primary_key=True)
    document_pk: Mapped[int] = mapped_column(ForeignKey("documents.pk", ondelete="CASCADE"), index=True)
    version_pk: Mapped[int] = mapped_column(ForeignKey("versions.pk", ondelete="CASCADE"), index=True)
    ordinal: Mapped[int]
    start: Mapped[int]
    end: Mapped[int]
    words: Mapped[str]  # our tokens, joined by blanks
    # of these sentences; mostly the version's
    language: Mapped[str] = mapped_column(index=True, server_default="und")
    gloss: Mapped[str]  # English reading of a foreign passage, our tokens; empty for English


class VectorRow(Base):
    """A passage's vector under one model: float16, little endian."""

    __tablename__ = "vectors"
    passage_pk: Mapped[int] = mapped_column(
        ForeignKey("passages.pk", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    model_id: Mapped[str] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class TagRow(Base):
    """A tag of a version (nlp.tags.Tag)."""

    __tablename__ = "tags"
    __table_args__ = (Index("ix_tags_kind_value", "kind", "value", "version_pk"),)
    pk: Mapped[int] = mapped_column(primary_key=True)
    version_pk: Mapped[int] = mapped_column(ForeignKey("versions.pk", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    value: Mapped[str]
    role: Mapped[str | None]
    publisher: Mapped[bool]
    score: Mapped[float]
    evidence: Mapped[list[Any]]
    by: Mapped[str]
    status: Mapped[str]


class SignalRow(Base):
    """A signal of a version (nlp.tags.Signal)."""

    __tablename__ = "signals"
    __table_args__ = (Index("ix_signals_type_stage", "type", "stage", "version_pk"),)
    pk: Mapped[int] = mapped_column(primary_key=True)
    version_pk: Mapped[int] = mapped_column(ForeignKey("versions.pk", ondelete="CASCADE"), index=True)
    type: Mapped[str]
    stage: Mapped[str | None]
    polarity: Mapped[str]
    modality: Mapped[str]
    japan: Mapped[str]
    score: Mapped[float]
    start: Mapped[int]
    end: Mapped[int]
    parties: Mapped[list[Any]]
    inferred: Mapped[list[Any]]
    organisations: Mapped[list[Any]]
    fields: Mapped[list[Any]]
    instrument: Mapped[str | None]
    date: Mapped[str | None]
    amount: Mapped[dict[str, Any] | None]
    by: Mapped[str]
    status: Mapped[str]
    movement: Mapped[list[Any]] = mapped_column(server_default="[]")


class CorrectionRow(Base):
    """What a person said of a tag or signal (nlp.corrections.Correction); rows are added, never changed.

    They outlive the document: where it comes in again, they hold again.
    """

    __tablename__ = "corrections"
    __table_args__ = ({"sqlite_autoincrement": True},)
    pk: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    document_id: Mapped[str] = mapped_column(index=True)
    made_utc: Mapped[str]
    author: Mapped[str]
    record: Mapped[dict[str, Any]]


class RunRow(Base):
    """What one crawl of one target did: the coverage ledger's lines."""

    __tablename__ = "target_runs"
    __table_args__ = (UniqueConstraint("run_id", "target_id"),)
    pk: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[str]
    target_id: Mapped[str] = mapped_column(index=True)
    started_utc: Mapped[str]
    finished_utc: Mapped[str]
    outcome: Mapped[str]
    facts: Mapped[dict[str, Any]]  # crawlers.health.TargetRun, as JSON


class SkippedRow(Base):
    """A page that was left out, and why."""

    __tablename__ = "skipped"
    url: Mapped[str] = mapped_column(primary_key=True)
    target_id: Mapped[str | None] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(index=True)
    detail: Mapped[str]
    seen_utc: Mapped[str]


class DigestRow(Base):
    """A built digest, whole, as it was printed."""

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("edition", "week", "language"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    edition: Mapped[str]
    week: Mapped[str]
    language: Mapped[str]
    built_utc: Mapped[str]
    state: Mapped[str]  # draft, approved, sent
    body: Mapped[dict[str, Any]]
    inputs: Mapped[str] = mapped_column(server_default="")


class DigestInputsRow(Base):
    """What a week's digests were worked out from; shared by its editions and languages."""

    __tablename__ = "digest_inputs"
    id: Mapped[str] = mapped_column(primary_key=True)
    packed: Mapped[bytes] = mapped_column(LargeBinary)


class BriefRow(Base):
    """A country's brief, whole, as it was printed on a day; what it was made from is with the digests'."""

    __tablename__ = "briefs"
    __table_args__ = (UniqueConstraint("country", "day", "language"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    country: Mapped[str]
    day: Mapped[str] = mapped_column(index=True)
    language: Mapped[str]
    built_utc: Mapped[str]
    body: Mapped[dict[str, Any]]
    inputs: Mapped[str]


class DigestEditRow(Base):
    """What an editor did to one story of an edition and week (index.desk.DigestEdit)."""

    __tablename__ = "digest_edits"
    __table_args__ = (Index("ix_digest_edits_edition_week", "edition", "week"),)
    pk: Mapped[int] = mapped_column(primary_key=True)
    edition: Mapped[str]
    week: Mapped[str]
    story: Mapped[str]
    document: Mapped[str]
    kind: Mapped[str]
    value: Mapped[str]
    language: Mapped[str]
    editor: Mapped[str]
    made_utc: Mapped[str]


class OpeningRow(Base):
    """How often a document was opened on a day; no row says by whom."""

    __tablename__ = "openings"
    document_id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[str] = mapped_column(primary_key=True)  # YYYY-MM-DD, in the office's zone
    count: Mapped[int]


class ReadRow(Base):
    """A document that somebody read, by the name that they go by; the version that they saw."""

    __tablename__ = "reads"
    reader: Mapped[str] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    read_utc: Mapped[str]


class WeakSignalRow(Base):
    """A weak signal as it was flagged, and what became of it after so many weeks."""

    __tablename__ = "weak_signals"
    rule: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    week: Mapped[str] = mapped_column(primary_key=True)  # 2026-W47
    count: Mapped[int]  # stories in the window that ends with the week
    baseline: Mapped[dict[str, Any]]  # what it was held against
    documents: Mapped[list[Any]]
    outcomes: Mapped[dict[str, Any]]  # by weeks after the flag: grew, faded, false


class TrendCellRow(Base):
    """A cell of one week as it was compared (index.trend_cells.TrendCell)."""

    __tablename__ = "trend_cells"
    axis: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    week: Mapped[str] = mapped_column(primary_key=True, index=True)  # 2026-W47
    count: Mapped[int]
    share: Mapped[float]  # of all stories of the week
    expected: Mapped[float]
    low: Mapped[float]
    high: Mapped[float]
    q: Mapped[float]
    direction: Mapped[str]


class InstrumentEndRow(Base):
    """When an instrument that a document tells of runs out, as last worked out (index.instrument_ends)."""

    __tablename__ = "instrument_ends"
    document_id: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[str] = mapped_column(primary_key=True)  # id of the instrument's line
    day: Mapped[str] = mapped_column(index=True)  # YYYY-MM-DD
