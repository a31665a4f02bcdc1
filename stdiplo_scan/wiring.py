"""One office's parts, made when first needed: store, archive, models, search."""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.models import Models
from index.search import Searcher
from index.store import Store
from index.vectors.flat import VectorIndex
from nlp.crosslingual import Gloss, Glossary
from nlp.dictionaries.built import open_dictionaries
from nlp.embed import DEFAULT, DEFAULT_NAME, Embedder, load_embedder
from nlp.tokens import tokenize
from reports.summary import NoSummaries, Summaries
from stdiplo_scan.settings import Settings, SettingsError, cache_folder, dictionary_folder, load_settings

if TYPE_CHECKING:  # what crawls and tags is loaded when it is asked for: a question needs none of it
    from crawlers.archive import Archive
    from crawlers.extract.ocr import Ocr
    from crawlers.run import CrawlSettings
    from crawlers.target import Target
    from crawlers.target_book import TargetBook
    from nlp.rerank import Reranker
    from nlp.tagger import Tagger


def settings_embedder(settings: Settings, name: str = "") -> Embedder:
    """The embedding model that the settings name, or another one as the settings want it, loaded."""
    group = settings.embedding
    return load_embedder(
        name or group.model,
        precision=group.precision,
        cache=cache_folder(settings) / "models",
        threads=group.threads,
    )


def settings_glossary(settings: Settings, folder: Path | None = None) -> Glossary:
    """The glossary that the settings name, or that of a workspace folder, with the dictionaries that set-up
    built.
    """
    own = settings.glossary
    if own is None and folder is not None and (folder / "glossary.yml").is_file():
        own = folder / "glossary.yml"
    dictionaries = open_dictionaries(dictionary_folder(settings))
    return Glossary.load(own, dictionaries, keep_in=cache_folder(settings) / "glossary")


def entries_glossary(settings: Settings, entries: Sequence[Mapping[str, Any]]) -> Glossary:
    """The same with an office's entries as given, saved or not."""
    own = [{key: value for key, value in one.items() if key != "field"} for one in entries if "en" in one]
    dictionaries = open_dictionaries(dictionary_folder(settings))
    return Glossary(None, own, dictionaries, keep_in=cache_folder(settings) / "glossary")


def tagging_model(folder: Path) -> str:
    """The name of the model in whose space a workspace's classifiers were learned."""
    from nlp.office_models import load_models  # noqa: PLC0415 - a question needs no tagger

    return load_models(folder / "models").model or DEFAULT


def office_tagger(
    folder: Path, settings: Settings, embedder: Embedder, entries: Sequence[Mapping[str, Any]] | None = None
) -> Tagger:
    """The tagger of a workspace folder, which need not exist: its own classifiers, words and parsers, and
    this machine's dictionaries.

    `entries`: others in the place of the words that its glossary holds, to try them.
    """
    from nlp.office_models import load_models  # noqa: PLC0415 - a question needs no tagger
    from nlp.office_words import read_office_entries, words_of_entries  # noqa: PLC0415 - the same
    from nlp.parsing import Parsers  # noqa: PLC0415 - the same
    from nlp.tagger import Tagger  # noqa: PLC0415 - the same

    chosen = read_office_entries(glossary_file(folder, settings)) if entries is None else entries
    return Tagger.load(
        embedder,
        models=load_models(folder / "models"),
        words=words_of_entries(chosen),
        parsers=Parsers(settings.tagging.parsers),
        glossary=entries_glossary(settings, chosen),
    )


def vectors_file(folder: Path, model_id: str) -> Path:
    """Where the vector index of a model lies: several may lie beside each other."""
    if model_id.startswith(DEFAULT_NAME):
        return folder / "vectors.json"
    return folder / f"vectors@{sha256(model_id.encode()).hexdigest()[:12]}.json"


def glossary_file(folder: Path, settings: Settings) -> Path:
    """Where the office's own words lie, or would lie."""
    return settings.glossary or folder / "glossary.yml"


