from __future__ import annotations

import errno
import os
from pathlib import Path
from threading import Thread

import pytest

from crawlers.whole_file import write_whole


def test_a_file_and_its_folder_are_made(tmp_path: Path) -> None:
    write_whole(tmp_path / "new" / "a.txt", b"one")
    assert (tmp_path / "new" / "a.txt").read_bytes() == b"one"


def test_a_full_disk_leaves_the_file_as_it_was_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"before")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space") as caught:
        write_whole(path, b"after")
    assert caught.value.filename == str(path)  # the command line names the place that was asked for
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]
    assert path.read_bytes() == b"before"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_bytes(b"before")
    (tmp_path / "link.txt").symlink_to("real.txt")
    write_whole(tmp_path / "link.txt", b"after")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_bytes() == b"after"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, b"said")
    reader.join(10)
    assert read == [b"said"]
    assert not pipe.is_file()


def test_a_very_long_name_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("あ" * 80 + ".csv")  # 244 bytes of the 255 that a file system takes
    write_whole(path, b"x")
    assert path.read_bytes() == b"x"
