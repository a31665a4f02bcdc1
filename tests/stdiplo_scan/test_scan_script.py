"""./scan: set up once, go on where a killed set-up stopped, start at once afterwards.

Python and pip are played by a small script, so that a set-up takes a moment; .ci/run does the real one.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="./scan is a POSIX script")

# Plays python3, the .venv's python with pip, and the command that is installed. It notes what it is asked;
# at the first request that holds the words of $KILL_AT it kills the set-up that asked.
PLAYER = r"""#!/bin/sh
printf '%s\n' "$*" >>"$PLAY/asked"
if [ -n "${KILL_AT-}" ] && [ ! -e "$PLAY/killed" ]; then
    case "$*" in *"$KILL_AT"*)
        touch "$PLAY/killed"
        kill -9 "$PPID"
        sleep "${OUTLIVE-0}"
        [ -n "${OUTLIVE-}" ] || exit 1
    esac
fi
case "$*" in
*"import ensurepip"*) exit "${NO_ENSUREPIP-0}" ;;
*version_info\[:2\]*) echo python3.99-venv ;;
*metadata*torch* | *"as m, sys"*) [ -e "$(dirname "$0")/torch" ] ;;
"-m venv "*) mkdir -p "$3/bin" && cp "$PLAY/player" "$3/bin/python" ;;
"-m pip install"*"torch=="*) touch "$(dirname "$0")/torch" ;;
"-m pip install"*" -e "*)
    printf '#!/bin/sh\necho ran "$@"\n' >"$(dirname "$0")/stdiplo-scan"
    chmod +x "$(dirname "$0")/stdiplo-scan" ;;
