"""Which tests share a process where several run at once (`./check` runs one for each processor)."""

from __future__ import annotations

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file stays whole, for its fixtures; what needs the demo stays together: one is made, on its one port.

    The demo and the files with slow tests come first, so that no process is left alone with them at the end.
    """
    groups = {item.nodeid: _group(item) for item in items}
    slow = {groups[item.nodeid] for item in items if item.get_closest_marker("slow")}
    for item in items:
        item.add_marker(pytest.mark.xdist_group(groups[item.nodeid]))
    items.sort(key=lambda item: (groups[item.nodeid] != "demo", groups[item.nodeid] not in slow))


def _group(item: pytest.Item) -> str:
    needs_demo = "demo" in getattr(item, "fixturenames", ())
    return "demo" if needs_demo else item.nodeid.split("::")[0]
