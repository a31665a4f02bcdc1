"""Parsers: loaded when asked, refused in one line, and what a tagger makes of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language

from crawlers.document import Document
from nlp.parsing import LONGEST, ParserError, Parsers
from nlp.tagger import Tagger
from nlp.tags import Signal

DATA = Path(__file__).parent / "clauses_data" / "clauses_ja_en.txt"
INSTALLED = {"ja": "ja_ginza"}
WELCOMED = "Spain welcomed the science agreement that Brazil and Portugal signed on Friday."
# heads and dependencies of the words of WELCOMED, by hand
HEADS = [1, 1, 4, 4, 1, 9, 9, 6, 6, 4, 9, 10, 1]
DEPS = [
    *("nsubj", "ROOT", "det", "compound", "dobj", "dobj", "nsubj", "cc", "conj", "relcl"),
    *("prep", "pobj", "punct"),
]


@Language.component("written_by_hand")
def written_by_hand(doc: Any) -> Any:
    """The tree of that one sentence; any other is a chain of words."""
    known = doc.text == WELCOMED
    for word in doc:
        word.head = doc[HEADS[word.i] if known else max(0, word.i - 1)]
        word.dep_ = DEPS[word.i] if known else "dep" if word.i else "ROOT"
    return doc


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pipeline of our own, saved: a blank one with one part that sets heads."""
    pipeline = spacy.blank("en")
    pipeline.meta["name"], pipeline.meta["version"] = "written", "1.2.3"
    pipeline.add_pipe("written_by_hand", name="parser")
    path = tmp_path_factory.mktemp("pipeline") / "en_written"
    pipeline.to_disk(path)
    return path


@pytest.fixture(scope="module")
def installed() -> Parsers:
    """The pipeline of the extra."""
    return Parsers(INSTALLED)


def tag(text: str, language: str, parsers: Parsers | None) -> Signal:
    """The best record of cooperation or restriction, by rules alone."""
    document = Document(id="x", url="", title="", text=text, language=language, published="2026-11-20")
    signals = Tagger.load(parsers=parsers).tag([document])[0].signals
    return next(signal for signal in signals if signal.polarity != "none")


def test_a_folder_is_a_parser_and_the_record_says_so(folder: Path) -> None:
    parsers = Parsers({"en": str(folder)})
    plain, parsed = tag(WELCOMED, "en", None), tag(WELCOMED, "en", parsers)
    assert plain.parties == ("BR", "ES", "PT")
    assert parsed.parties == ("BR", "PT")
    assert parsed.by == f"{plain.by}+parse:en_written-1.2.3"


def test_what_no_pattern_doubts_is_not_parsed(folder: Path) -> None:
    text = "Brazil and Portugal signed a science agreement."
    assert tag(text, "en", Parsers({"en": str(folder)})) == tag(text, "en", None)


def test_a_parser_tags_anew_only_its_language(folder: Path) -> None:
    plain, parsed = Tagger.load(), Tagger.load(parsers=Parsers({"en": str(folder)}))
    changed = [one for one in ("en", "ja", "und") if plain.version_for(one) != parsed.version_for(one)]
    assert changed == ["en", "und"]


def test_long_sentences_and_languages_without_a_parser_are_left(folder: Path) -> None:
    parsers = Parsers({"en": str(folder)})
    read = parsers.parse("en", ["Peru signed.", "a" * (LONGEST + 1), "Ghana left."])
    assert [one is not None for one in read] == [True, False, True]
    assert parsers.parse("ja", ["署名した。"]) == [None]
    assert parsers.version("ja") == ""


def test_nothing_is_loaded_before_a_sentence_is_in_doubt() -> None:
    code = (
        "import sys; from nlp.parsing import Parsers; "
        f"print(Parsers({INSTALLED!r}).version('ja'), {{'spacy', 'ginza', 'torch'}} & set(sys.modules))"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.startswith("ja_ginza-")
    assert printed.endswith(" set()\n")


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        (
            "no_such_pipeline",
            "tagging.parsers.en is 'no_such_pipeline', but no_such_pipeline is not installed",
        ),
        ("../x y", "tagging.parsers.en is '../x y' ("),
        ("en core", "is not installed; wanted an installed spaCy pipeline; install stdiplo-scan[parser]"),
    ],
)
def test_a_parser_that_is_not_there_is_refused_in_one_line(name: str, wanted: str) -> None:
    with pytest.raises(ParserError) as caught:
        Parsers({"en": name})
    assert wanted in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_pipeline_without_a_parser_is_refused(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path / "bare")
    parsers = Parsers({"en": str(tmp_path / "bare")})
    with pytest.raises(ParserError, match="wanted a pipeline with a parser"):
        parsers.parse("en", ["Peru signed."])


def test_a_broken_pipeline_is_refused(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "meta.json").write_bytes((folder / "meta.json").read_bytes())
    with pytest.raises(ParserError, match="spaCy cannot load"):
        Parsers({"en": str(tmp_path)}).parse("en", ["Peru signed."])


def test_the_pipeline_of_the_extra_finds_the_parties_of_entangled_sentences(installed: Parsers) -> None:
    rows = [[cell.strip() for cell in line.split("|")] for line in DATA.read_text("utf-8").splitlines()]
    rows = [row for row in rows if row[0] == "ja"]
    assert len(rows) == 60
    tagger = Tagger.load(parsers=installed)
    documents = [
        Document(id=str(at), url="", title="", text=row[3], language="ja", published="2026-11-20")
        for at, row in enumerate(rows)
    ]
    right = 0
    for row, found in zip(rows, tagger.tag(documents), strict=True):
        best = next((signal for signal in found.signals if signal.polarity != "none"), None)
        right += best is not None and list(best.parties) == row[2].split()
    assert right >= 55
