"""A measure: a name, the set it reads, and the function that runs the product over it and gives a figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar, cast

from nlp.crosslingual import Glossary
from nlp.dictionaries.built import open_dictionaries
from nlp.dictionaries.sources import load_sources
from nlp.embed import Embedder, load_embedder
from nlp.rerank import Reranker
from nlp.tagger import Tagger
from stdiplo_scan.evaluate.kept_vectors import KeptVectors
from stdiplo_scan.evaluate.sets import SetAbsent, Sets
from stdiplo_scan.settings import Settings, cache_folder, dictionary_folder

Found = TypeVar("Found")
Report = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Case:
    """One item that was not right: what was expected and met, and the text that it was about."""

    id: str
    score: float  # 0 wrong .. 1 right; the worst are shown first
    expected: str
    met: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one measure found."""

    items: int
    figure: float  # 0..1, more is better
    peers: Mapping[str, float] = field(default_factory=dict)  # what others reach on the same items, same run
    note: str = ""  # what a reader of the figure must know, e.g. how many rows it leaves out
    errors: tuple[Case, ...] = ()


class Context:
    """What a measure works with: the sets, the models at full precision, and what others already computed.

    `peers` is False in a quick run: then no measure runs the systems beside ours. `workers` read pages;
    `threads` run the model (None: what the settings say).
    """

    def __init__(
        self,
        sets: Sets,
        settings: Settings,
        *,
        peers: bool = True,
        workers: int = 2,
        threads: int | None = None,
        report: Report | None = None,
    ) -> None:
        self.sets = sets
        self.settings = settings
        self.peers = peers
        self.workers = workers
        self.threads = threads
        self._report = report
        self._kept: dict[str, Any] = {}
        self._glossaries: dict[tuple[str, ...], Glossary] = {}
        self._taggers: dict[tuple[str, ...], Tagger] = {}

    def once(self, key: str, compute: Callable[[], Found]) -> Found:
        """What `compute` gives, computed once in a run: measures on the same pages share what was read."""
        if key not in self._kept:
            self._kept[key] = compute()
        return cast(Found, self._kept[key])

    def forget(self) -> None:
        """Let go of what was kept: the next measures read another set."""
        self._kept.clear()

    def report(self, what: str, count: int = 1) -> None:
        """Say that so many more items are done."""
        if self._report is not None:
            self._report(what, count)

    @cached_property
    def embedder(self) -> Embedder:
        """The model of the settings at f32: the same figures on every CPU. Vectors are kept between runs."""
        group = self.settings.embedding
        cache = cache_folder(self.settings)
        threads = self.threads or group.threads
        model = load_embedder(group.model, precision="f32", cache=cache / "models", threads=threads)
        return KeptVectors(model, cache / "evaluate", precision="f32")

    @cached_property
    def reranker(self) -> Reranker | None:
        """The cross-encoder of the settings, loaded at the first question; None where none is named."""
        name = self.settings.search.reranker
        return Reranker(name, threads=self.threads or self.settings.embedding.threads) if name else None

    @property
    def tagger(self) -> Tagger:
        """The tagger with that model and the dictionaries that set-up builds."""
        return self.tagger_with()

    def tagger_with(self, *languages: str) -> Tagger:
        """The tagger that reads these languages too by their dictionaries. Raises SetAbsent as
        `glossary_with`.
        """
        if languages not in self._taggers:
            self._taggers[languages] = Tagger.load(self.embedder, glossary=self.glossary_with(*languages))
        return self._taggers[languages]

    @property
    def glossary(self) -> Glossary:
        """The shipped glossary under the office's own, with those dictionaries that set-up builds."""
        return self.glossary_with()

    def glossary_with(self, *languages: str) -> Glossary:
        """The glossary with the dictionaries of these languages too, whatever else this machine has: a figure
        says the same everywhere.

        Raises SetAbsent where a dictionary of `languages` is not here.
        """
        default = [name for name, source in load_sources().items() if source.default]
        wanted = tuple(sorted({*languages, *default}))
        here = open_dictionaries(dictionary_folder(self.settings))
        missing = " ".join(one for one in languages if one not in here)
        if missing:
            raise SetAbsent(f"no dictionary of {missing} here; run `stdiplo-scan languages add {missing}`")
        if wanted not in self._glossaries:
            read = {name: here[name] for name in wanted if name in here}
            self._glossaries[wanted] = Glossary.load(self.settings.glossary, read)
        return self._glossaries[wanted]


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure over one set."""

    name: str  # "01a.text": the set's number, a point, what is measured
    set: str  # the set's folder name; its absence leaves the measure out
    function: Callable[[Context], Outcome]
    what: str  # the metric in a few words
    published: str = ""  # what others are known to reach, with their names
    quick: bool = False  # belongs to the quick subset of ./check
    noise: float = 0.01  # a floor lies this far below the figure
