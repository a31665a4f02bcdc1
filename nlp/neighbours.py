"""A name is read by its neighbours: how far they reach, what joins a list, their patterns by language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from nlp.taxonomy_files import TaxonomyError

BEFORE, AFTER = 90, 70  # characters beside a name that are looked at
# between two names of a list
LISTED = re.compile(r"\s*(?:,|、|・|と|や|及び|及|and|und|et|y|和|與|,? and)\s*(?:the )?")


def compile_patterns(
    file: str, languages: Mapping[str, Mapping[str, Sequence[str]]], names: Sequence[str]
) -> dict[str, dict[str, re.Pattern[str]]]:
    """By language and name. Raises TaxonomyError, with the file's name, on an unknown or a missing name."""
    found = {}
    for language, lines in languages.items():
        if set(lines) != set(names):
            strange = sorted(set(lines) ^ set(names))
            wanted = "all of " + ", ".join(names)
            raise TaxonomyError(f"{file}: {language}: keys", strange, wanted, "an empty list finds nothing")
        # (?!) is found nowhere
        found[language] = {name: re.compile("|".join(lines[name]) or "(?!)") for name in names}
    return found
