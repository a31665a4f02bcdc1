"""Dictionaries that are there: found in the cache folder and opened; what builds them is not loaded."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from nlp.dictionaries.sources import load_sources
from nlp.dictionaries.word_table import WordTable
from nlp.glossary_file import LANGUAGES


@dataclass(frozen=True, slots=True)
class Built:
    """A dictionary that is there."""

    language: str
    path: Path
    current: bool  # made from the sources that this version of the program names

    @property
    def table(self) -> WordTable:
        """The dictionary, unopened."""
        return WordTable(self.path)


def find_built(folder: Path) -> dict[str, Built]:
    """The dictionaries in the folder by language; an older one counts where the current is missing."""
    found: dict[str, Built] = {}
    for path in sorted(folder.glob("*.sqlite"), key=lambda path: path.stat().st_mtime):
        language, _, made_of = path.stem.partition("-")
        source = load_sources().get(language)
        if source is None:
            continue
        current = made_of == source.id
        if language not in found or current or not found[language].current:
            found[language] = Built(language, path, current)
    return found


def open_dictionaries(folder: Path) -> dict[str, WordTable]:
    """The dictionaries in the folder, ready to be looked up; none where set-up built none."""
    tables: defaultdict[str, list[Path]] = defaultdict(list)
    for path in folder.glob("*.sqlite"):
        tables[path.stem.partition("-")[0]].append(path)
    if all(len(paths) == 1 for paths in tables.values()):  # nothing to choose from: no need of the sources
        return {language: WordTable(tables[language][0]) for language in LANGUAGES if language in tables}
    return {language: built.table for language, built in find_built(folder).items()}
