"""A cross-encoder that an office names: the retrieval figures stand beside those with it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.nlp.test_rerank import MAKE

ROOT = Path(__file__).parents[2]
MEASURE = """
import json, sys
from pathlib import Path
from types import SimpleNamespace
from stdiplo_scan.evaluate.measure import Context
from stdiplo_scan.evaluate.retrieval import MEASURES
from stdiplo_scan.evaluate.sets import Sets
from stdiplo_scan.settings import Settings
from tests.index.search_world import GLOSSARY, MODEL, embed
found = {}
for name in (None, sys.argv[1] + "/one"):
    settings = Settings.model_validate({"search": {"reranker": name}} if name else {})
    context = Context(Sets(Path(sys.argv[1])), settings, peers=False, threads=1)
    context.__dict__["embedder"] = SimpleNamespace(
        model_id=MODEL, dimension=64, token_limit=256, count_tokens=lambda text: 9,
        embed=embed, embed_queries=embed)
    context.glossary_with = lambda *_: GLOSSARY
    (measure,) = [one for one in MEASURES if one.name == "06i.p1"]
    outcome = measure.function(context)
    found[name or ""] = [outcome.figure, dict(outcome.peers)]
print(json.dumps(found))
"""


@pytest.mark.slow
def test_a_configured_reranker_is_measured_beside_the_plain_figure(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "06i_xling_st"
    folder.mkdir(parents=True)
    corpus = [
        {"id": f"d{at}", "text": f"hydrogen energy {word}"} for at, word in enumerate(("quantum", "robot"))
    ]
    (folder / "corpus.dev.jsonl").write_text("\n".join(map(json.dumps, corpus)), encoding="utf-8")
    asked = {"id": "q", "query": "hydrogen quantum", "relevant": ["d0"]}
    (folder / "queries.dev.jsonl").write_text(json.dumps(asked), encoding="utf-8")
    for code in (MAKE, MEASURE):
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
    plain, named = json.loads(done.stdout.splitlines()[-1]).values()
    assert plain == [1.0, {}]
    assert named[0] == 1.0  # the plain figure is the one that floors hold
    assert list(named[1]) == ["with the reranker of the settings"]
    assert named[1]["with the reranker of the settings"] in (0.0, 1.0)
