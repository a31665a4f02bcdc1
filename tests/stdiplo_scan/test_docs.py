"""What the documents print is what the program does: command lines, ids, values."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any, get_args

import pytest
from typer.main import get_command

from crawlers.document import Kind, PublishedFrom
from nlp.regions import region_ids
from nlp.tags import Japan, Modality, SignalType, Stage
from nlp.taxonomy_files import load_fields
from stdiplo_scan.cli.main import app

ROOT = Path(__file__).parents[2]
DOCUMENTS = (
    "README.md",
    "docs/formats.md",
    "docs/search.md",
    "docs/operations.md",
    "docs/targets.md",
    "docs/settings.md",
    "docs/choices.md",
    "docs/corrections.md",
    "docs/glossary.md",
    "docs/languages.md",
    "docs/delivery.md",
)
FORMATS = (ROOT / "docs" / "formats.md").read_text("utf-8")
# Words that stand for what a reader puts there.
STAND_INS = {"ARGS": [], "FILE.jsonl": ["x.jsonl"], "FILE": ["x.jsonl"], "DIR": ["office"], "[DIR]": []}


def command_lines() -> list[tuple[str, str]]:
    """Every command of ours that a document prints: as a line of its own, or between backticks."""
    found = []
    for name in DOCUMENTS:
        text = (ROOT / name).read_text("utf-8")
        own = re.findall(r"^ {4}(?:.*&& )?(?:\./scan|stdiplo-scan) (.*)$", text, re.MULTILINE)
        inline = re.findall(r"`(?:\./scan|stdiplo-scan) ([^`\n]*)`", text)
        titles = re.findall(r"^## `([a-z][^`]*)`$", text, re.MULTILINE) if name.endswith("formats.md") else []
        found += [(name, line.split(" # ")[0].split(">>")[0].strip()) for line in (*own, *inline, *titles)]
    return found


def parse(arguments: list[str]) -> str:
    """The command that a command line names; raises where it is not one of ours."""
    command: Any = get_command(app)
    context, name = None, "stdiplo-scan"
    while True:
        context = command.make_context(name, list(arguments), parent=context)
        if not hasattr(command, "list_commands"):
            return str(context.command_path)
        rest = [*context._protected_args, *context.args]
        if not rest:
            return str(context.command_path)
        name, command, arguments = command.resolve_command(context, rest)


def test_the_documents_print_commands() -> None:
    assert len(command_lines()) >= 15
    assert {"README.md", "docs/formats.md", "docs/operations.md"} <= {name for name, _ in command_lines()}


@pytest.mark.parametrize(("document", "line"), sorted(set(command_lines())))
def test_every_printed_command_line_can_be_parsed(document: str, line: str) -> None:
    words = [word for given in shlex.split(line) for word in STAND_INS.get(given, [given])]
    if words[-1:] == ["--jsonl"]:
        words.append("-")
    if words and words != ["--setup-dev"]:
        assert parse(words).startswith("stdiplo-scan")


def row_of(first: str) -> str:
    return next(line for line in FORMATS.splitlines() if line.startswith(f"| {first} |")).split("|")[2]


@pytest.mark.parametrize("axis", ["m49", "mofa", "group"])
def test_the_formats_list_every_region_id(axis: str) -> None:
    listed = row_of(f"`{axis}:`").split(": ", 1)[1].split(" (")[0].split()
    assert sorted(listed) == sorted(i.split(":")[1] for i in region_ids() if i.startswith(f"{axis}:"))


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("`stage`", get_args(Stage)),
        ("`modality`", get_args(Modality)),
        ("`japan`", get_args(Japan)),
        ("`type`", get_args(SignalType)),
        ("`fields[].id`", tuple(load_fields())),
        ("`kind`", get_args(Kind)),
        ("`published_from`", get_args(PublishedFrom)),
    ],
)
def test_the_formats_list_every_value(key: str, values: tuple[str, ...]) -> None:
    assert set(values) <= set(re.findall(r"[A-Za-z_]+", row_of(key)))