-) cat >/dev/null ;;
esac
"""
TOOLS = (
    "sh", "dirname", "cmp", "cat", "cp", "rm", "mkdir", "touch", "kill", "sleep", "uname", "id", "readlink",
    "ln", "chmod",
)  # fmt: skip
STEPS = ("import ensurepip", "-m venv", "pip --version", "torch==", "--require-hashes", " -e ", "pip check")


class Clone:
    """A clone of the repository as ./scan sees it, in a folder with blanks in its name."""

    def __init__(self, folder: Path, *, flock: bool = True) -> None:
        self.root = folder / "a clone"
        self.play = folder / "play"
        tools = folder / "tools"
        for made in (self.root, self.play, tools):
            made.mkdir()
        for name in ("scan", "pyproject.toml", "requirements.lock", "requirements-dev.lock"):
            shutil.copy(ROOT / name, self.root / name)
        (self.root / "nlp" / "dictionaries").mkdir(parents=True)
        shutil.copy(ROOT / "nlp/dictionaries/sources.yml", self.root / "nlp/dictionaries/sources.yml")
        for name in (*TOOLS, *(["flock"] if flock else [])):
            if found := shutil.which(name):
                (tools / name).symlink_to(found)
        for player in (self.play / "player", tools / "python3"):
            player.write_text(PLAYER)
            player.chmod(0o755)
        self.environment = {"PATH": str(tools), "PLAY": str(self.play), "HOME": str(folder)}

    def start(
        self, *arguments: str, script: str | Path = "", to: int = subprocess.PIPE, **environment: str
    ) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [script or self.root / "scan", *arguments], cwd=self.play, text=True,
            env=self.environment | environment, stdout=to, stderr=to,
        )  # fmt: skip

    def run(self, *arguments: str, script: str | Path = "", **environment: str) -> tuple[int, str, str]:
        process = self.start(*arguments, script=script, **environment)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    @property
    def asked(self) -> list[str]:
        return (self.play / "asked").read_text().splitlines()


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_the_first_start_sets_up_and_the_second_asks_for_nothing(clone: Clone) -> None:
    code, out, err = clone.run("search", "two words")
    assert (code, out) == (0, "ran search two words\n")
    assert "scan: ready" in err
    before = clone.asked
    started = time.monotonic()
    assert clone.run("--version") == (0, "ran --version\n", "")
    assert time.monotonic() - started < 1
    assert clone.asked == before


def test_torch_comes_alone_and_the_rest_by_hash(clone: Clone) -> None:
    clone.run()
    installs = [line for line in clone.asked if "pip install" in line]
    assert "torch==2.13.0" in installs[0]
    assert "--require-hashes" in installs[1]
    assert str(clone.root / "requirements.lock") in installs[1]
    assert all("--no-deps" in line for line in installs)


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_it_recovers_when_run_again(clone: Clone, step: str) -> None:
    first = clone.run("x", KILL_AT=step)
    if step != "pip --version":  # asked only where a .venv stands
        assert first[0] == -signal.SIGKILL
    code, out, _ = clone.run("doctor")
    assert (code, out) == (0, "ran doctor\n")
    assert any("pip check" in line for line in clone.asked)


@pytest.mark.skipif(not shutil.which("flock"), reason="needs flock, which macOS lacks")
def test_what_a_killed_setup_left_running_is_waited_for(clone: Clone) -> None:
    with clone.start("x", KILL_AT="--require-hashes", OUTLIVE="2", to=subprocess.DEVNULL) as killed:
        assert killed.wait(20) == -signal.SIGKILL
    code, out, err = clone.run("doctor")
    assert (code, out) == (0, "ran doctor\n")
    assert "another set-up is at work; waiting" in err


@pytest.mark.parametrize("step", STEPS[3:])
def test_without_flock_a_dead_ones_lock_is_taken_over(tmp_path: Path, step: str) -> None:
    clone = Clone(tmp_path, flock=False)
    assert clone.run("x", KILL_AT=step)[0] == -signal.SIGKILL
    assert (clone.root / ".scan-stage").is_symlink()
    assert clone.run("doctor")[:2] == (0, "ran doctor\n")
    assert not (clone.root / ".scan-stage").is_symlink()


def test_two_first_starts_at_once_set_up_once(clone: Clone) -> None:
    both = [clone.start(name) for name in ("a", "b")]
    assert {process.communicate(timeout=60)[0] for process in both} == {"ran a\n", "ran b\n"}
    assert sum("--require-hashes" in line for line in clone.asked) == 1


def test_it_may_be_called_from_elsewhere_and_through_a_link(clone: Clone, tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "scan").symlink_to("../a clone/scan")
    assert clone.run("x", script=tmp_path / "bin" / "scan")[:2] == (0, "ran x\n")
    assert (clone.root / ".venv").is_dir()


def test_a_moved_folder_gets_a_new_environment(clone: Clone, tmp_path: Path) -> None:
    clone.run()
    clone.root = clone.root.rename(tmp_path / "moved")
    code, out, err = clone.run("x")
    assert (code, out) == (0, "ran x\n")
    assert "moved or copied" in err
    assert clone.run("y") == (0, "ran y\n", "")


def test_other_libraries_in_the_lock_are_installed_at_the_next_start(clone: Clone) -> None:
    clone.run()
    with (clone.root / "requirements.lock").open("a") as file:
        file.write("# changed\n")
    clone.run()
    assert sum("--require-hashes" in line for line in clone.asked) == 2


def test_a_python_without_ensurepip_is_told_which_package(clone: Clone) -> None:
    code, out, err = clone.run("x", NO_ENSUREPIP="1")
    assert (code, out) == (1, "")
    assert "python3.99-venv" in err
    assert not (clone.root / ".venv").exists()


def test_no_python_is_said_in_one_line(clone: Clone) -> None:
    (Path(clone.environment["PATH"]) / "python3").unlink()
    code, _, err = clone.run("x")
    assert code == 1
    assert err.count("\n") == 2  # the greeting, and what is missing
    assert "no Python found; wanted 3.11 or newer" in err


def test_the_development_setup_starts_nothing(clone: Clone) -> None:
    assert clone.run("--setup-dev")[:2] == (0, "")
    assert clone.run("--setup-dev") == (0, "", "")
    assert clone.run("x") == (0, "ran x\n", "")


def test_the_scripts_are_clean(tmp_path: Path) -> None:
    if not shutil.which("shellcheck"):
        pytest.skip("shellcheck is not installed here")
    checked = subprocess.run(
        ["shellcheck", "scan", "check", ".ci/run"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout


def test_the_scripts_can_be_executed() -> None:
    assert all(os.access(ROOT / name, os.X_OK) for name in ("scan", "check", ".ci/run"))
