"""Target: a publisher's facts, read from YAML and checked; a fault says file, key, value met, value wanted
and cure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import Field, ValidationError, field_validator, model_validator

from crawlers.entry_point import (
    ENTRY_KEYS,
    ApiEntry,
    ApiFields,
    ApiPages,
    ArchiveEntry,
    Checked,
    EntryPoint,
    FeedEntry,
    FileEntry,
    ListingEntry,
    MailEntry,
    SitemapEntry,
    WebEntry,
    pattern,
    web_address,
)
from crawlers.publisher_names import PublisherNames
from crawlers.target_faults import fault_lines

__all__ = [
    "CATALOGUE",
    "ApiEntry",
    "ApiFields",
    "ApiPages",
    "ArchiveEntry",
    "EntryPoint",
    "ExpectedWeekly",
    "FeedEntry",
    "FileEntry",
    "FormerName",
    "ListingEntry",
    "MailEntry",
    "Schedule",
    "SitemapEntry",
    "Target",
    "TargetError",
    "TargetKind",
    "TargetState",
    "Trust",
    "WebEntry",
    "check_target",
    "load_catalogue",
    "load_target",
    "read_mapping",
    "read_mappings",
    "read_target",
    "target_yaml",
]

TargetKind = Literal[
    "ministry", "funding_agency", "research_org", "international_org", "think_tank", "network", "news"
]
TargetState = Literal["on", "off", "paused", "unverified"]
Schedule = Literal["hourly", "daily", "weekly", "monthly"]
Trust = Literal["official", "independent", "state_media"]

CATALOGUE = Path(__file__).parent / "catalogue"


class TargetError(Exception):
    """A target that cannot be used; `faults` has one line a fault: file, key, value met, wanted, cure."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class ExpectedWeekly(Checked):
    """How many documents a normal week yields, both ends included: believed until its own weeks tell."""

    min: float = Field(0, ge=0)
    max: float = Field(ge=0)
    fixed: bool = Field(False, description="a person's word: what the source's own weeks teach is set aside")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min > self.max:
            raise ValueError(f"wanted min <= max, met {self.min} > {self.max}")
        return self


class FormerName(Checked):
    """What a publisher was called before: from `valid_from` (open where unknown) until `valid_to`, which is
    the first day of the next name.
    """

    name: str = Field(min_length=1)
    name_ja: str = Field(min_length=1)
    valid_from: date | None = None
    valid_to: date

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.valid_from is not None and self.valid_from >= self.valid_to:
            raise ValueError(f"wanted valid_from before valid_to, met {self.valid_from} and {self.valid_to}")
        return self


