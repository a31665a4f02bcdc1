"""`glossary`: an office's own words act at once, show their effect first, and touch only what holds them."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.document import Document
from index.search import Query
from nlp.glossary_file import GlossaryError
from nlp.office_words import OfficeWords, dump_entries, read_office_entries, surfaces, words_of_entries
from stdiplo_scan import jobs
from stdiplo_scan.glossary_edits import GlossaryEdit
from stdiplo_scan.retagging import retag
from stdiplo_scan.wiring import Office
from tests.stdiplo_scan.commands import lines_of, run_main

ORGANISATION = {
    "organisation": "Zorblatt Institute",
    "country": "KE",
    "kind": "laboratory",
    "names": ["ゾルブラット研究所"],
}
NAME = {"country": "VN", "names": ["Dragonia"]}
TERM = {"en": "flurb drive", "ja": ["フルブ機関"], "field": "QUA"}
TEXTS = {
    "a": ("The Zorblatt Institute opened a call.", "en"),
    "b": ("Dragonia and France signed an agreement on trade.", "en"),
    "c": ("Engineers test a flurb drive.", "en"),
    "d": ("フルブ機関の試験を行った。研究者は結果を公表した。", "ja"),
    "e": ("A bakery opened in the harbour.", "en"),
}


def quiet(_what: str, _count: int) -> None:
    """No progress."""


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office.open(tmp_path / "office", create=True)
    documents = [
        Document(
            id=name, url=f"https://example.org/{name}", title=f"News {name}", text=text, language=language
        )
        for name, (text, language) in TEXTS.items()
    ]
    jobs.ingest_documents(office, documents)
    jobs.finish_index(office)
    return office


def values(office: Office, name: str, kind: str) -> list[str]:
    return [tag.value for tag in office.store.document(name).tags if tag.kind == kind]


def test_the_effect_is_shown_first_and_only_documents_with_the_words_are_tagged_again(office: Office) -> None:
    edit = GlossaryEdit(office, [ORGANISATION, NAME, TERM])
    effect = edit.effect(quiet)
    assert (effect.holding, effect.changed) == (4, 4)
    gained = {one["document"]: one["gained"] for one in effect.examples}
    assert "organisation:Zorblatt Institute" in gained["a"]
    assert "country:VN:actor" in gained["b"]
    assert "field:QUA" in gained["c"]
    assert [one["after"] for one in effect.readings] == ["flurb drive"]
    assert values(office, "a", "organisation") == []  # nothing was saved
    seen: list[str] = []
    replace_tags = office.store.replace_tags
    office.store.replace_tags = lambda name, *rest: (seen.append(name), replace_tags(name, *rest))[1]  # type: ignore[method-assign, func-returns-value]
    assert edit.save(quiet) == 4
    assert seen == ["a", "b", "c", "d"]
    assert values(office, "a", "organisation") == ["Zorblatt Institute"]
    assert "VN" in values(office, "b", "country")
    assert "QUA" in values(office, "d", "field")
    assert retag(office, quiet).documents == 0  # nothing is left to do
    assert "flurb" in office.store.passages("d")[0].gloss.split()
    hits = office.searcher.search(Query("フルブ機関")).hits
    assert {hit.document for hit in hits[:2]} == {"c", "d"}
    assert GlossaryEdit(office, []).save(quiet) == 4
    assert values(office, "a", "organisation") == []


def test_a_save_that_was_killed_is_finished_by_retag(office: Office) -> None:
    def stop(_what: str, _count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        GlossaryEdit(office, [NAME, ORGANISATION]).save(stop)
    assert retag(office, quiet).documents == len(TEXTS) - 1
    assert "VN" in values(office, "b", "country")
    assert retag(office, quiet).documents == 0


def test_a_running_office_takes_up_words_that_another_program_wrote(office: Office) -> None:
    assert office.searcher.search(Query("フルブ機関")).gloss == (("機関", "agency"),)
    (office.folder / "glossary.yml").write_text(dump_entries([TERM]), encoding="utf-8")
    assert office.searcher.search(Query("フルブ機関")).gloss == (("フルブ機関", "flurb drive"),)


def test_entries_come_back_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "glossary.yml"
    assert read_office_entries(path) == []
    for entries in ([], [ORGANISATION, NAME, TERM, {"en": "subsidy", "ja": ["補助金"]}]):
        path.write_text(dump_entries(entries), encoding="utf-8")
        assert read_office_entries(path) == entries
    assert surfaces(TERM) == ("flurb drive", "フルブ機関")
    assert words_of_entries([{"en": "subsidy", "ja": ["補助金"]}]) == OfficeWords()


@pytest.mark.parametrize(
    "entry",
    [
        "{country: ZZ, names: [Nowhere]}",
        "{country: VN}",
        "{country: VN, names: []}",
        "{country: VN, names: x}",
        "{organisation: X}",
        "{organisation: X, country: JP, kind: bakery}",
        "{organisation: X, country: JP, colour: red}",
        "{en: x, field: ABC}",
        "{en: x, ja: [1]}",
        "nothing",
    ],
)
def test_a_wrong_entry_says_what_was_wanted(tmp_path: Path, entry: str) -> None:
    path = tmp_path / "glossary.yml"
    path.write_text(f"- {entry}\n", encoding="utf-8")
    with pytest.raises(GlossaryError, match="wanted"):
        read_office_entries(path)


def test_the_commands_add_list_preview_export_and_remove(tmp_path: Path) -> None:
    folder = tmp_path / "office"
    row = {"id": "a", "url": "https://example.org/a", "title": "News", "text": TEXTS["a"][0]}
    (tmp_path / "rows.jsonl").write_bytes(lines_of(row))
    assert run_main("-w", folder, "ingest", tmp_path / "rows.jsonl").code == 0
    asked = (
        "glossary",
        "add",
        "--organisation",
        "Zorblatt Institute",
        "--country",
        "KE",
        "--kind",
        "laboratory",
    )
    [row] = run_main("-w", folder, *asked, "--preview", "--json").rows
    assert (row["holding"], row["changed"], row["saved"]) == (1, 1, False)
    assert run_main("-w", folder, "glossary", "list", "--json").rows == []
    ran = run_main("-w", folder, *asked)
    assert ran.code == 0, ran.err
    assert "organisation:Zorblatt Institute" in ran.out.decode()
    [listed] = run_main("-w", folder, "glossary", "list", "--json").rows
    assert (listed["number"], listed["organisation"]) == (1, "Zorblatt Institute")
    kept = tmp_path / "words.yml"
    assert run_main("-w", folder, "glossary", "export", kept).code == 0
    assert run_main("-w", folder, "glossary", "remove", "1").code == 0
    assert run_main("-w", folder, "glossary", "remove", "1").code == 1
    [row] = run_main("-w", folder, "glossary", "preview", kept, "--json").rows
    assert row["changed"] == 1
    assert run_main("-w", folder, "glossary", "import", kept).code == 0
    assert "Zorblatt" in run_main("-w", folder, "glossary", "list").out.decode()
    for wrong, code in (
        (("add", "--en", "x", "--word", "xx:y"), 2),
        (("add",), 2),
        (("add", "--country", "ZZ", "--name", "Nowhere"), 1),
        (("add", "--country", "VN"), 1),
        (("add", "--en", "x", "--field", "ABC"), 1),
    ):
        ran = run_main("-w", folder, "glossary", *wrong)
        assert ran.code == code, ran.err
        assert code == 2 or len(ran.complaints) == 1
