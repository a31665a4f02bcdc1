"""Commands about targets, as a person runs them: over the shipped catalogue, in a workspace of one's own."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from crawlers.target import load_catalogue
from stdiplo_scan.wiring import Office
from tests.stdiplo_scan.commands import Ran, run_main

OWN = """
id: no-test
name: Test Council
name_ja: 試験評議会
country: NO
kind: funding_agency
languages: [no, en]
homepage: https://test.example.no/
entry_points:
  - {type: feed, url: "https://test.example.no/rss.xml"}
expected_weekly: {min: 0, max: 5}
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return tmp_path / "office"


def run(office: Path, *arguments: str | Path) -> Ran:
    return run_main("--workspace", office, "targets", *arguments)


def stored(office: Path, target_id: str) -> dict[str, Any]:
    with sqlite3.connect(office / "store.db") as connection:
        row = connection.execute("select facts from targets where id = ?", (target_id,)).fetchone()
    facts: dict[str, Any] = json.loads(row[0])
    return facts


def test_list_is_filtered_by_what_a_person_names(office: Path) -> None:
    assert len(run(office, "list", "--json").rows) == len(load_catalogue())
    rows = run(office, "list", "--region", "m49:150", "--kind", "ministry", "--language", "de", "--json").rows
    assert {"de-bmftr", "ch-seri"} <= {row["id"] for row in rows} <= {
        row["id"] for row in run(office, "list", "--region", "mofa:europe", "--json").rows
    }  # fmt: skip
    assert {row["country"] for row in run(office, "list", "--country", "jp", "--json").rows} == {"JP"}
    assert {row["state"] for row in run(office, "list", "--state", "off", "--json").rows} == {"off"}
    assert run(office, "list", "--kind", "pub").code == 2
    assert not office.exists()


