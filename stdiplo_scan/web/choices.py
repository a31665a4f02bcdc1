"""What the filters of the search page offer, in one language."""

from __future__ import annotations

from functools import cached_property
from typing import Any, get_args

from crawlers.document import Kind
from index.reads import State
from index.store import Store
from nlp.regions import country_codes, region_ids
from nlp.tags import Japan, Polarity, SignalType, Stage
from nlp.taxonomy_files import load_fields, load_groupings
from reports.words import country_rank, words_of
from stdiplo_scan.web.wording import Language, words
from stdiplo_scan.wiring import Office

Options = list[tuple[str, str]]
Groups = list[tuple[str, Options]]  # heading, what stands under it
LANGUAGES = ("ja", "en", "de", "fr", "es", "zh", "ko")


class Holdings:
    """What the store holds, counted once a revision of the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._counted: tuple[int, dict[str, Any]] | None = None

    def counts(self) -> dict[str, Any]:
        """Store.counts() as of now."""
        revision = self._store.revision
        if self._counted is None or self._counted[0] != revision:
            self._counted = (revision, self._store.counts())
        return self._counted[1]


class Choices:
    """(value, name) pairs for every filter; those with many values also in groups."""

    def __init__(self, office: Office, holdings: Holdings, language: Language) -> None:
        self._office = office
        self._holdings = holdings
        self._language = language
        self._names = words_of(language)
        self._ui = words(language)

    def name(self, options: str, value: str) -> str:
        """The name of a value among the options of a filter (countries, ...); empty for no such value."""
        offered: Options = getattr(self, options)
        return next((text for code, text in offered if code == value), "")

    @cached_property
    def countries(self) -> Options:
        """All countries and bodies, in the customary order of briefings, then by name."""
        named = [
            (code, self._names.party(code)) for code in (*country_codes(), "EU", "UN", *load_groupings())
        ]
        return sorted(dict(named).items(), key=lambda pair: (country_rank(pair[0]), pair[1]))

    @cached_property
    def regions(self) -> Options:
        """Regions of all axes."""
        return [(region, self._names.region(region)) for region in region_ids()]

    @cached_property
    def region_groups(self) -> Groups:
        """Regions by axis: areas of the ministry, the United Nations' sub-regions, groupings."""
        return [
            (self._ui[f"axis_{axis}"], [pair for pair in self.regions if pair[0].startswith(f"{axis}:")])
            for axis in ("mofa", "m49", "group")
        ]

    @cached_property
    def roles(self) -> Options:
        """The roles a country can have in a document."""
        return [(role, self._ui[f"role_{role}"]) for role in ("actor", "publisher", "mentioned")]

    @cached_property
    def fields(self) -> Options:
        """The 23 fields."""
        return [(code, self._names.name("fields", code)) for code in load_fields()]

    @cached_property
    def signals(self) -> Options:
        """Signal types."""
        return [(name, self._names.name("signals", name)) for name in get_args(SignalType)]

    @cached_property
    def signal_groups(self) -> Groups:
        """Signal types: cooperation (S01-S12), restriction (S13, S14), national news (T1-T5)."""
        offered = self.signals
        return [
            (self._ui.signals_cooperation, offered[:12]),
            (self._ui.signals_restriction, offered[12:14]),
            (self._ui.signals_none, offered[14:]),
        ]

    @cached_property
    def stages(self) -> Options:
        """Stages."""
        return [(name, self._names.name("stages", name)) for name in get_args(Stage)]

    @cached_property
    def japan(self) -> Options:
        """Whether Japan takes part."""
        return [(name, self._names.name("japan", name)) for name in get_args(Japan)]

    @cached_property
    def polarity(self) -> Options:
        """Cooperation, restriction, or national news."""
        return [(name, self._ui[f"polarity_{name}"]) for name in get_args(Polarity)]

    @cached_property
    def confidences(self) -> Options:
        """How sure the tags and signals that are asked for must be."""
        return [(level, self._ui[f"confidence_{level}"]) for level in ("high", "middle")]

    @property
    def languages(self) -> Options:
        """The languages that meet in search, then any other that the store holds."""
        held = self._holdings.counts()["languages"]
        codes = dict.fromkeys((*LANGUAGES, *(code for code in held if code != "und")))
        return [(code, self._names.name("languages", code)) for code in codes]

    @cached_property
    def reads(self) -> Options:
        """Whether the reader has read a document."""
        return [(state, self._ui[f"read_{state}"]) for state in get_args(State)]

    @cached_property
    def kinds(self) -> Options:
        """Kinds of document."""
        return [(kind, self._names.name("kinds", kind)) for kind in get_args(Kind)]

    @cached_property
    def targets(self) -> Options:
        """The office's sources, by name."""
        japanese = self._language == "ja"
        named = (
            (target.id, (target.name_ja or target.name) if japanese else target.name)
            for target in self._office.targets.values()
        )
        return sorted(named, key=lambda pair: pair[1])
