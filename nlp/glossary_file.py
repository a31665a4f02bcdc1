"""Glossary files: one concept a line, its English and the words of each language that mean it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crawlers.nearest import meant

LANGUAGES = ("ja", "de", "fr", "es", "zh", "ko")
SHIPPED = Path(__file__).resolve().parent / "taxonomy" / "glossary.yml"
_EXAMPLE = "{en: storage battery, ja: [蓄電池]}"


class GlossaryError(ValueError):
    """A glossary file cannot be used; the text gives place, value met, value wanted and cure."""


def read_concepts(path: Path) -> list[Mapping[str, Any]]:
    """The concepts of a glossary file: mappings with `en`, for some languages lists of words, and perhaps
    `short`, its abbreviations in English.

    Organisations and names of countries in it are left out. Raises GlossaryError with the number of the entry
    that is wrong.
    """
    return [
        {key: value for key, value in entry.items() if key != "field"}
        for entry in read_entries(path)
        if "en" in entry
    ]


def read_entries(path: Path) -> list[Mapping[str, Any]]:
    """The entries of a glossary file: concepts, perhaps with a `field`; organisations with `country`, and
    perhaps `kind` and `names`; a `country` with further `names`. Raises GlossaryError.
    """
    import yaml  # noqa: PLC0415 - a question without words of an office's own reads no file

    # the C parser reads the shipped file ten times faster; both build plain values only
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        loaded = yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506 - a safe loader
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
    if isinstance(concept, dict) and ("organisation" in concept or "country" in concept):
        _check_names(place, concept)
        return
    if not isinstance(concept, dict) or not isinstance(concept.get("en"), str) or not concept["en"].strip():
        raise GlossaryError(f"{place} is {concept!r}; wanted its English, such as {_EXAMPLE}")
    for key, words in concept.items():
        if key == "en" or (key == "field" and isinstance(words, str)):
            continue
        if key != "short" and key not in LANGUAGES:
            few = ", ".join(LANGUAGES) + meant(str(key), LANGUAGES)
            raise GlossaryError(f"{place} names the language {key!r}; wanted one of {few}")
        if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
            raise GlossaryError(f"{place}, {key} is {words!r}; wanted a list of words, such as {_EXAMPLE}")


def _check_names(place: str, entry: Mapping[str, Any]) -> None:
    """Raises GlossaryError where an organisation or a country's names are not of their form."""
    example = "{organisation: NEDO, country: JP, kind: funder, names: [新エネ機構]}"
    allowed = {"country", "names"} | ({"organisation", "kind"} if "organisation" in entry else set())
    unknown = sorted(str(key) for key in entry if key not in allowed)
    if unknown:
        few = ", ".join(sorted(allowed)) + meant(unknown[0], allowed)
        raise GlossaryError(f"{place} has the key {unknown[0]!r}; wanted one of {few}")
    for key in allowed & {"organisation", "country", "kind"} & set(entry) | {"country"}:
        value = entry.get(key)
        if not isinstance(value, str) or not value.strip():
            raise GlossaryError(f"{place}, {key} is {value!r}; wanted a text, such as {example}")
    names = entry.get("names", [] if "organisation" in entry else None)
    if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
        raise GlossaryError(f"{place}, names is {names!r}; wanted a list of names, such as {example}")
    if "organisation" not in entry and not names:
        raise GlossaryError(f"{place} has no names; wanted some, such as {{country: VN, names: [Vietnam]}}")
