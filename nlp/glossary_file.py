"""Glossary files: one concept a line, its English and the words of each language that mean it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("ja", "de", "fr", "es", "zh", "ko")
SHIPPED = Path(__file__).resolve().parent / "taxonomy" / "glossary.yml"
_EXAMPLE = "{en: storage battery, ja: [蓄電池]}"
# the C parser reads the shipped file ten times faster; both build plain values only
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class GlossaryError(ValueError):
    """A glossary file cannot be used; the text gives place, value met, value wanted and cure."""


def read_concepts(path: Path) -> list[Mapping[str, Any]]:
    """The concepts of a glossary file: mappings with `en` and, for some languages, lists of words.

    Raises GlossaryError with the number of the concept that is wrong.
    """
    try:
        loaded = yaml.load(path.read_text("utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        said = " ".join(str(error).split())
        raise GlossaryError(f"{path}: {said}; wanted a YAML list of concepts; correct the file") from error
    if not isinstance(loaded, list):
        raise GlossaryError(
            f"{path}: is a {type(loaded).__name__}; wanted a list of concepts such as {_EXAMPLE}"
        )
    for number, concept in enumerate(loaded, 1):
        _check(path, number, concept)
    return loaded


def _check(path: Path, number: int, concept: object) -> None:
    place = f"{path}: concept {number}"
    if not isinstance(concept, dict) or not isinstance(concept.get("en"), str) or not concept["en"].strip():
        raise GlossaryError(f"{place} is {concept!r}; wanted its English, such as {_EXAMPLE}")
    for key, words in concept.items():
        if key == "en":
            continue
        if key not in LANGUAGES:
            raise GlossaryError(f"{place} names the language {key!r}; wanted one of {', '.join(LANGUAGES)}")
        if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
            raise GlossaryError(f"{place}, {key} is {words!r}; wanted a list of words, such as {_EXAMPLE}")
