"""What a workspace holds of its targets: one YAML file an edited or own target, and what it was made from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from crawlers.target import TargetError, read_mapping
from crawlers.target_merge import Facts
from crawlers.whole_file import write_whole

HIDDEN: Final = ".edits"  # beside the YAML files: journal, lock and state
_HEAD: Final = (
    "# 配布カタログと違う項目だけを書く。手で直してもよい / "
    "Only what differs from the shipped catalogue; may be edited by hand.\n"
)


@dataclass(slots=True)
class State:
    """How far files and store follow the journal."""

    applied: int = 0
    files: dict[str, str] = field(default_factory=dict)  # id -> SHA-256 of its YAML file as last accepted
    stored: str = ""  # digest of the targets in force as last written into the store


def read_state(folder: Path) -> State:
    """The state of a targets folder; an empty one where there is none or it cannot be read: the journal tells
    all of it again.
    """
    try:
        value = json.loads((folder / HIDDEN / "state.json").read_text("utf-8"))
        return State(**value)
    except (OSError, ValueError, TypeError):
        return State()


def write_state(folder: Path, state: State) -> None:
    """The state, whole or not at all."""
    value = {"applied": state.applied, "files": state.files, "stored": state.stored}
    write_whole(folder / HIDDEN / "state.json", json.dumps(value, ensure_ascii=False).encode())


def target_files(folder: Path) -> dict[str, Path]:
    """The YAML files of a targets folder by the id they are named after; what is hidden is left out.

    Raises TargetError where two files have one name.
    """
    found: dict[str, Path] = {}
    faults = []
    for path in sorted((*folder.rglob("*.yml"), *folder.rglob("*.yaml"))):
        inner = path.relative_to(folder)
        if any(part.startswith(".") for part in inner.parts):
            continue
        if path.stem in found:
            faults.append(
                f"targets/{inner}: id {path.stem!r} is also in {found[path.stem].name}; wanted each once"
            )
        found[path.stem] = path
    if faults:
        raise TargetError(faults)
    return found


def read_mine(path: Path) -> Facts:
    """What a YAML file says of its target, without the id. Raises TargetError."""
    place = f"targets/{path.name}"
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TargetError([f"{place}: cannot be read ({error}); wanted a UTF-8 text file"]) from error
    facts = read_mapping(text, place=place)
    written = facts.pop("id", path.stem)
    if written != path.stem:
        raise TargetError(
            [f"{place}: id is {written!r}; wanted {path.stem!r}, as the file is named; rename either"]
        )
    return facts


def mine_yaml(target_id: str, mine: Facts, *, whole: bool) -> bytes:
    """The YAML file of an edited target (or, `whole`, of an office's own)."""
    text = yaml.safe_dump({"id": target_id, **mine}, allow_unicode=True, sort_keys=False, width=110)
    return (text if whole else _HEAD + text).encode()


def digest_of(content: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digest_of_facts(facts: Any) -> str:
    """A digest of JSON, the same whatever the order of keys."""
    return digest_of(json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str).encode())
