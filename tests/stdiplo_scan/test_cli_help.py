"""Every command explains itself with an example, and the documents name only commands that exist."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from stdiplo_scan.cli.main import app, with_standard_input
from tests.stdiplo_scan.commands import run_main, start

ROOT = Path(__file__).parents[2]


def all_commands() -> dict[tuple[str, ...], object]:
    found: dict[tuple[str, ...], object] = {}

    def walk(command: object, path: tuple[str, ...]) -> None:
        if not hasattr(command, "list_commands"):
            found[path] = command
            return
        for name in command.list_commands(None):
            walk(command.get_command(None, name), (*path, name))

    walk(get_command(app), ())
    return found


@pytest.mark.parametrize("path", sorted(all_commands()), ids=" ".join)
def test_help_shows_an_example_of_the_command_itself(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, [*path, "--help"])
    assert result.exit_code == 0
    text = " ".join(result.output.split())
    assert f"Example: stdiplo-scan {' '.join(path)}" in text


def test_the_changelog_and_the_readme_name_only_commands_that_exist() -> None:
    first_words = {path[0] for path in all_commands()}
    for name in ("README.md", "docs/formats.md", "docs/settings.md", "docs/choices.md"):
        text = (ROOT / name).read_text("utf-8")
        named = set(re.findall(r"(?:stdiplo-scan|\./scan)(?: --\S+ \S+)* ([a-z]+)(?![\w-])", text))
        assert named - {"itself"} <= first_words, name


@pytest.mark.parametrize(
    ("given", "filled"),
    [
        (["tag", "--jsonl"], ["tag", "--jsonl", "-"]),
        (["tag", "--jsonl", "-"], ["tag", "--jsonl", "-"]),
        (["tag", "--jsonl", "x.jsonl"], ["tag", "--jsonl", "x.jsonl"]),
        (["extract", "--jsonl", "--workers", "1"], ["extract", "--jsonl", "-", "--workers", "1"]),
        (["search", "x"], ["search", "x"]),
    ],
)
def test_a_bare_jsonl_reads_standard_input(given: list[str], filled: list[str]) -> None:
    assert with_standard_input(given) == filled


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["search", "x", "--mode", "guess"], 2, "guess"),
        (["--workspace", "nowhere-at-all", "search", "x"], 1, "nowhere-at-all"),
        (["nonsense"], 2, "nonsense"),
    ],
)
def test_wrong_usage_exits_two_and_a_known_error_one(
    arguments: list[str], code: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    from stdiplo_scan.cli.main import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["stdiplo-scan", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == code
    shown = capsys.readouterr().err
    assert words in shown
    assert code != 1 or len(shown.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["serch", "x"], "「serch」という命令はありません。search のことではありませんか。"),
        (
            ["search", "x", "--ordr", "newest"],
            "--ordr という指定はありません。--order のことではありませんか。",
        ),
        (["search", "x", "--order", "newst"], "newest のことではありませんか。"),
        (["search", "x", "--limit", "many"], "--limit が「many」です。整数にしてください。"),
        (["search", "x", "--limit=0"], "--limit が「0」です。1 以上にしてください。"),
        (["targets", "show"], "「ID」がありません。"),
        (["search", "x", "--order"], "「--order」には値が要ります。"),
        (["targets", "list", "--state", "paussed"], "paused のことではありませんか。"),
    ],
)
def test_wrong_usage_is_said_in_japanese_first_with_the_nearest_there_is(
    arguments: list[str], said: str
) -> None:
    ran = run_main(*arguments)
    assert ran.code == 2
    complaint = ran.complaints[-1]
    assert complaint.startswith("stdiplo-scan: "), ran.err
    assert said in complaint.split(" / ")[0]
    assert " / " in complaint


def test_every_command_explains_itself_in_japanese_first() -> None:
    for path, command in all_commands().items():
        first = str(getattr(command, "help", "")).strip().splitlines()[0]
        japanese, _, english = first.partition("/ ")
        assert re.search("[ぁ-んァ-ン一-龥]", japanese), (path, first)
        assert english, (path, first)


@pytest.mark.parametrize("group", [(), ("targets",), ("alerts",)])
def test_a_list_of_commands_tells_each_whole_in_both_languages(group: tuple[str, ...]) -> None:
    listed = " ".join(run_main(*group).err.split("Commands:")[1].split())
    assert "..." not in listed
    for path, command in all_commands().items():
        if path[:-1] == group:
            assert " ".join(str(getattr(command, "help", "")).splitlines()[0].split()) in listed


def test_a_setting_of_the_environment_is_named_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STDIPLO_MAIL__TRANSPORT", "smpt")
    ran = run_main("--workspace", tmp_path, "targets", "list")
    assert (ran.code, len(ran.complaints)) == (1, 1)
    assert "STDIPLO_MAIL__TRANSPORT is 'smpt'; wanted one of off, smtp, folder; meant smtp?" in ran.err
    monkeypatch.delenv("STDIPLO_MAIL__TRANSPORT")
    (tmp_path / "settings.toml").write_text('[crawl]\ncontakt = "a"\n')
    assert "crawl.contact のことではありませんか" in run_main("--workspace", tmp_path, "targets", "list").err


def test_a_broken_archive_of_rows_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    broken = tmp_path / "a.jsonl.gz"
    broken.write_bytes(gzip.compress(b'{"id": "a", "text": "b"}\n' * 99)[:-9])
    for arguments in (["tag", "--jsonl", broken], ["stories", "--jsonl", broken]):
        ran = run_main(*arguments)
        assert ran.code == 1
        assert "圧縮ファイルが途中で切れています" in ran.complaints[-1]
        assert f"FileError: {broken}: Compressed file ended" in ran.complaints[-1]


def test_a_reader_that_goes_away_is_no_error_of_ours() -> None:
    process = start("targets", "list")
    assert process.stdout is not None
    process.stdout.close()
    assert process.wait(60) == 141
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()


def test_a_machine_reads_what_the_doctor_and_the_index_check_say(tmp_path: Path) -> None:
    assert run_main("init", tmp_path / "w").code == 0
    checked = run_main("--workspace", tmp_path / "w", "index", "check", "--json")
    assert (checked.code, checked.rows[0]["problems"]) == (0, [])
    ran = run_main("--workspace", tmp_path / "w", "doctor", "--json")
    found = {row["item"]: row["ok"] for row in ran.rows}
    assert (ran.code, found["store"], found["contact"]) == (3, True, False)
