"""What the filters of the search page offer, in one language."""

from __future__ import annotations

from functools import cached_property
from typing import get_args

from crawlers.document import Kind
from nlp.regions import country_codes, region_ids
from nlp.tags import Japan, SignalType, Stage
from nlp.taxonomy_files import load_fields, load_groupings
from reports.words import country_rank, words_of
from stdiplo_scan.web.wording import Language, words
from stdiplo_scan.wiring import Office

Options = list[tuple[str, str]]
LANGUAGES = ("ja", "en", "de", "fr", "es", "zh", "ko")


class Choices:
    """(value, name) pairs for every filter."""

    def __init__(self, office: Office, language: Language) -> None:
        self._office = office
        self._language = language
        self._names = words_of(language)

    @cached_property
    def countries(self) -> Options:
        """All countries and bodies, in the customary order of briefings, then by name."""
        named = [
            (code, self._names.party(code)) for code in (*country_codes(), "EU", "UN", *load_groupings())
        ]
        return sorted(named, key=lambda pair: (country_rank(pair[0]), pair[1]))

    @cached_property
    def regions(self) -> Options:
        """Regions of all axes."""
        return [(region, self._names.region(region)) for region in region_ids()]

    @cached_property
    def roles(self) -> Options:
        """The roles a country can have in a document."""
        ui = words(self._language)
        return [(role, getattr(ui, f"role_{role}")) for role in ("actor", "publisher", "mentioned")]

    @cached_property
    def fields(self) -> Options:
        """The 23 fields."""
        return [(code, self._names.name("fields", code)) for code in load_fields()]

    @cached_property
    def signals(self) -> Options:
        """Signal types."""
        return [(name, self._names.name("signals", name)) for name in get_args(SignalType)]

    @cached_property
    def stages(self) -> Options:
        """Stages."""
        return [(name, self._names.name("stages", name)) for name in get_args(Stage)]

    @cached_property
    def japan(self) -> Options:
        """Whether Japan takes part."""
        return [(name, self._names.name("japan", name)) for name in get_args(Japan)]

    @cached_property
    def languages(self) -> Options:
        """The languages that meet in search."""
        return [(code, self._names.name("languages", code)) for code in LANGUAGES]

    @cached_property
    def kinds(self) -> Options:
        """Kinds of document."""
        return [(kind, self._names.name("kinds", kind)) for kind in get_args(Kind)]

    @property
    def targets(self) -> Options:
        """The office's sources."""
        japanese = self._language == "ja"
        return [
            (target.id, target.name_ja if japanese else target.name)
            for target in self._office.targets.values()
        ]