def test_an_edit_is_in_force_in_the_journal_and_in_the_store(office: Path) -> None:
    [edit] = run(
        office, "edit", "who", "--set", "delay_s=5", "--by", "花子", "--reason", "遅い", "--json"
    ).rows
    assert (edit["author"], edit["reason"], edit["changed"]) == ("花子", "遅い", {"delay_s": [2.0, 5.0]})
    assert run(office, "show", "who", "--json").rows[0]["delay_s"] == 5
    assert stored(office, "who")["delay_s"] == 5.0
    assert "delay_s: 2.0 → 5.0" in run(office, "history", "who").out.decode()
    [row] = run(office, "diff", "--json").rows
    assert (row["key"], row["base"], row["mine"], row["theirs"]) == ("delay_s", 2, 5, 2)
    run(office, "undo")
    assert run(office, "list", "--edited", "--json").rows == []
    assert stored(office, "who")["delay_s"] == 2.0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("edit", "who", "--set", "delay_s=fast"), 1, "delay_s is 'fast'"),
        (("edit", "zzz", "--set", "delay_s=1"), 1, "no such target"),
        (("edit", "whoo", "--set", "delay_s=1"), 1, "meant who"),
        (("edit", "who", "--reset", "speed"), 1, "no such key"),
        (("edit", "who", "--set", "x=1", "--take", "mine"), 2, "wanted one of"),
        (("edit", "who", "--take", "theirs"), 1, "no key of it is edited"),
        (("pause", "who", "--until", "tomorrow"), 2, "YYYY-MM-DD"),
        (("pause", "who", "--until", "2020-01-01"), 1, "wanted a day after"),
        (("resume", "who"), 1, "wanted a paused target"),
        (("undo",), 1, "no edit"),
        (("add", "x-new", "--name", "X"), 1, "country is missing"),
        (("add",), 2, "--file FILE"),
        (("import", "none.csv"), 1, "none.csv"),
        (("export", "--format", "pdf"), 2, "yaml, csv, opml"),
    ],
)
def test_what_cannot_be_done_says_what_was_wanted_and_changes_nothing(
    office: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    ran = run(office, *arguments)
    assert (ran.code, words in ran.err) == (code, True), ran.err
    assert not list((office / "targets").glob("*.yml"))


def test_add_refuses_a_publisher_that_is_there_already(office: Path, tmp_path: Path) -> None:
    file = tmp_path / "no-test.yml"
    file.write_text(OWN, "utf-8")
    assert run(office, "add", "--file", file).code == 0
    facts = ("--name", "A", "--country", "no", "--kind", "news", "--language", "en")
    addresses = ("--homepage", "https://a.example.no", "--feed", "http://www.test.example.no/rss.xml")
    again = run(office, "add", "no-again", *facts, *addresses)
    assert again.code == 1
    assert "of no-test" in again.err
    assert run(office, "show", "no-test", "--json").rows[0]["origin"] == "own"


def test_brackets_of_a_pattern_are_shown_as_they_are(office: Path) -> None:
    assert run(office, "edit", "who", "--set", 'exclude=["/jobs/", "[a-z]/x"]').code == 0
    ran = run(office, "diff")
    assert (ran.code, ran.err) == (0, "")
    assert "[/jobs/," in ran.out.decode()
    assert "[a-z]/x" in "".join(ran.out.decode().split())


def test_what_steers_a_terminal_is_not_printed(office: Path) -> None:
    assert run(office, "edit", "who", "--set", r'name_ja="\x1b[2J世界"').code == 0
    shown = run(office, "list", "--edited").out.decode()
    assert "\x1b" not in shown
    assert "世界" in shown


def test_health_lists_what_is_visited_and_counts_the_rest(office: Path) -> None:
    office.mkdir()
    ran = run(office, "health")
    shown = ran.out.decode()
    on = [target for target in load_catalogue().values() if target.state == "on"]
    assert ran.code == 0
    assert f"未巡回 / unvisited {len(on)}" in shown
    assert f"never visited (targets list): {len(load_catalogue()) - len(on)}" in shown
    assert "jp-aist" not in shown
    assert "jp-aist" in run(office, "health", "jp-aist").out.decode()


def test_an_added_target_is_told_by_what_was_given(office: Path, tmp_path: Path) -> None:
    file = tmp_path / "no-test.yml"
    file.write_text(OWN, "utf-8")
    told = run(office, "add", "--file", file).out.decode()
    assert "name_ja: 試験評議会" in told
    assert "null" not in told.replace("limit: null", "")
    assert "max_pages" not in told


def test_pause_and_resume_by_command(office: Path) -> None:
    run(office, "pause", "who", "fao", "--until", "2999-01-01", "--reason", "移転")
    row = run(office, "show", "who", "--json").rows[0]
    assert (row["state"], row["paused_until"], row["pause_reason"]) == ("paused", "2999-01-01", "移転")
    assert len(run(office, "list", "--state", "paused", "--json").rows) == 2
    run(office, "resume", "who")
    assert run(office, "show", "who", "--json").rows[0]["state"] == "on"


def test_a_file_edited_by_hand_reaches_list_journal_and_store(office: Path) -> None:
    run(office, "edit", "who", "--set", "delay_s=5")
    (office / "targets" / "who.yml").write_text("delay_s: 7\n", "utf-8")
    assert run(office, "show", "who", "--json").rows[0]["delay_s"] == 7
    assert stored(office, "who")["delay_s"] == 7.0
    assert run(office, "history", "who", "--json").rows[0]["action"] == "by_hand"
    (office / "targets" / "who.yml").write_text("delay_s: [\n", "utf-8")
    broken = run(office, "list")
    assert (broken.code, "targets/who.yml: line 2 is not YAML" in broken.err) == (1, True)


def types(monkeypatch: pytest.MonkeyPatch, old: str, new: str) -> None:
    """An editor in which a person replaces a word."""
    code = (
        "import pathlib, sys; p = pathlib.Path(sys.argv[1]); "
        f"p.write_text(p.read_text('utf-8').replace('{old}', '{new}'), 'utf-8')"
    )
    monkeypatch.setenv("EDITOR", f'"{sys.executable}" -c "{code}"')


def test_the_editor_sets_only_what_the_person_typed_and_loses_no_word(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    types(monkeypatch, "Global", "World")
    monkeypatch.delenv("VISUAL", raising=False)
    assert run(office, "edit", "who").code == 0
    assert run(office, "show", "who", "--json").rows[0]["region"] == "World"
    types(monkeypatch, "country:", "contry:")
    failed = run(office, "edit", "who")
    assert (failed.code, "the draft is kept" in failed.err) == (1, True)
    assert "contry: UN" in (office / "targets" / ".edits" / "draft-who.yml").read_text("utf-8")
    monkeypatch.setenv("EDITOR", "")
    assert "EDITOR is empty" in run(office, "edit", "who").err


def test_csv_opens_in_excel_and_comes_back_the_same(office: Path, tmp_path: Path) -> None:
    out = tmp_path / "all.csv"
    assert run(office, "export", "--format", "csv", "--country", "DE", "--output", out).code == 0
    content = out.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert {row["id"] for row in rows} == {t.id for t in load_catalogue().values() if t.country == "DE"}
    ran = run(office, "import", out, "--json")
    assert ran.code == 1
    assert {row["outcome"] for row in ran.rows} == {"refused"}
    assert "there is a target of this id" in ran.rows[0]["why"]


def test_a_formula_in_a_name_is_text_in_the_spreadsheet_and_itself_again_after(
    office: Path, tmp_path: Path
) -> None:
    file = tmp_path / "no-test.yml"
    file.write_text(OWN.replace("Test Council", "=cmd|' /C calc'!A0"), "utf-8")
    run(office, "add", "--file", file)
    out = tmp_path / "own.csv"
    run(office, "export", "--format", "csv", "--country", "NO", "--output", out)
    assert "'=cmd|" in out.read_text("utf-8-sig")
    other = tmp_path / "other"
    [row] = [row for row in run(other, "import", out, "--json").rows if row["id"] == "no-test"]
    assert row["outcome"] == "added"
    assert run(other, "show", "no-test", "--json").rows[0]["name"] == "=cmd|' /C calc'!A0"


def test_a_table_saved_by_excel_in_japanese_is_read_with_one_report_a_row(
    office: Path, tmp_path: Path
) -> None:
    table = tmp_path / "table.csv"
    head = "ID,Name,name_ja,country,kind,languages,homepage,url_type,feed_url,cadence,status,default_on\r\n"
    body = (
        'no-a,A,評議会,NO,news,"no,en",https://a.example/,rss,https://a.example/rss,daily,live2026,yes\r\n'
        "no-b,B,乙,Norway,news,no,https://b.example/,rss,https://b.example/rss,daily,,\r\n"
        "no-c,C,丙,NO,news,no,https://c.example/,json,https://c.example/api,daily,,\r\n"
        "no-d,D,丁,NO,news,no,https://d.example/,listing,https://d.example/en/news,sometimes,,\r\n"
        "no-e,E,戊,NO,news,no,https://e.example/,listing,https://e.example/en/news,weekly,known,check-first\r\n"
    )
    table.write_bytes((head + body).encode("cp932"))
    ran = run(office, "import", table, "--json")
    assert ran.code == 1
    assert [row["outcome"] for row in ran.rows] == ["added", "refused", "refused", "refused", "added"]
    assert [row["row"] for row in ran.rows] == [f"table.csv line {line}" for line in range(2, 7)]
    assert "country is 'NORWAY'" in ran.rows[1]["why"]
    assert "give what needs a mapping as YAML" in ran.rows[2]["why"]
    assert run(office, "show", "no-a", "--json").rows[0]["name_ja"] == "評議会"
    assert run(office, "show", "no-a", "--json").rows[0]["state"] == "on"
    assert run(office, "show", "no-e", "--json").rows[0]["state"] == "unverified"
    run(office, "undo")
    assert run(office, "list", "--edited", "--json").rows == []


def test_opml_goes_out_and_comes_in_and_its_entities_stay_shut(office: Path, tmp_path: Path) -> None:
    out = tmp_path / "feeds.opml"
    assert run(office, "export", "--format", "opml", "--state", "on", "--output", out).code == 0
    own = tmp_path / "own"
    ran = run(own, "import", out, "--json")
    assert {row["outcome"] for row in ran.rows} == {"refused"}
    reader = tmp_path / "reader.opml"
    reader.write_text(
        '<opml version="1.0"><body><outline text="News">'
        '<outline text="Nordic News" xmlUrl="https://n.example.no/feed" htmlUrl="https://n.example.no/"/>'
        '<outline text="No feed"/></outline></body></opml>',
        "utf-8",
    )
    missing = run(own, "import", reader, "--json")
    assert "country is missing" in missing.rows[0]["why"]
    [row] = run(own, "import", reader, "--country", "no", "--kind", "news", "--language", "en", "--json").rows
    assert row["outcome"] == "added"
    entity = '<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    for text in (entity + reader.read_text("utf-8").replace("Nordic", "&x;"), "<opml", "<rss/>"):
        reader.write_text(text, "utf-8")
        broken = run(own, "import", reader)
        assert (broken.code, "root:" in broken.err, "wanted OPML" in broken.err) == (1, False, True)


def test_yaml_goes_out_and_comes_in_whole(office: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    run(office, "export", "--output", folder)
    assert load_catalogue(folder) == load_catalogue()
    text = run(office, "export", "--country", "BR").out.decode()
    assert {row["id"] for row in yaml.safe_load_all(text)} == {
        t.id for t in load_catalogue().values() if t.country == "BR"
    }
    renamed = tmp_path / "renamed.yml"
    renamed.write_text(text.replace("id: br-", "id: xx-"), "utf-8")
    ran = run(office, "import", renamed, "--json")
    assert all("of br-" in row["why"] for row in ran.rows)
    changed = tmp_path / "changed.yml"
    changed.write_text(text.replace("delay_s: 2.0", "delay_s: 9.0") + "delay_s: 9.0\n", "utf-8")
    assert run(office, "import", changed, "--update", "--dry-run", "--json").code == 0
    assert run(office, "history", "--json").rows == []


def test_a_targets_command_starts_without_the_rest_of_the_line(office: Path) -> None:
    code = (
        "import sys; sys.argv = ['stdiplo-scan', '-w', sys.argv[1], 'targets', 'list', '--json']\n"
        "from stdiplo_scan.cli.main import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'sqlalchemy', 'scrapy', 'numpy', 'faiss'} & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(office)], capture_output=True, text=True, check=True
    )
    assert ran.stderr.strip() == "[]"


def test_an_office_that_is_open_sees_what_others_edit(office: Path) -> None:
    run(office, "edit", "fao", "--set", "delay_s=4")
    opened = Office.open(office)
    before = opened.targets
    assert opened.targets is before
    run(office, "edit", "who", "--set", "delay_s=5")
    assert (opened.targets["who"].delay_s, opened.targets["fao"].delay_s) == (5, 4)
