"""The digest: its order, its anchors, its words, and that the same store gives the same bytes."""

from __future__ import annotations
import random
from pathlib import Path
import pytest
from reports.digest import DigestSettings, build_digest, check_anchors
from reports.render import FORMATS, render, render_json

SETTINGS = DigestSettings(
    notice_ja="架空の内容です(デモ)。",
    notice_en="Fictional content (demo).",
    versions={"stdiplo-scan": "0.1.0", "tagger": "t1"},
)


def build(world, edition="whole", language="ja", **more):
    return build_digest(
        world.week,
        edition,
        language,
        facts=world.facts,
        documents=world.store,
        coverage=world.coverage(),
        settings=SETTINGS,
        **more,
    )


def test_x(full_world):
    for lang in ("ja", "en"):
        d = build(full_world, language=lang)
        for f in FORMATS:
            Path(f"/tmp/digest-{lang}.{f}").write_text(render(d, f))
        assert check_anchors(d.to_json(), full_world.store) == []
