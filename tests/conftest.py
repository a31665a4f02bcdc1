"""Which tests share a process where several run at once (`./check` runs one for each processor)."""

from __future__ import annotations

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file stays whole, for its fixtures; what needs the demo stays together: one is made, on one port."""
    for item in items:
        needs_demo = "demo" in getattr(item, "fixturenames", ())
        item.add_marker(pytest.mark.xdist_group("demo" if needs_demo else item.nodeid.split("::")[0]))
