"""The shape of the code base: who imports whom, sizes, imports inside functions, and what a wheel holds."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OWN = Path(__file__).relative_to(ROOT).as_posix()
PACKAGES = ("crawlers", "nlp", "index", "reports", "stdiplo_scan")
FILE_LINES, FUNCTION_LINES = 400, 60
# What is longer, and why it may be.
LONG_FILES: dict[str, str] = {}
LONG_FUNCTIONS = {
    "index/migrations/versions/0001_first_schema.py: _documents": "a schema, one line a column",
    "index/migrations/versions/0001_first_schema.py: _findings": "a schema, one line a column",
    "tests/reports/conftest.py: _add_the_week": "the events of one made-up week, told one after the other",
}


@cache
def tracked() -> tuple[str, ...]:
    """The files under version control that are there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout, so the files of the project cannot be told from others")
    return tuple(name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file())


def sources() -> Iterator[tuple[str, str, ast.Module]]:
    for name in tracked():
        if name.endswith(".py"):
            text = (ROOT / name).read_text("utf-8")
            yield name, text, ast.parse(text)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_files_and_functions_are_short_or_say_why_not() -> None:
    long_files, long_functions = set(), set()
    for name, text, tree in sources():
        if text.count("\n") > FILE_LINES:
            long_files.add(name)
        for function in functions(tree):
            if (function.end_lineno or 0) - function.lineno + 1 > FUNCTION_LINES:
                long_functions.add(f"{name}: {function.name}")
    assert long_files <= set(LONG_FILES), "shorten it, or give its reason in LONG_FILES"
    assert long_functions <= set(LONG_FUNCTIONS), "shorten it, or give its reason in LONG_FUNCTIONS"


def test_an_import_inside_a_function_gives_its_reason() -> None:
    bare = []
    for name, text, tree in sources():
        if not name.startswith(PACKAGES):
            continue  # a test may import what it is about where it is about it
        lines = text.splitlines()
        for function in functions(tree):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom) and not has_reason(lines, node.lineno - 1):
                    bare.append(f"{name}:{node.lineno}")
    assert bare == []


def has_reason(lines: list[str], at: int) -> bool:
    """Whether the import at this line is marked, its reason behind it or above its block of imports."""
    mark = "# noqa: PLC0415"
    behind = lines[at].partition(mark)[2]
    above = at
    while mark in lines[above]:
        above -= 1
    return mark in lines[at] and (len(behind.strip(" :,-;")) >= 5 or lines[above].lstrip().startswith("# "))


def test_packages_hold_a_docstring_and_no_import() -> None:
    for name, _, tree in sources():
        if name.endswith("__init__.py") and name.startswith(PACKAGES):
            assert ast.get_docstring(tree), name
            assert len(tree.body) == 1, name


def test_no_name_is_a_drawer() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
    assert [name for name in tracked() if drawers & set(Path(name).with_suffix("").parts)] == []


def test_nothing_promises_what_is_not_there() -> None:
    words = ("TODO", "FIXME", "XXX:", "for now,", "placeholder for")
    promises = [
        f"{name}: {word}"
        for name in tracked()
        if (name.endswith((".py", ".md", ".toml")) or name in ("scan", "check")) and name != OWN
        for word in words
        if word in (ROOT / name).read_text("utf-8")
    ]
    assert promises == []


def test_importing_the_records_costs_no_heavy_library() -> None:
    code = (
        "import sys, nlp.tags, nlp.passages, crawlers.document, index.records, stdiplo_scan.cli.main\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    heavy = {"torch", "openvino", "spacy", "scrapy", "faiss", "sqlalchemy", "sklearn", "fastapi", "lxml"}
    assert heavy & set(printed) == set()


@pytest.mark.slow
def test_imports_run_against_the_data() -> None:
    linted = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert linted.returncode == 0, linted.stdout
    assert "0 broken" in linted.stdout


@pytest.mark.slow
def test_a_wheel_holds_every_file_of_the_packages_and_nothing_else(tmp_path: Path) -> None:
    source = tmp_path / "source"
    wanted = {name for name in tracked() if name.startswith(tuple(f"{package}/" for package in PACKAGES))}
    for name in (*wanted, "pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    built = subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index",
         "--disable-pip-version-check", "-w", tmp_path, source],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    [wheel] = tmp_path.glob("*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert wanted - held == set()
    assert held - wanted == set()
    assert len(wanted) > 200
