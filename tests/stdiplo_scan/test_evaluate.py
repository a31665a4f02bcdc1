"""The command that measures: sets, floors, what is shown, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nlp.dictionaries.word_table import Entry, write_table
from stdiplo_scan.cli import evaluate as command
from stdiplo_scan.cli.main import app
from stdiplo_scan.evaluate.floors import FLOORS, Floor, FloorError, raised, read_floors, write_floors
from stdiplo_scan.evaluate.measure import Case, Context, Measure, Outcome
from stdiplo_scan.evaluate.quality import quality_page, write_quality
from stdiplo_scan.evaluate.registry import UnknownMeasure, all_measures, choose_measures
from stdiplo_scan.evaluate.run import Result, run_measures
from stdiplo_scan.evaluate.sets import SetAbsent, SetError, Sets, without_answers
from stdiplo_scan.settings import Settings, dictionary_folder, shared_folder


@pytest.fixture
def sets(tmp_path: Path) -> Sets:
    """One set of two rows."""
    folder = tmp_path / "data" / "99_small"
    folder.mkdir(parents=True)
    rows = [{"id": "a", "text": "one", "gold_text": "one"}, {"id": "b", "text": "two", "gold_text": "three"}]
    (folder / "small.dev.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return Sets(tmp_path)


def share(context: Context) -> Outcome:
    """The share of rows whose text is the expected one."""
    rows = context.sets.rows("99_small", "small.dev")
    wrong = [row for row in rows if row["text"] != row["gold_text"]]
    cases = tuple(Case(row["id"], 0.0, row["gold_text"], row["text"], "its text") for row in wrong)
    peers = {"always": 0.25} if context.peers else {}
    return Outcome(len(rows), 1 - len(wrong) / len(rows), peers, "", cases)


def measure(function: Callable[[Context], Outcome] = share, name: str = "99.share") -> Measure:
    return Measure(name, "99_small", function, "share", "others .4", quick=True)


def results(sets: Sets, floors: dict[str, Floor], *measures: Measure, peers: bool = True) -> list[Result]:
    return list(run_measures(measures or (measure(),), Context(sets, Settings(), peers=peers), floors))


# --- sets


def test_a_system_never_sees_the_answers() -> None:
    row = {"id": "a", "text": "x", "gold_fields": ["ENE"], "qrels": {"d": 1}, "must_have": ["x"]}
    assert without_answers(row) == {"id": "a", "text": "x"}


def test_an_absent_set_is_named(sets: Sets) -> None:
    with pytest.raises(SetAbsent, match="98_other"):
        sets.rows("98_other", "x.dev")


def test_a_broken_line_is_named_with_its_number(sets: Sets) -> None:
    (sets.at("99_small") / "broken.dev.jsonl").write_text('{"id": 1}\n{"id": \n', encoding="utf-8")
    with pytest.raises(SetError, match="line 2"):
        sets.rows("99_small", "broken.dev")


def test_the_digest_follows_the_labels_and_nothing_else(sets: Sets) -> None:
    before = sets.digest("99_small")
    (sets.at("99_small") / "README.md").write_text("words", encoding="utf-8")
    assert sets.digest("99_small") == before
    (sets.at("99_small") / "more.dev.jsonl").write_text("{}\n", encoding="utf-8")
    assert sets.digest("99_small") != before


def test_the_sets_lie_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STDIPLO_SHARED", str(tmp_path))
    assert shared_folder() == tmp_path
    monkeypatch.delenv("STDIPLO_SHARED")
    assert shared_folder().name == "shared"


# --- floors


def test_a_floor_lies_its_noise_below_the_figure_rounded_down() -> None:
    assert Floor.under(0.95678, 0.01, 3, "d").floor == 0.9467
    assert Floor.under(0.005, 0.01, 3, "d").floor == 0


def test_floors_only_rise_on_the_same_labels() -> None:
    old = {"a": Floor(0.8, 0.01, 10, "d"), "b": Floor(0.5, 0.01, 10, "d"), "c": Floor(0.9, 0.01, 10, "d")}
    new = {"a": Floor(0.7, 0.01, 10, "d"), "b": Floor(0.6, 0.01, 10, "d"), "c": Floor(0.2, 0.01, 9, "e")}
    assert {name: floor.floor for name, floor in raised(old, new).items()} == {"a": 0.8, "b": 0.6, "c": 0.2}


def test_floors_are_read_as_they_were_written(tmp_path: Path) -> None:
    floors = {"a": Floor(0.8, 0.01, 10, "d")}
    write_floors(floors, tmp_path / "floors.json")
    assert read_floors(tmp_path / "floors.json") == floors
    assert read_floors(tmp_path / "none.json") == {}


def test_a_broken_file_of_floors_is_an_error_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "floors.json").write_text('{"a": {"floor": 1}}', encoding="utf-8")
    with pytest.raises(FloorError, match="restore the file"):
        read_floors(tmp_path / "floors.json")


def test_every_pinned_floor_belongs_to_a_measure() -> None:
    known = {one.name for measures in all_measures().values() for one in measures}
    assert read_floors(FLOORS).keys() <= known


# --- running


def test_a_result_has_figure_peers_floor_and_the_worst_case(sets: Sets) -> None:
    digest = sets.digest("99_small")
    [found] = results(sets, {"99.share": Floor(0.4, 0.01, 2, digest)})
    assert (found.state, found.figure, found.items, found.peers) == ("met", 0.5, 2, {"always": 0.25})
    assert found.row(1)["errors"] == [
        {"id": "b", "score": 0.0, "expected": "three", "met": "two", "text": "its text"}
    ]
    assert found.row()["errors"] == []


def test_a_quick_run_leaves_the_peers_out(sets: Sets) -> None:
    assert results(sets, {}, peers=False)[0].peers == {}


def test_a_floor_is_missed_or_not_compared(sets: Sets) -> None:
    digest = sets.digest("99_small")
    assert results(sets, {"99.share": Floor(0.6, 0.01, 2, digest)})[0].state == "missed"
    assert results(sets, {"99.share": Floor(0.6, 0.01, 2, "other")})[0].state == "labels changed"
    assert results(sets, {})[0].state == "no floor"


def test_an_absent_set_and_a_broken_measure_cost_one_line(sets: Sets) -> None:
    def breaks(_context: Context) -> Outcome:
        raise ValueError("nothing works")

    absent = Measure("98.x", "98_other", share, "share")
    found = results(sets, {}, absent, measure(breaks), measure())
    assert [one.state for one in found] == ["absent", "failed", "no floor"]
    assert found[1].note.startswith("ValueError: nothing works (at test_evaluate.py line ")


def test_what_two_measures_share_is_computed_once(sets: Sets) -> None:
    context = Context(sets, Settings())
    calls: list[int] = []
    for _ in range(2):
        context.once("pages", lambda: calls.append(1))
    assert calls == [1]


def test_a_dictionary_on_request_is_read_with_where_a_measure_names_it(sets: Sets, tmp_path: Path) -> None:
    settings = Settings(cache_dir=tmp_path)
    folder = dictionary_folder(settings)
    folder.mkdir(parents=True)
    for language in ("ja", "fr"):
        write_table(folder / f"{language}-made.sqlite", [Entry("mot", ("word",), 1.0)], [], {"id": "made"})
    context = Context(sets, settings)
    assert context.glossary.languages == ("ja",)
    assert context.glossary_with("fr").languages == ("fr", "ja")
    assert context.glossary_with("ja") is context.glossary
    with pytest.raises(SetAbsent, match="languages add de ko"):
        context.glossary_with("fr", "de", "ko")


# --- choosing


def test_a_name_is_a_prefix_or_an_area() -> None:
    names = [one.name for one in choose_measures(["01a"])]
    assert names == ["01a.text", "01a.words"]
    assert {one.name[:2] for one in choose_measures(["pages"])} == {"01"}
    assert {one.name for one in choose_measures(["01a", "01"])} == {
        one.name for one in choose_measures(["01"])
    }
    with pytest.raises(UnknownMeasure, match="zz"):
        choose_measures(["zz"])


def test_names_of_measures_are_unique_and_begin_with_their_sets_number() -> None:
    known = [one for measures in all_measures().values() for one in measures]
    assert len({one.name for one in known}) == len(known)
    for one in known:
        assert one.set.startswith(one.name.split(".")[0]) or one.set == "taxonomy"


# --- the page


def test_the_page_has_a_line_a_measure_and_the_words_about_it(sets: Sets, tmp_path: Path) -> None:
    notes = tmp_path / "notes.yml"
    notes.write_text('"99": {says: Small., weak: [texts that differ]}\n', encoding="utf-8")
    write_quality(results(sets, {}), tmp_path, notes)
    write_quality(results(sets, {}, measure(name="99.other")), tmp_path, notes)
    page = (tmp_path / "quality.md").read_text(encoding="utf-8")
    assert "| 99.share | share | 2 | 0.500 | always 0.250, (others .4) |" in page
    assert "99.other" in page
    assert "Small." in page
    assert "1. texts that differ" in page


def test_a_run_without_peers_leaves_those_of_the_same_labels(sets: Sets, tmp_path: Path) -> None:
    notes = tmp_path / "notes.yml"
    notes.write_text("{}", encoding="utf-8")
    write_quality(results(sets, {}), tmp_path, notes)
    write_quality(results(sets, {}, peers=False), tmp_path, notes)
    assert "always 0.250" in (tmp_path / "quality.md").read_text(encoding="utf-8")
    (sets.at("99_small") / "more.dev.jsonl").write_text("{}\n", encoding="utf-8")
    write_quality(results(sets, {}, peers=False), tmp_path, notes)
    assert "always 0.250" not in (tmp_path / "quality.md").read_text(encoding="utf-8")


def test_the_shipped_page_is_what_its_figures_and_notes_give() -> None:
    docs = Path(__file__).resolve().parents[2] / "docs"
    if not (docs / "quality.json").is_file():
        pytest.skip("docs/quality.json has not been made yet")
    import yaml

    from stdiplo_scan.evaluate.quality import NOTES

    kept = json.loads((docs / "quality.json").read_bytes())
    assert kept["measures"].keys() <= {one.name for area in all_measures().values() for one in area}
    said = yaml.safe_load(NOTES.read_text(encoding="utf-8"))
    assert (docs / "quality.md").read_text(encoding="utf-8") == quality_page(kept, said)


# --- the command


@pytest.fixture
def run(sets: Sets, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """The command over the small set, its floors in a folder of the test."""
    floors = tmp_path / "floors.json"
    monkeypatch.setenv("STDIPLO_SHARED", str(sets.folder))
    monkeypatch.setattr(command, "choose_measures", lambda _names, quick: [measure()])
    monkeypatch.setattr(command, "read_floors", lambda: read_floors(floors))
    monkeypatch.setattr(command, "write_floors", lambda found: write_floors(found, floors))

    def invoke(*arguments: str) -> tuple[int, str]:
        found = CliRunner().invoke(app, ["--workspace", str(tmp_path), "evaluate", *arguments])
        return found.exit_code, found.output

    return invoke


def test_the_table_shows_figure_and_others_and_the_errors_their_texts(
    run: Callable[..., tuple[int, str]],
) -> None:
    code, output = run("--errors", "1")
    assert code == 0
    for part in ("99.share", "0.500", "always 0.250", "three", "its text"):
        assert part in output


def test_a_missed_floor_ends_with_three_and_says_which(
    run: Callable[..., tuple[int, str]], tmp_path: Path, sets: Sets
) -> None:
    write_floors({"99.share": Floor(0.6, 0.01, 2, sets.digest("99_small"))}, tmp_path / "floors.json")
    code, output = run()
    assert code == 3
    assert "99.share: 0.5000; wanted 0.6000" in output


def test_set_floors_never_lowers_one(run: Callable[..., tuple[int, str]], tmp_path: Path, sets: Sets) -> None:
    assert run("--set-floors")[0] == 0
    assert read_floors(tmp_path / "floors.json")["99.share"].floor == 0.49
    write_floors({"99.share": Floor(0.6, 0.01, 2, sets.digest("99_small"))}, tmp_path / "floors.json")
    assert run("--set-floors")[0] == 3
    assert read_floors(tmp_path / "floors.json")["99.share"].floor == 0.6


def test_json_gives_one_object_a_measure(
    run: Callable[..., tuple[int, str]], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    code, output = run("--json")
    row = json.loads(output or capfdbinary.readouterr().out)
    assert code == 0
    assert (row["name"], row["figure"], row["peers"], row["floor"]) == (
        "99.share",
        0.5,
        {"always": 0.25},
        None,
    )


def test_no_sets_at_all_is_an_error_with_its_cure(
    run: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STDIPLO_SHARED", str(tmp_path / "nowhere"))
    code, output = run()
    assert code == 1
    assert "STDIPLO_SHARED" in output
