"""The store: documents in versions, tags, passages and vectors, the coverage ledger and the digests."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from sqlite3 import DatabaseError as DriverError
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine

from crawlers.document import Skipped
from index import copies, digests, documents, facts, meta, removal, retag, runs, stored_vectors, use
from index import corrections as corrections_log
from index.copies import Copy
from index.corrections import Judged
from index.dialect import copy_database, make_engine, store_url, transaction
from index.entries import Outcome, add_entries, check_entry
from index.errors import DocumentMissing, StoreError
from index.migrate import migrate
from index.passage_rows import newest_passage, replace_passages
from index.records import DigestInputs, Entry, Fact, StoredDigest, StoredDocument, StoredPassage, Vectors
from index.stored_vectors import Keys
from index.use import DocumentDay
from nlp.corrections import Correction
from nlp.tags import TaggedDocument


class Store:
    """The truth: everything else (vector index, reports) can be made again from it.

    Every method is one transaction. Many may read while one writes; writers wait for each other (30 s).
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, place: str | Path, *, create: bool = True) -> Self:
        """The store at a path or SQLAlchemy URL, brought to this program's schema.

        Raises StoreError where it is missing and may not be created, is no store, or of a newer program.
        """
        url = store_url(place)
        path = Path(url.database or "")
        if not create and not path.exists():
            raise StoreError(f"store: {path} does not exist; run `stdiplo-scan init`, or name the workspace")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            engine = make_engine(url)
            migrate(engine)
        except (OSError, DriverError) as error:
            raise StoreError(f"store: {path} cannot be opened ({error}); name another file") from error
        return cls(engine)

    def close(self) -> None:
        """All connections are closed; the store cannot be used any more."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            yield connection

    # -- single facts

    @property
    def revision(self) -> int:
        """A number that rises once with every transaction that changed documents, tags or stories."""
        with self._reading() as connection:
            return meta.read_number(connection, meta.REVISION)

    @property
    def archive_cursor(self) -> int:
        """The number of the last capture whose document is stored; 0 at first."""
        with self._reading() as connection:
            return meta.read_number(connection, meta.CURSOR)

    @property
    def model_id(self) -> str | None:
        """The model of the store's vectors; None before the first one."""
        with self._reading() as connection:
            return meta.read_meta(connection, meta.MODEL)

    def counts(self) -> dict[str, Any]:
        """Totals and breakdowns for doctor and reports; see index/facts.py for the keys."""
        with self._reading() as connection:
            return facts.count_all(connection)

    def faults(self) -> list[str]:
        """What contradicts itself in the store, one line a fault; no lines mean a sound store."""
        with self._reading() as connection:
            return facts.find_faults(connection)

    def backup(self, path: Path) -> None:
        """A consistent copy at a path that must not exist yet; readers and writers go on meanwhile."""
        copy_database(self.engine, path)

    # -- documents in

    def add(
        self,
        entries: Sequence[Entry],
        *,
        model_id: str,
        reading: str | None = None,
        archive_cursor: int | None = None,
    ) -> list[Outcome]:
        """What became of each entry ("new", "revised", "unchanged"), all in one transaction, on the disk.

        The same text under the same id is unchanged: its URLs are merged, a surer date is taken. Another text
        is a new version; the old one keeps text, tags and signals and loses passages, vectors and words.
        A crawled document whose URL is known under another id is that document. A text that repeats
        another document's is kept and says so (duplicate_of). `reading`: the version of the words by
        which foreign passages were read. Raises ModelMismatch, ReadingMismatch or EntryError, and then
        nothing is stored.
        """
        with transaction(self.engine, durable=True) as connection:
            if reading is not None and entries:
                meta.hold_reading(connection, reading)
            return add_entries(connection, entries, model_id, archive_cursor)

    def reading_fault(self, reading: str) -> str:
        """What is wrong where foreign passages were read by other words than these; "" where nothing is."""
        with self._reading() as connection:
            return meta.reading_fault(connection, reading)

    def replace_passages(self, entries: Sequence[Entry], *, model_id: str) -> None:
        """The passages of the documents' current versions are replaced, under new numbers; all else stays."""
        for entry in entries:
            check_entry(entry)
        with transaction(self.engine) as connection:
            replace_passages(connection, entries, model_id)

    def finish_reading(self, reading: str) -> None:
        """All foreign passages are now read by these words."""
        with transaction(self.engine) as connection:
            meta.write_meta(connection, meta.READING, reading)

    def replace_tags(self, document_id: str, version: int, tagged: TaggedDocument) -> None:
        """A version's automatic tags and signals are replaced; a person's stay. Raises DocumentMissing."""
        with transaction(self.engine) as connection:
            retag.replace_tags(connection, document_id, version, tagged)
            meta.raise_revision(connection)

    def correct(self, corrections: Sequence[Correction]) -> list[Correction]:
        """Those that the store did not hold yet: they are kept for ever, and hold from now on in every
        version of their documents, also in those that come later. Documents that are not in the store are
        no error: the corrections hold when they come.
        """
        with transaction(self.engine, durable=True) as connection:
            fresh = retag.correct_documents(connection, corrections)
            if fresh:
                meta.raise_revision(connection)
            return fresh

    def corrections(self, document_id: str | None = None) -> list[Correction]:
        """What people said of a document's tags, or of all, oldest first; what was taken back, too."""
        with self._reading() as connection:
            return corrections_log.read_corrections(connection, document_id)

    def corrected_documents(self) -> list[str]:
        """Ids of the documents that somebody corrected, sorted."""
        with self._reading() as connection:
            return corrections_log.corrected_documents(connection)

    def judged(self, document_id: str) -> Judged:
        """A document's current text, as tagged and as corrected. Raises DocumentMissing."""
        with self._reading() as connection:
            found = corrections_log.read_judged(connection, document_id)
        if found is None:
            raise DocumentMissing(f"store: no document {document_id!r}; wanted an id that a search shows")
        return found

    def remove_documents(self, document_ids: Sequence[str]) -> int:
        """How many documents were taken out, with their versions, tags, passages and vectors."""
        with transaction(self.engine) as connection:
            return removal.remove_documents(connection, document_ids)

    # -- documents out

    def document(self, document_id: str, version: int | None = None) -> StoredDocument:
        """One version of a document, by default the current one. Raises DocumentMissing."""
        with self._reading() as connection:
            return documents.read_document(connection, document_id, version)

    def documents_by_id(self, document_ids: Sequence[str]) -> dict[str, StoredDocument]:
        """The current versions by id; ids that are not in the store are left out."""
        with self._reading() as connection:
            return documents.read_documents(connection, document_ids)

    def documents(self, after_pk: int = 0, limit: int = 500) -> list[StoredDocument]:
        """The next current versions in the order of pk; read on with the last one's pk."""
        with self._reading() as connection:
            return documents.page_of_documents(connection, after_pk, limit)

    def documents_with_other_tagger(
        self, tagger_version: str, after_pk: int = 0, limit: int = 500, *, language: str | None = None
    ) -> list[StoredDocument]:
        """The next current versions, of one language or all, that another version than this tagged."""
        with self._reading() as connection:
            return documents.page_of_other_tagger(
                connection, tagger_version, after_pk, limit, language=language
            )

    def languages(self) -> list[str]:
        """The languages of the current versions, sorted."""
        with self._reading() as connection:
            return documents.read_languages(connection)

    def documents_with_words(
        self, words: Sequence[str], after_pk: int = 0, limit: int = 500
    ) -> list[StoredDocument]:
        """The next current versions whose title or text holds one of the words, whatever their case."""
        with self._reading() as connection:
            return documents.page_with_words(connection, words, after_pk, limit)

    def rename_tagger(self, before: str, after: str) -> int:
        """How many current versions that `before` tagged are now said to be tagged by `after`: those that
        the change from one to the other does not touch.
        """
        with transaction(self.engine) as connection:
            return retag.rename_tagger(connection, before, after)

    def ids_at_url(self, url: str) -> list[str]:
        """Ids of the documents seen under this canonical URL, sorted; mostly one, or none."""
        with self._reading() as connection:
            return documents.ids_at_url(connection, url)

    def story_members(self, story_id: str) -> list[str]:
        """Ids of the documents that tell a story, by publication day and id; its leader first."""
        with self._reading() as connection:
            return documents.story_members(connection, story_id)

    def copies(self, document_id: str) -> list[Copy]:
        """The document with all that repeat it, or that it repeats: the original first. No id, no row."""
        with self._reading() as connection:
            return copies.copies_of(connection, document_id)

    def has_text(self, document_id: str, digest: str) -> bool:
        """Whether a version of the document has this digest, so that tagging it again gives nothing new."""
        with self._reading() as connection:
            return documents.has_text(connection, document_id, digest)

    def facts(self, start: date, end: date) -> list[Fact]:
        """The current documents published in [start, end), without their texts, by date and id."""
        with self._reading() as connection:
            return facts.read_facts(connection, start, end)

    # -- passages and vectors

    @property
    def newest_passage(self) -> int:
        """A number that rises with every new passage; 0 before the first."""
        with self._reading() as connection:
            return newest_passage(connection)

    def passages(self, document_id: str) -> tuple[StoredPassage, ...]:
        """The passages of a document's current version, in order. Raises DocumentMissing."""
        with self._reading() as connection:
            return documents.passages_of(connection, document_id)

    def passages_by_pk(self, passage_pks: Sequence[int]) -> dict[int, StoredPassage]:
        """The passages by pk, with their texts; pks that are gone are left out."""
        with self._reading() as connection:
            return documents.read_passages(connection, passage_pks)

    def iter_vectors(
        self, model_id: str, after_pk: int = 0, limit: int = 10_000
    ) -> Iterator[tuple[Keys, Vectors]]:
        """Passage pks, ascending, and their vectors (count, dimension), `limit` at a time, to the end."""
        while True:
            with self._reading() as connection:
                keys, vectors = stored_vectors.page_of_vectors(connection, model_id, after_pk, limit)
            if not len(keys):
                return
            yield keys, vectors
            after_pk = int(keys[-1])

    # -- ledger

    def add_targets(self, targets: Iterable[Mapping[str, Any]]) -> int:
        """How many targets were written (their facts as JSON: id, name, name_ja, country, kind, ...)."""
        with transaction(self.engine) as connection:
            return runs.write_targets(connection, targets)

    def targets(self) -> dict[str, dict[str, Any]]:
        """The facts of every known target by id."""
        with self._reading() as connection:
            return runs.read_targets(connection)

    def add_runs(self, target_runs: Iterable[Mapping[str, Any]]) -> int:
        """How many runs were written (crawlers.health.TargetRun as JSON), one row a run and target."""
        with transaction(self.engine) as connection:
            return runs.write_runs(connection, target_runs)

    def runs(self, since: str | None = None, *, target_id: str | None = None) -> list[dict[str, Any]]:
        """The runs that started at or after `since` (ISO date or UTC instant), oldest first."""
        with self._reading() as connection:
            return runs.read_runs(connection, since, target_id)

    @property
    def newest_run(self) -> int:
        """A number that rises with every new run; 0 before the first."""
        with self._reading() as connection:
            return runs.newest_run(connection)

    def add_skipped(self, skipped: Iterable[Skipped]) -> int:
        """How many pages are now listed as left out; a page read later than that is not listed."""
        with transaction(self.engine) as connection:
            return runs.write_skipped(connection, skipped)

    def skipped(
        self,
        *,
        reason: str | None = None,
        target_id: str | None = None,
        after_url: str = "",
        limit: int = 1000,
    ) -> list[Skipped]:
        """The next pages left out, by URL; read on with the last one's URL."""
        with self._reading() as connection:
            return runs.read_skipped(
                connection, reason=reason, target_id=target_id, after_url=after_url, limit=limit
            )

    # -- cost and use

    def document_days(self, target_id: str | None = None) -> list[DocumentDay]:
        """When the documents of the targets came, one entry a document, oldest fetch first."""
        with self._reading() as connection:
            return use.read_document_days(connection, target_id)

    def count_opening(self, document_id: str, day: date) -> None:
        """One more opening of a document on a day; nothing is kept of who opened it."""
        with transaction(self.engine) as connection:
            use.count_opening(connection, document_id, day.isoformat())

    def openings(self, since: date, until: date) -> dict[str, int]:
        """Openings of documents on days in [since, until), by target id."""
        with self._reading() as connection:
            return use.read_openings(connection, since.isoformat(), until.isoformat())

    def kept(self, since: str, until: str) -> dict[str, int]:
        """Documents first fetched in [since, until) (ISO dates or UTC instants), by target id."""
        with self._reading() as connection:
            return use.read_kept(connection, since, until)

    def targets_of(self, document_ids: Collection[str]) -> dict[str, str]:
        """The target of each of these documents that has one."""
        with self._reading() as connection:
            return use.read_targets_of(connection, document_ids)

    # -- digests

    def save_digest(self, digest: StoredDigest, inputs: DigestInputs | None = None) -> None:
        """The digest is on the disk, over the draft of its edition, week, language. Raises DigestSealed."""
        with transaction(self.engine, durable=True) as connection:
            digests.write_digest(connection, digest, inputs)

    def digest_inputs(self, digest: StoredDigest) -> DigestInputs:
        """What a digest was worked out from. Raises DigestMissing where it was not kept."""
        with self._reading() as connection:
            return digests.read_inputs(connection, digest)

    def move_digest(self, digest_id: str, state: str) -> None:
        """The digest is now approved or sent, and sealed. Raises DigestMissing, StoreError."""
        with transaction(self.engine, durable=True) as connection:
            digests.move_digest(connection, digest_id, state)

    def digest(self, digest_id: str) -> StoredDigest:
        """The digest of this id. Raises DigestMissing."""
        with self._reading() as connection:
            return digests.read_digest(connection, digest_id)

    def digests(
        self, *, edition: str | None = None, week: str | None = None, language: str | None = None
    ) -> list[StoredDigest]:
        """The digests, newest week first."""
        with self._reading() as connection:
            return digests.read_digests(connection, edition=edition, week=week, language=language)
