"""Which tests share a process where several run at once (`./check` runs one for each processor)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parents[1]
DEMO = "demo"


class ByFile(LoadScopeScheduling):
    """A file stays whole, for its fixtures; the files that need the demo stay together: it has one port.

    Groups of xdist itself (`--dist loadgroup`) do nothing on pytest 9.2: the `_nodeid` they set is gone.
    """

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.split("::", maxsplit=1)[0])


@cache
def group_of(file: str) -> str:
    """The file's own path, or one name for all files with the fixture of the demo's run."""
    return DEMO if "DemoRun" in (ROOT / file).read_text("utf-8") else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """The scheduler of all parallel runs."""
    return ByFile(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The demo and the files with slow tests first, so that no process is left alone with them at the end."""
    groups = {item.nodeid: group_of(item.nodeid.split("::")[0]) for item in items}
    slow = {groups[item.nodeid] for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (groups[item.nodeid] != DEMO, groups[item.nodeid] not in slow))
