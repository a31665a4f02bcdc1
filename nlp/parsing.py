"""Sentences -> their grammar, by the spaCy pipelines that an office names; none is loaded before it is asked.

Nothing else imports spaCy: the rules read `Parse`, plain data that a test can write by hand.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LONGEST = 400  # characters of a sentence that is parsed; a wall of text has no grammar worth its time
# what the rules do not read; a parse costs about a third less without them
_NOT_READ = ("ner", "senter", "textcat", "entity_linker", "compound_splitter", "bunsetu_recognizer")
_READERS = frozenset({"parser", "trainable_parser"})


class ParserError(ValueError):
    """A parser that the settings name cannot be used: place, value met, value wanted, cure."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a parsed sentence; characters count in the sentence."""

    start: int
    end: int
    lemma: str
    pos: str  # universal part of speech
    dep: str  # dependency on the head, as the pipeline names it
    head: int  # index of the head; a root's own


@dataclass(frozen=True, slots=True)
class Parse:
    """The words of one sentence, in order."""

    words: tuple[Word, ...]


class Parsers:
    """One spaCy pipeline a language, each loaded with its first sentence."""

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        """`names`: by language, an installed package (ja_ginza) or the folder of a pipeline.

        Raises ParserError where one is not there.
        """
        self._names = dict(names or {})
        self._versions = {language: _version(language, name) for language, name in self._names.items()}
        self._loaded: dict[str, Any] = {}

    def version(self, language: str) -> str:
        """Package and version that parse a language, as `ja_ginza-5.3.0`; "" where nothing does."""
        return self._versions.get(language, "")

    @property
    def versions(self) -> tuple[str, ...]:
        """Those of all languages, in the order of the languages."""
        return tuple(self._versions[language] for language in sorted(self._versions))

    def parse(self, language: str, sentences: Sequence[str]) -> list[Parse | None]:
        """One a sentence; None for those that are longer than 400 characters, or of a language without a
        parser.
        """
        found: list[Parse | None] = [None] * len(sentences)
        if language not in self._names:
            return found
        short = [index for index, sentence in enumerate(sentences) if len(sentence) <= LONGEST]
        pipeline = self._pipeline(language)
        for index, read in zip(short, pipeline.pipe([sentences[index] for index in short]), strict=True):
            found[index] = _plain(read)
        return found

    def _pipeline(self, language: str) -> Any:
        if language not in self._loaded:
            import spacy  # noqa: PLC0415 - heavy, and only where an office switched a parser on

            name = self._names[language]
            try:
                pipeline = spacy.load(name, exclude=list(_NOT_READ))
            except (OSError, ValueError, ImportError) as error:
                raise ParserError(
                    f"{_place(language)} is {name!r}, which spaCy cannot load "
                    f"({' '.join(str(error).split())[:200]}); wanted a pipeline made for it; {_CURE}"
                ) from error
            if not _READERS & set(pipeline.pipe_names):
                parts = ", ".join(pipeline.pipe_names) or "none"
                raise ParserError(
                    f"{_place(language)} is {name!r}, whose parts are {parts}; "
                    f"wanted a pipeline with a parser; {_CURE}"
                )
            self._loaded[language] = pipeline
        return self._loaded[language]


_CURE = "install stdiplo-scan[parser] (docs/operations.md), or take the line out of settings.toml"


def _place(language: str) -> str:
    return f"settings.toml: tagging.parsers.{language}"


def _version(language: str, name: str) -> str:
    """Read without loading anything, so that re-tagging is planned without a parser in memory."""
    if os.sep in name:
        try:
            meta = json.loads((Path(name) / "meta.json").read_text("utf-8"))
            return f"{meta['lang']}_{meta['name']}-{meta['version']}"
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ParserError(
                f"{_place(language)} is {name!r} ({error}); wanted the folder of a spaCy pipeline, with its "
                f"meta.json; {_CURE}"
            ) from error
    missing = next((one for one in ("spacy", name) if not _installed(one)), None)
    if missing:
        raise ParserError(
            f"{_place(language)} is {name!r}, but {missing} is not installed; wanted an installed spaCy "
            f"pipeline; {_CURE}"
        )
    return f"{name}-{importlib.metadata.version(name)}"


def _installed(name: str) -> bool:
    if not name.isidentifier():
        return False
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return importlib.util.find_spec(name) is not None


def _plain(read: Any) -> Parse:
    return Parse(
        tuple(
            Word(
                start=word.idx,
                end=word.idx + len(word.text),
                lemma=word.lemma_ or word.text,
                pos=word.pos_,
                dep=word.dep_.removesuffix("_bunsetu"),  # GiNZA's mark of a phrase's head
                head=word.head.i,
            )
            for word in read
        )
    )