class Target(Checked):
    """A publisher: who it is, where its news is found, how fast it may be asked, what it should yield."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")
    name: str = Field(min_length=1)
    name_ja: str = Field(min_length=1)
    country: str = Field(pattern=r"^([A-Z]{2}|INT|UN)$", description="ISO 3166-1 alpha-2, EU, UN, or INT")
    kind: TargetKind
    languages: tuple[str, ...] = Field(min_length=1)
    homepage: str
    entry_points: tuple[EntryPoint, ...] = Field(min_length=1)
    include: tuple[str, ...] = Field(
        (), description="expressions; where there are any, a page's address must match one"
    )
    exclude: tuple[str, ...] = Field((), description="expressions; a page whose address matches one is left")
    hosts: tuple[str, ...] = Field((), description="further hosts that belong to the publisher")
    delay_s: float = Field(2.0, ge=0, le=120)
    max_pages: int = Field(200, ge=1)
    max_run_bytes: int = Field(
        500_000_000, ge=1, description="of one crawl, all responses together; what is left over is named"
    )
    max_depth: int = Field(0, ge=0, le=5, description="how many links deep beyond what an entry point lists")
    revisit_days: int = Field(21, ge=0, description="a page first seen longer ago is not asked for again")
    render: bool = Field(
        False, description="pages need JavaScript: show them in a browser (extra `browser`) before reading"
    )
    schedule: Schedule = "daily"
    expected_weekly: ExpectedWeekly
    state: TargetState = "on"
    trust: Trust = "official"
    trust_note: str = Field("", description="what a reader should know before believing it")
    licence: str = ""
    region: str = Field("", description="the part of the world as the catalogue groups it, e.g. Europe")
    regions: tuple[str, ...] = Field(
        (), description="ids with their axis: an M49 (sub-)region and a bureau of Japan's foreign ministry"
    )
    fields: tuple[str, ...] = Field(
        (), description="the taxonomy's codes that the publisher is known for; advice only"
    )
    evidence: str = Field("", description="how the name and the addresses are known")
    note: str = ""
    valid_from: date | None = Field(None, description="since when the publisher exists under this name")
    valid_to: date | None = Field(None, description="the first day on which it did not exist any more")
    former_names: tuple[FormerName, ...] = ()
    paused_until: date | None = Field(
        None, description="of a paused target: the day on which it goes on by itself"
    )
    pause_reason: str = ""

    _homepage = field_validator("homepage")(web_address)

    @field_validator("include", "exclude")
    @classmethod
    def _patterns(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(pattern(value) for value in values)

    @field_validator("languages")
    @classmethod
    def _language_codes(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        for value in values:
            if not re.fullmatch(r"[a-z]{2,3}", value):
                raise ValueError(f"wanted ISO 639-1 codes in lower case, met {value!r}")
        return values

    @field_validator("hosts")
    @classmethod
    def _host_names(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        for value in values:
            if not re.fullmatch(r"[a-z0-9.\-\[\]:]+", value):
                raise ValueError(f"wanted a host name in lower case without http:// and path, met {value!r}")
        return values

    @field_validator("regions")
    @classmethod
    def _region_ids(cls, values: tuple[str, ...]) -> tuple[str, ...]:
        for value in values:
            if not re.fullmatch(r"m49:\d{3}|mofa:[a-z_]+", value):
                raise ValueError(f"wanted ids such as m49:155 and mofa:europe, met {value!r}")
        return values

    @property
    def web_entries(self) -> tuple[WebEntry, ...]:
        """The entry points that are asked for over the network."""
        return tuple(entry for entry in self.entry_points if not isinstance(entry, FileEntry))

    def names_on(self, day: date | None) -> tuple[str, str]:
        """The name and the Japanese name on a day: a document keeps the name its publisher had then."""
        names = PublisherNames.of(self.model_dump(mode="json", include={"name", "name_ja", "former_names"}))
        return names.on(day.isoformat() if day else None)


# libyaml reads a few hundred files ten times as fast; a build of PyYAML without it still works.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _PlainLoader(_Loader):  # type: ignore[misc]
    """YAML as people mean it: `on` and `NO` are words (YAML 1.1 reads them as true and false), no key
    twice.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, str) and key in seen:
                raise yaml.MarkedYAMLError(
                    None, None, f"the key {key!r} stands here twice", key_node.start_mark
                )
            if isinstance(key, str):
                seen.add(key)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag not in {"tag:yaml.org,2002:bool"}]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def load_target(path: Path) -> Target:
    """The target of one YAML file. Raises TargetError with one line a fault."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TargetError([f"{_place(path)}: cannot be read ({error}); wanted a UTF-8 text file"]) from error
    return read_target(text, place=_place(path), expected_id=path.stem)


def read_target(text: str, *, place: str, expected_id: str | None = None) -> Target:
    """The target that a YAML text describes; `place` is named in faults. Raises TargetError."""
    target = check_target(read_mapping(text, place=place), place=place)
    if expected_id is not None and target.id != expected_id:
        raise TargetError(
            [f"{place}: id is {target.id!r}; wanted {expected_id!r}, as the file is named; rename either"]
        )
    return target


def read_mapping(text: str, *, place: str) -> dict[str, Any]:
    """The keys and values of a YAML text, not yet checked as a target. Raises TargetError."""
    documents = _documents(text, place=place)
    data = documents[0] if len(documents) == 1 else documents or None
    if not isinstance(data, dict):
        raise TargetError(
            [f"{place}: holds {type(data).__name__}; wanted `key: value` lines, e.g. `id: us-nsf`"]
        )
    return {str(key): value for key, value in data.items()}


def read_mappings(text: str, *, place: str) -> list[dict[str, Any]]:
    """The targets of a YAML text that may hold several: documents, or a list. Raises TargetError."""
    found: list[dict[str, Any]] = []
    for data in _documents(text, place=place):
        for row in data if isinstance(data, list) else [data]:
            if not isinstance(row, dict):
                raise TargetError(
                    [f"{place}: holds {type(row).__name__}; wanted targets as `key: value` lines, or a list"]
                )
            found.append({str(key): value for key, value in row.items()})
    return found


def _documents(text: str, *, place: str) -> list[Any]:
    try:
        return list(yaml.load_all(text, Loader=_PlainLoader))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or error
        raise TargetError(
            [f"{place}:{line} is not YAML ({problem}); wanted one `key: value` a line"]
        ) from error


def check_target(facts: Mapping[str, Any], *, place: str) -> Target:
    """The target with these facts. Raises TargetError with one line a fault."""
    try:
        return Target.model_validate(facts)
    except ValidationError as error:
        raise TargetError(fault_lines(place, error.errors(), [*Target.model_fields, *ENTRY_KEYS])) from error


def load_catalogue(folder: Path = CATALOGUE) -> dict[str, Target]:
    """All targets of a folder and its subfolders by id, sorted. Raises TargetError with the faults of all
    files at once.
    """
    if not folder.is_dir():
        raise TargetError([f"{folder}: is no folder; wanted a folder with one YAML file a publisher"])
    targets: dict[str, Target] = {}
    faults: list[str] = []
    places: dict[str, Path] = {}
    for path in sorted((*folder.rglob("*.yml"), *folder.rglob("*.yaml"))):
        try:
            target = load_target(path)
        except TargetError as error:
            faults.extend(error.faults)
            continue
        if target.id in targets:
            faults.append(
                f"{_place(path)}: id {target.id!r} is also in {_place(places[target.id])}; "
                "wanted each id once"
            )
        targets[target.id] = target
        places[target.id] = path
    if faults:
        raise TargetError(faults)
    return dict(sorted(targets.items()))


def target_yaml(target: Target) -> str:
    """The target as YAML that `read_target` reads back to an equal target; keys at their default are left
    out.
    """
    data = target.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)


def _place(path: Path) -> str:
    """The path from `catalogue` on, else from the folder's name on."""
    parts = path.parts
    start = parts.index("catalogue") if "catalogue" in parts else max(0, len(parts) - 2)
    return "/".join(parts[start:])
