"""docs/sources.md lists every kind of entry point with every key of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from crawlers.entry_point import EntryPoint
from crawlers.target import Target

PAGE = (Path(__file__).parents[2] / "docs" / "sources.md").read_text("utf-8")


def test_the_page_lists_every_entry_point_with_its_keys() -> None:
    rows = {
        found[1]: set(re.findall(r"`(\w+)`", found[2]))
        for found in re.finditer(r"^\| `(\w+)` \| ([^|]*) \|", PAGE, re.MULTILINE)
    }
    kinds = get_args(get_args(EntryPoint)[0])
    assert rows == {
        get_args(kind.model_fields["type"].annotation)[0]: set(kind.model_fields) - {"type"} for kind in kinds
    }


def test_the_page_tells_the_limits_as_they_are() -> None:
    for key, shown in (("max_pages", "(200)"), ("max_run_bytes", "(500 MB)"), ("max_depth", "(0)")):
        default = Target.model_fields[key].default
        assert f"`{key}` {shown}" in PAGE
        assert default == int(re.findall(r"\d+", shown)[0]) * (1_000_000 if "MB" in shown else 1)
