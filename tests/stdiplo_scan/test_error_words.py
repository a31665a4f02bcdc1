"""Every message that a person can meet is said in Japanese too, by one table that has no word too many."""

from __future__ import annotations

import ast
import errno
import os
import re
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from stdiplo_scan.cli.main import ERROR_FAMILIES
from stdiplo_scan.error_words import FILE, japanese, unknown_parts

ROOT = Path(__file__).parents[2]
PACKAGES = ("crawlers", "nlp", "index", "reports", "stdiplo_scan")
# Records of our own making and files that are shipped: what is wrong there is a fault of ours.
OWN_FAULTS = {
    "crawlers/health.py", "crawlers/job.py", "crawlers/probe/record.py", "index/entries.py", "index/runs.py",
    "index/desk.py", "index/digests.py", "nlp/demonyms.py", "nlp/former_states.py", "nlp/inflection.py",
    "nlp/neighbours.py", "nlp/taxonomy_files.py", "nlp/dictionaries/chinese.py",
    "nlp/dictionaries/japanese.py", "reports/routing.py", "reports/words.py", "stdiplo_scan/demo/site.py",
    "stdiplo_scan/demo/world.py",
}  # fmt: skip
FAMILIES = {name for _, name in ERROR_FAMILIES}


@cache
def trees() -> dict[str, ast.Module]:
    files = (file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py")))
    return {str(file.relative_to(ROOT)): ast.parse(file.read_text("utf-8")) for file in files}


@cache
def known_errors() -> dict[str, str]:
    """Every class of a known error, and how it writes its parts: whole, or (place, met, wanted, cure)."""
    classes = [node for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    found: dict[str, str] = {}
    while True:
        new = {
            node.name: _form_of(node, found)
            for node in classes
            if node.name not in found
            and (node.name in FAMILIES or any(ast.unparse(base) in found for base in node.bases))
        }
        if not new:
            return found
        found |= new


def _form_of(node: ast.ClassDef, found: dict[str, str]) -> str:
    own = next(
        (one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == "__init__"), None
    )
    if own is not None:
        return ",".join(argument.arg for argument in own.args.args[1:])
    return next((found[name] for base in node.bases if (name := ast.unparse(base)) in found), "")


def template(node: ast.expr) -> str | None:
    """A text with {} where the code fills something in; None where it is no text."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "" if _is_near(part.value) else "{}"
            for part in node.values
            if isinstance(part, ast.Constant | ast.FormattedValue)
        )
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        if _is_near(node.right):
            return template(node.left)
        left, right = template(node.left), template(node.right)
        return None if left is right is None else (left or "{}") + (right or "{}")
    return None


def _is_near(node: ast.expr) -> bool:
    """Whether it is the nearest value, "; meant x?", or nothing."""
    return ast.unparse(node).startswith(("near", "meant("))


def messages() -> Iterator[tuple[str, str]]:
    """Where known errors are raised with words of their own, and what they say, 'x' for every fact."""
    for place, tree in trees().items():
        nodes = list(ast.walk(tree))
        calls = [
            node for node in nodes if isinstance(node, ast.Call) and ast.unparse(node.func) == "complain"
        ]
        told = [(call.lineno, template(call.args[0])) for call in calls]
        yield from ((f"{place}:{line}", said.replace("{}", "'x'")) for line, said in told if said)
        raised = (node.exc for node in nodes if isinstance(node, ast.Raise))
        for call in raised:
            if (
                isinstance(call, ast.Call)
                and (form := known_errors().get(ast.unparse(call.func))) is not None
            ):
                yield from ((f"{place}:{call.lineno}", said) for said in _says(call, form.split(",")))


def _says(call: ast.Call, names: list[str]) -> Iterator[str]:
    if "wanted" in names:
        given = dict(zip(names, call.args, strict=False))
        for name, frame in (("wanted", "wanted {}"), ("cure", "{}")):
            if name in given and (said := template(given[name])):
                yield frame.format(said.replace("{}", "'x'"))
        return
    for argument in call.args[:1] if "reason" not in names[:1] else call.args[1:2]:
        for one in argument.elts if isinstance(argument, ast.List) else [argument]:
            if (said := template(one)) and "wanted" in said:
                yield said.replace("{}", "'x'")


def test_every_message_that_a_person_can_cure_has_its_japanese() -> None:
    said = [(place, one) for place, one in messages() if place.split(":")[0] not in OWN_FAULTS]
    assert len(said) > 250
    lacking = {
        place: unknown
        for place, one in said
        if (unknown := [part for part in unknown_parts(one) if not re.fullmatch(r"(wanted )?'x'", part)])
    }
    assert lacking == {}, f"{FILE.name} lacks these parts; add a line for each"


def test_no_line_of_the_table_is_without_its_message() -> None:
    texts = [
        said
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.expr) and (said := template(node))
    ]
    code = list(dict.fromkeys(texts))
    whole = "\n".join(code)
    others = [
        "Input should",
        "No such ",
        "Got unexpected",
        "Missing ",
        "Option ",
        "gzip",
        "Compressed file",
        "database",
        "disk I/O",
    ]
    others += [os.strerror(number) for number in errno.errorcode]
    lines = list(yaml.safe_load(FILE.read_text("utf-8")))
    idle = [
        one for one in lines if not _is_said(one, code, whole) and not any(word in one for word in others)
    ]
    assert idle == [], f"{FILE.name} has these lines for nothing; take them out"


def _is_said(english: str, code: list[str], whole: str) -> bool:
    """Whether the code holds the words, in one text, the place before them perhaps apart."""
    bare = english.removeprefix("wanted ")
    tail = bare.partition(": ")[2].strip("'")
    if any(one and one in whole for one in (english, bare, tail)):
        return True
    pieces = [piece for piece in bare.split("{}") if piece.strip()]
    return any(all(piece in text for piece in pieces) for text in code)


def test_every_line_of_the_table_stands_once_and_uses_all_its_facts() -> None:
    written = re.findall(r'^("(?:[^"\\]|\\.)*"): ', FILE.read_text("utf-8"), re.MULTILINE)
    table = yaml.safe_load(FILE.read_text("utf-8"))
    assert len(written) == len(table)
    for english, said in table.items():
        assert "; " not in english
        assert {int(one) for one in re.findall(r"\{(\d)\}", said)} == set(range(english.count("{}"))), english


@pytest.mark.parametrize(
    ("english", "said"),
    [
        (
            "us-nfs: no such target; wanted an id of `stdiplo-scan targets list`; meant us-nsf?",
            "us-nfs という収集先はありません。`stdiplo-scan targets list` に出る ID にしてください。"
            "us-nsf のことではありませんか。",
        ),
        ("topic: 'W99'; wanted one of W01 to W22; see `stdiplo-scan topics list`",
         "主題が「W99」です。W01〜W22 のどれかにしてください。一覧は `stdiplo-scan topics list` で出ます。"),
        ("export: a; b.doc ends in '.doc'; wanted .csv, .xlsx or .json; name it so",
         "書き出し先 a; b.doc の拡張子が「.doc」です。.csv、.xlsx、.json のどれかにしてください。"
         "そのように名づけてください。"),
        ("nothing that the table knows", ""),
    ],
)  # fmt: skip
def test_a_message_is_said_part_by_part_with_its_facts(english: str, said: str) -> None:
    assert japanese(english) == said


@given(st.text(max_size=200))
def test_any_text_can_be_met_as_a_fact(fact: str) -> None:
    said = japanese(f"store: no document {fact!r}; wanted an id that a search shows")
    assert said.startswith("文書")
    assert said.endswith("検索結果に出る ID にしてください。")
    japanese(fact)


@pytest.mark.parametrize("fact", ["; " * 4000, "(: members ...: is " * 200, "a: b is c (d; " * 900])
def test_a_fact_that_is_made_to_cost_time_is_left_to_the_english(fact: str) -> None:
    before = time.process_time()
    japanese(f"store: no document {fact}; wanted an id that a search shows")
    assert time.process_time() - before < 1