def _stamp(path: Path) -> tuple[int, int] | None:
    """What changes with a file; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


class Office:
    """A workspace folder and everything that works on it."""

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.settings = settings
        self._targets: tuple[object, dict[str, Target]] | None = None
        self._words_stamp = _stamp(glossary_file(folder, settings))

    @classmethod
    def open(cls, folder: Path, *, create: bool = False) -> Office:
        """The office in a folder; SettingsError where there is none and none is to be made."""
        if not folder.is_dir():
            if not create:
                raise SettingsError(
                    f"{folder}: no such workspace; wanted a folder made by `stdiplo-scan init`; "
                    f"make one with `stdiplo-scan init {folder}`, or name another with --workspace"
                )
            folder.mkdir(parents=True)
        return cls(folder, load_settings(folder))

    @cached_property
    def store(self) -> Store:
        """The relational store, at the newest schema."""
        return Store.open(self.settings.store_url or self.folder / "store.db")

    @cached_property
    def archive(self) -> Archive:
        """The raw responses."""
        from crawlers.archive import Archive  # noqa: PLC0415 - a question needs no archive

        return Archive(self.folder / "archive")

    @property
    def ocr(self) -> Ocr | None:
        """How scans are read; None where the office has not switched it on."""
        from crawlers.extract.ocr import Ocr  # noqa: PLC0415 - a question reads no scan

        languages = self.settings.crawl.ocr
        return Ocr(languages) if languages else None

    @property
    def model_name(self) -> str:
        """The name of the model in force: that to which `index rebuild --model` changed over, else that of
        the settings.
        """
        stored = self.settings.store_url or (self.folder / "store.db").is_file()
        return (Models(self.store).name_in_force() if stored else "") or self.settings.embedding.model

    @cached_property
    def embedder(self) -> Embedder:
        """The model in force, loaded."""
        return settings_embedder(self.settings, self.model_name)

    @cached_property
    def tagger(self) -> Tagger:
        """The tagger, with the office's own classifiers and words."""
        return office_tagger(self.folder, self.settings, self.tagging_embedder)

    @cached_property
    def tagging_embedder(self) -> Embedder:
        """The model in whose space the classifiers were learned, the default but for `train --model`;
        whichever model searches.
        """
        name = tagging_model(self.folder)
        return self.embedder if self.model_name == name else settings_embedder(self.settings, name)

    @cached_property
    def glossary(self) -> Glossary:
        """The shipped glossary under the office's own, and the dictionaries of this machine."""
        return settings_glossary(self.settings, self.folder)

    @cached_property
    def vectors(self) -> VectorIndex:
        """The vector index, brought to the store's revision."""
        model_id = self.embedder.model_id
        return VectorIndex.load_or_build(self.store, vectors_file(self.folder, model_id), model_id)

    def take_up_changes(self) -> None:
        """The vectors are those of the store, and of the model that it changed over to meanwhile."""
        if "vectors" in self.__dict__ and self.store.model_id not in (None, self.vectors.model_id):
            for name in ("embedder", "vectors", "searcher"):
                self.__dict__.pop(name, None)
        self.vectors.refresh()

    @cached_property
    def summaries(self) -> Summaries:
        """The service that writes summaries; none is configured yet."""
        return NoSummaries()

    @cached_property
    def searcher(self) -> Searcher:
        """Search over the store and the vector index."""
        searcher = Searcher(
            self.store,
            self.vectors,
            embed=self.embedder.embed_queries,
            gloss=self._gloss,
            tokenize=tokenize,
            language_of=self._language_of,
            rerank=self.reranker,
            synonyms=self._synonyms,
        )
        gc.freeze()  # what is loaded by now stays: to look through it for garbage takes 70 ms now and then
        return searcher

    def take_up_words(self) -> None:
        """Read the office's own words again where their file changed: a running server follows at once."""
        stamp = _stamp(glossary_file(self.folder, self.settings))
        if stamp != self._words_stamp:
            self._words_stamp = stamp
            self.__dict__.pop("glossary", None)
            self.__dict__.pop("tagger", None)

    def _gloss(self, text: str, language: str) -> Gloss:
        self.take_up_words()
        return self.glossary.gloss(text, language)

    def _synonyms(self, word: str) -> tuple[tuple[str, str], ...]:
        self.take_up_words()
        return self.glossary.synonyms(word)

    def _language_of(self, text: str) -> str:
        self.take_up_words()
        return self.glossary.language_of(text)

    @property
    def reranker(self) -> Reranker | None:
        """The cross-encoder of the settings, loaded at the first question; None where none is named."""
        from nlp.rerank import Reranker  # noqa: PLC0415 - few offices have one

        name = self.settings.search.reranker
        return Reranker(name, threads=self.settings.embedding.threads) if name else None

    @cached_property
    def book(self) -> TargetBook:
        """The shipped catalogue under the office's own edits."""
        from stdiplo_scan.target_office import open_book  # noqa: PLC0415 - few questions name a target

        return open_book(self.folder, self.settings)

    @property
    def targets(self) -> dict[str, Target]:
        """The office's targets in force, by id; read again where somebody edited them, or on a new day."""
        stamp = self.book.stamp()
        if self._targets is None or self._targets[0] != stamp:
            self._targets = stamp, self.book.targets()
        return self._targets[1]

    def choose_targets(self, ids: Sequence[str]) -> list[Target]:
        """The named targets, or all that are switched on; SettingsError for an unknown id."""
        if not ids:
            return [target for target in self.targets.values() if target.state == "on"]
        for wanted in ids:
            if wanted not in self.targets:
                from crawlers.target_faults import unknown_target  # noqa: PLC0415 - as `Archive`

                raise SettingsError(unknown_target(wanted, self.targets))
        return [self.targets[wanted] for wanted in ids]

    @property
    def trial_settings(self) -> CrawlSettings:
        """How pages are visited to try a target: what it asks is counted in the office's own budget."""
        folder = str(self.folder / "archive") if self.folder.is_dir() else ""
        return replace(self.crawl_settings, budget_folder=folder)

    @property
    def crawl_settings(self) -> CrawlSettings:
        """How pages are visited."""
        from crawlers.run import CrawlSettings  # noqa: PLC0415 - a question visits none

        group = self.settings.crawl
        return CrawlSettings(
            product=group.product,
            contact=group.contact,
            allow_hosts=frozenset(group.allow_hosts),
            delay_s=group.delay_s,
            timeout_s=group.timeout_s,
            max_bytes=group.max_page_bytes,
            host_requests_per_day=group.host_requests_per_day,
            folder=str(self.folder.resolve()),
        )
